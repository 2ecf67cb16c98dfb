import type { PersonId } from '../kernel/index.ts'
import { latest, type Stamped } from './latest.ts'
import type { Known } from './merged.ts'
import { mergedWith } from './person-fields.ts'
import { PERSON, type Said, UNNUMBERED } from './reading.ts'
import { unnumberedVisits } from './unnumbered.ts'
import { visitKey } from './visit.ts'
import type { Place } from './visit-links.ts'

/** A visit without a number, and where it is told. */
export type UnnumberedTold = { place: Place; fields: Stamped }

/**
 * Whose rows have to be known so that visits without a number can be told: all whom their source has merged, for a
 * stay that was begun under one number and ended under another is one. Asked again with what was found.
 */
export function personsNeeded(known: readonly Known[], said: readonly Said[]): PersonId[] {
  const touched = said.filter(
    ({ about, fields }) =>
      about === UNNUMBERED || (about === PERSON && mergedWith(fields).length > 0),
  )
  if (touched.length === 0) return []
  const reached = new Set(touched.map(({ personId }) => personId))
  const byPerson = Map.groupBy(
    [...known, ...said].filter(({ about }) => about === PERSON),
    ({ personId }) => personId,
  )
  for (const personId of reached) {
    for (const { fields } of byPerson.get(personId) ?? []) {
      for (const other of mergedWith(fields)) reached.add(other)
    }
  }
  return [...reached]
}

/** The visits without a number of everybody in some rows, each group of merged people as one person. */
export function unnumberedTold(rows: readonly Known[]): Map<string, UnnumberedTold> {
  const messages = new Map(
    rows.flatMap(({ about, personId, fields }) =>
      about === UNNUMBERED ? [[personId, fields]] : [],
    ),
  )
  const links = new Map(
    rows.flatMap(({ about, personId, fields }) =>
      about === PERSON ? [[personId, mergedWith(standingIn(fields))]] : [],
    ),
  )
  const told = new Map<string, UnnumberedTold>()
  const done = new Set<string>()
  for (const personId of [...messages.keys()].sort()) {
    if (done.has(personId)) continue
    const group = new Set([personId])
    for (const member of group) for (const other of links.get(member) ?? []) group.add(other)
    for (const member of group) done.add(member)
    const [first] = [...group].filter((member) => messages.has(member)).sort()
    const all = [...group].reduce<Stamped>(
      (known, member) => latest(known, messages.get(member) ?? {}),
      {},
    )
    for (const [number, fields] of unnumberedVisits(all)) {
      const named = { form: 'message', authority: '', number: `${first}@${number}` } as const
      const place = { personId: first!, key: visitKey(named) }
      told.set(place.key, { place, fields })
    }
  }
  return told
}

function standingIn(fields: Stamped): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, [, value]]) => value !== null))
}
