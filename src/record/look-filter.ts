import {
  addDays,
  dayInLondon,
  isDay,
  isPersonId,
  type PersonId,
  startOfLondonDay,
  toPersonId,
} from '../kernel/index.ts'
import type { LooksWanted } from '../trail/index.ts'

/** Looks of the last days are asked for most: so many where nobody says otherwise. */
const DAYS = 7
export const OUTCOMES = ['allowed', 'refused'] as const
/** An id that a provider of sign-in gives somebody, or a purpose of the agreement. */
const ID = /^[\x21-\x7e]{1,200}$/

/** Which looks are shown: all of it stands in the address, and none of it is a name. */
export type LookFilter = {
  /** YYYY-MM-DD, in London; both are among them */
  from: string
  to: string
  outcome?: (typeof OUTCOMES)[number] | undefined
  /** a member of staff, by the id that they sign in with */
  staff?: string | undefined
  purpose?: string | undefined
  person?: PersonId | undefined
  /** the last look of the page before */
  before?: { at: Date; entryId: string } | undefined
}

/** What an address names and there is not is left out: then more is shown, and never something else. */
export function readLookFilter(query: unknown, now: Date): LookFilter {
  const given = new Map(Object.entries((query ?? {}) as Record<string, unknown>))
  const text = (name: string) => {
    const value = given.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const today = dayInLondon(now)
  const day = (name: string) => {
    const value = text(name)
    return value !== undefined && isDay(value) ? value : undefined
  }
  const to = day('to') ?? today
  const from = day('from') ?? addDays(to, 1 - DAYS)
  const id = (name: string) => {
    const value = text(name)
    return value !== undefined && ID.test(value) ? value : undefined
  }
  const person = text('person')
  return {
    // The other way round is meant as the time between.
    ...(from <= to ? { from, to } : { from: to, to: from }),
    outcome: OUTCOMES.find((one) => one === text('outcome')),
    staff: id('staff'),
    purpose: id('purpose'),
    person: person !== undefined && isPersonId(person) ? toPersonId(person) : undefined,
    before: readBefore(text('before')),
  }
}

/** The address of such looks; of their first page, unless `before` is given. */
export function lookAddress(filter: LookFilter): string {
  const { from, to, outcome, staff, purpose, person, before } = filter
  const last = before && `${before.at.getTime()}.${before.entryId}`
  const all = { from, to, outcome, staff, purpose, person, before: last }
  const query = new URLSearchParams(
    Object.entries(all).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  )
  return `/looks?${query}`
}

/** @param personIds everybody who is the one person that is asked about */
export function looksWanted(filter: LookFilter, personIds?: readonly PersonId[]): LooksWanted {
  const { from, to, outcome, staff, purpose, before } = filter
  const times = { from: startOfLondonDay(from), to: startOfLondonDay(addDays(to, 1)) }
  return { ...times, outcome, actorId: staff, purpose, before, personIds }
}

function readBefore(text: string | undefined): LookFilter['before'] {
  const [, at, entryId] = /^(\d{1,14})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return at === undefined ? undefined : { at: new Date(Number(at)), entryId: entryId! }
}
