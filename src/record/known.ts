import { capital, formatDate, formatDateTime, formatList } from '../shell/index.ts'
import type { DataClass } from './data-class.ts'
import type { FeedState } from './feed-state.ts'
import type { Sources } from './sources.ts'

/** A feed that should have been heard and was not. */
export type Unreached = { name: string; lastArrivedAt?: string }

/** Somebody says that there is none: who, since when or as at which day. */
export type NoneSaid = { words?: string; sources: readonly string[]; at?: string; asAt?: string }

/**
 * What is known of something that may be there or not. That nothing is there, that nobody has said, and that whoever
 * would have said was not reached are three answers and never look alike.
 */
export type Known<T = unknown> =
  | { state: 'some'; value: T; unreached: readonly Unreached[] }
  | { state: 'none'; says: readonly NoneSaid[]; unreached: readonly Unreached[] }
  | { state: 'not-recorded'; unreached: readonly Unreached[] }
  | { state: 'not-reached'; unreached: readonly Unreached[] }

/** What may be known or not, as people call it. */
export type Subject = 'allergies' | 'alerts' | 'care-at-home' | 'next-of-kin' | 'ready-date'

const WORDS: Record<Subject, { name: string; are: 'is' | 'are'; none: string }> = {
  allergies: { name: 'allergies', are: 'are', none: 'No known allergies' },
  alerts: { name: 'alerts', are: 'are', none: 'No alerts' },
  'care-at-home': { name: 'care at home', are: 'is', none: 'No care at home' },
  'next-of-kin': { name: 'next of kin', are: 'is', none: 'No next of kin' },
  'ready-date': { name: 'when they are ready to leave', are: 'is', none: 'Not ready to leave' },
}

/** Which feeds would tell of a class, and which of them were not heard when they should have been. */
export type Reach = { unreached: readonly Unreached[]; heard: boolean }

export function reachOf(
  dataClass: DataClass,
  feeds: readonly FeedState[],
  sources: Sources,
): Reach {
  const giving = feeds.filter(
    ({ feed }) => feed !== undefined && sources.givesOf(feed).includes(dataClass),
  )
  return {
    unreached: giving
      .filter(({ late }) => late)
      .map(({ name, lastArrivedAt }) => ({ name, lastArrivedAt })),
    heard: giving.length === 0 || giving.some(({ late }) => !late),
  }
}

/** What there is; else who says that there is none; else whether anybody was there to ask. */
export function knownOf<T>(
  value: T | undefined,
  none: readonly NoneSaid[],
  { unreached, heard }: Reach,
): Known<T> {
  if (value !== undefined) return { state: 'some', value, unreached }
  if (none.length > 0) return { state: 'none', says: none, unreached }
  return { state: heard ? 'not-recorded' : 'not-reached', unreached }
}

/**
 * The one way in which an answer is put into words: `Allergies are not recorded`, `No known allergies (Mere Street
 * Surgery, 3 Mar)`, `Allergies are not known; not reached: …`. Empty for what there is: that is told by itself.
 * `beside`: who was not reached is told right beside it, and not again.
 */
export function knownWords(subject: Subject, known: Known, now: Date, beside = false): string {
  const { name, are, none } = WORDS[subject]
  switch (known.state) {
    case 'some':
      return ''
    case 'none':
      return known.says.map((said) => `${said.words ?? none} (${saidBy(said, now)})`).join('; ')
    case 'not-recorded':
      return `${capital(name)} ${are} not recorded${beside ? '' : missing(known.unreached, now)}`
    case 'not-reached':
      return `${capital(name)} ${are} not known${missing(known.unreached, now)}`
  }
}

/** The same for the cell of a list, under a heading that names it. */
export function knownCell(known: Known<string>, now: Date): string {
  switch (known.state) {
    case 'some':
      return known.value
    case 'none':
      return `None known (${known.says.map((said) => saidBy(said, now)).join('; ')})`
    case 'not-recorded':
      return 'Not recorded'
    case 'not-reached':
      return `Not reached: ${formatList(known.unreached.map((one) => one.name))}`
  }
}

/** `Mere Street Surgery, 3 Mar`, `Southmere Council, as at 30 Sep` */
function saidBy({ sources, at, asAt }: NoneSaid, now: Date): string {
  const day = asAt === undefined ? at && formatDate(at, now) : `as at ${formatDate(asAt, now)}`
  return [formatList(sources), day].filter((part) => part).join(', ')
}

function missing(unreached: readonly Unreached[], now: Date): string {
  return unreached.length === 0 ? '' : `; not reached: ${listOf(unreached, now)}`
}

function listOf(unreached: readonly Unreached[], now: Date): string {
  return formatList(unreached.map((one) => unreachedWords(one, now)))
}

/** `the practices' records (last heard Sat 14 Feb)` */
export function unreachedWords({ name, lastArrivedAt }: Unreached, now: Date): string {
  return lastArrivedAt === undefined
    ? `${name} (never heard)`
    : `${name} (last heard ${formatDateTime(lastArrivedAt, now)})`
}
