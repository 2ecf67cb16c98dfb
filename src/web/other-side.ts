import type { Agreement } from '../agreement/index.ts'
import { type LastAct, type ListedPerson, lastActOf, sourcesOf } from '../record/index.ts'
import { partyOfCode, type Ring, ringAny, ringOf } from './ring.ts'

/** What the other side of a case did last, and whom to ring there. */
export type OtherSide = { last?: LastAct; ring?: Ring }

/**
 * The sides are those of the agreement: for whoever stands on neither, everybody else is the other side.
 * Whom to ring: who is needed most closely, else who acted last, else where the bed is, else whose own they are;
 * about somebody who is in no bed only whom a source names.
 */
export function otherSideOf(
  agreement: Agreement,
  person: ListedPerson,
  viewer: { organisation: string; side: string },
  matter: string,
  now: Date,
): OtherSide {
  const sources = sourcesOf(agreement)
  const isTheirs = (event: { source: string; organisation?: string }) => {
    const side = sources.sideOf(event.source, event.organisation)
    return side !== '' && side !== viewer.side
  }
  const last = lastActOf(person.lately, isTheirs, now)
  const beds = person.open.flatMap(({ event }) =>
    event.kind === 'stay' ? [event.organisation] : [],
  )
  if (beds.length === 0) return { last, ring: namedOn(person, viewer.side) }
  const sideOf = (party: string) => agreement.parties.find(({ id }) => id === party)?.side
  const theirs = [last?.organisation, ...beds]
    .flatMap((code) => partyOfCode(agreement, code) ?? [])
    .concat(person.homes)
    .filter((party) => sideOf(party) !== viewer.side)
  const needed = person.neededBy.filter((party) => party !== viewer.organisation)
  const isOurs = person.neededBy.includes(viewer.organisation)
  const parties = isOurs ? [...theirs, ...needed] : [...needed, ...theirs]
  return { last, ring: ringAny(agreement, person, [...new Set(parties)], matter) }
}

function namedOn({ holders }: ListedPerson, side: string): Ring | undefined {
  const holder = holders.find((one) => one.side !== '' && one.side !== side)
  return holder && ringOf(holder)
}

/** `the council`: how both sides call the side that a viewer does not stand on. */
export function otherSideName(agreement: Agreement | undefined, side: string): string {
  const others = agreement?.sides.filter(({ id }) => id !== side) ?? []
  return others.length === 1 ? others[0]!.calls : 'others'
}
