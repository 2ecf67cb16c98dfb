import type { Agreement, Responsibility } from '../agreement/index.ts'
import type { Holder, ListedPerson } from '../record/index.ts'

/** Whom to ring: a named worker, a team, or the contact that the agreement gives for the matter. */
export type Ring = {
  /** 'Ana Reid, social worker', 'the transfer hub' */
  who: string
  /** the team of a worker: 'Hospital social work team' */
  team?: string
  /** 'Southmere Council' */
  at: string
  /** as it is written: '01632 960127', '01632 960121, day and night' */
  how?: string
}

/**
 * Who holds a case at an organisation: whom a source names, else the agreement's contact; undefined where
 * nobody is named.
 */
export function heldAt(
  agreement: Agreement,
  person: Pick<ListedPerson, 'holders'>,
  party: string,
  matter: string,
): Ring | undefined {
  const name = agreement.parties.find(({ id }) => id === party)?.name
  const holder = person.holders.find(({ at }) => at === name)
  return holder === undefined ? contactOf(agreement, matter, party) : ringOf(holder)
}

/** Whom to ring of several organisations, the first that anybody is named for. */
export function ringAny(
  agreement: Agreement,
  person: Pick<ListedPerson, 'holders'>,
  parties: readonly string[],
  matter: string,
): Ring | undefined {
  for (const party of parties) {
    const found = heldAt(agreement, person, party, matter)
    if (found !== undefined) return found
  }
  return undefined
}

/** The party whose code a feed names. */
export function partyOfCode(agreement: Agreement, code: string | undefined): string | undefined {
  return agreement.parties.find(({ codes }) => code !== undefined && codes.includes(code))?.id
}

export function ringOf({ name, role, team, at, phone }: Holder): Ring {
  const who = [name, role].filter((part) => part !== undefined).join(', ')
  if (who === '') return { who: team ?? 'the team', at, how: phone }
  return { who, ...(team === undefined ? {} : { team }), at, how: phone }
}

function contactOf(agreement: Agreement, matter: string, party: string): Ring | undefined {
  const contact = agreement
    .table<Responsibility>('responsibility')
    .find((one) => one.matter === matter)
    ?.ask.find((one) => one.party === party)
  if (contact === undefined) return undefined
  const at = agreement.parties.find(({ id }) => id === party)?.name ?? party
  return { who: contact.who, at, how: contact.how }
}

/** The number to dial in what is written, for a link; undefined where there is none. */
export function dialOf(how: string | undefined): string | undefined {
  const number = /\+?\d[\d ]{5,}\d/.exec(how ?? '')?.[0]
  return number?.replaceAll(' ', '')
}
