import { dayInLondon } from '../kernel/index.ts'
import { formatDate, formatDateTime, formatList, formatTime } from '../shell/index.ts'
import { isOver } from './asking.ts'
import { THEIR_FAMILY, type TransferRule } from './clock-kind.ts'
import { minuteOf, timeOf } from './minute.ts'
import type { ReadStay } from './read-stays.ts'
import { type TaskKind, taskWords } from './task-kind.ts'

/** To whom it is said: whoever leaves, or somebody of theirs. */
export type ToldOf = 'you' | 'they'

/** What somebody waits for in hospital, in plain words: of other people there is nothing in it. */
export type PlainNews = {
  /** `tomorrow, 11:00`; undefined where nobody has said */
  readonly leaves?: string
  /** whether it is agreed, or only expected */
  readonly agreed: boolean
  /** since when they are well enough, as a day */
  readonly readySince?: string
  readonly waits: readonly { readonly what: string; readonly who: string }[]
  /** what happens next, as a sentence */
  readonly next: string
  /** `the transfer hub, 01632 960147` */
  readonly ring?: string
}

/** What stands where only those may read it whom it is for. */
const UNTOLD: ReadonlySet<TaskKind> = new Set(['safeguarding'])

/** Whoever may know when somebody leaves need not know of what they are ill, or what is decided about them. */
const THEIRS_ALONE: ReadonlySet<TaskKind> = new Set([
  'infection-control',
  'fast-track',
  'aftercare',
  'mental-capacity',
  'mental-health-bed',
  'continuing-care-checklist',
  'continuing-care-decision',
  'funding',
  'family-concern',
])
const ARRANGED = 'something that is being arranged for them'

/** Pure: what is told at a time of somebody who is in hospital. */
export function plainNews(read: ReadStay, rule: TransferRule, now: Date, told: ToldOf): PlainNews {
  const { stay, places } = read
  const open = stay.tasks.filter(({ closed, opened, kind }) => {
    return closed === undefined && timeOf(opened) <= now && !UNTOLD.has(kind)
  })
  const waits = open.map(({ kind, holders }) => {
    return { what: inWords(kind, told), who: whoWords(holders, rule, told) }
  })
  const when = leavesAt(read, now)
  const isReady = stay.ready !== undefined && timeOf(stay.ready.at) <= now
  const ring = rule.ringOf(places.hospital ?? '')
  return {
    ...(when === undefined ? {} : { leaves: dayWords(when.at, now) }),
    agreed: when?.agreed ?? false,
    ...(isReady ? { readySince: formatDate(timeOf(stay.ready!.at), now) } : {}),
    waits,
    next: nextWords(waits, { isReady, leaves: when !== undefined }, told),
    ...(ring === undefined ? {} : { ring }),
  }
}

/** What was accepted last, while it is still to come; else the day on which they are expected to leave. */
function leavesAt({ askings, stay }: ReadStay, now: Date) {
  const agreed = askings
    .filter((asking) => asking.state === 'accepted' && !isOver(asking))
    .flatMap(({ on }) => on ?? [])
    .filter((on) => Date.parse(on) > now.getTime())
    .sort()
    .at(-1)
  if (agreed !== undefined) return { at: agreed, agreed: true }
  const expected = stay.expected.at(-1)?.at
  const past = expected === undefined || dayInLondon(timeOf(minuteOf(expected))) < dayInLondon(now)
  return past ? undefined : { at: expected, agreed: false }
}

/** `tomorrow, 11:00`; `today`; `on Thu 12 Mar, 11:00` */
function dayWords(at: string, now: Date): string {
  const day = dayInLondon(timeOf(minuteOf(at)))
  const tomorrow = dayInLondon(new Date(now.getTime() + 24 * 3_600_000))
  const time = at.length > 10 ? `, ${formatTime(at)}` : ''
  if (day === dayInLondon(now)) return `today${time}`
  if (day === tomorrow) return `tomorrow${time}`
  return `on ${at.length > 10 ? formatDateTime(at, now).replace(/ (\d\d:\d\d)$/, ', $1') : formatDate(at, now)}`
}

/** A party by its name; whoever a system calls by a name of its own may be a person, and is not named. */
function whoWords(holders: readonly string[], rule: TransferRule, told: ToldOf): string {
  const named = holders.map((holder) => {
    if (holder === THEIR_FAMILY) return told === 'you' ? 'you and your family' : 'the family'
    return rule.isParty(holder) ? rule.nameOf(holder) : 'somebody else'
  })
  return named.length === 0 ? 'nobody yet' : formatList([...new Set(named)])
}

/** The words of a task are about them: to whoever it is about, they are about you. */
function inWords(kind: TaskKind, told: ToldOf): string {
  if (told === 'they') return THEIRS_ALONE.has(kind) ? ARRANGED : taskWords(kind)
  return taskWords(kind)
    .replaceAll(/\bthemselves\b/g, 'yourself')
    .replaceAll(/\bthey\b/g, 'you')
    .replaceAll(/\bthem\b/g, 'you')
}

function nextWords(
  waits: PlainNews['waits'],
  { isReady, leaves }: { isReady: boolean; leaves: boolean },
  told: ToldOf,
): string {
  const [first] = waits
  const [who, are] = told === 'you' ? ['you', 'you are'] : ['they', 'they are']
  if (first !== undefined) {
    const doer =
      first.who === 'nobody yet' ? 'Somebody has to take it on' : `It is with ${first.who}`
    return `The next thing is ${first.what}. ${doer}.`
  }
  if (leaves) return 'Nothing more has to happen first.'
  if (isReady) return `Nothing is said that must happen first. Ask the ward when ${who} can leave.`
  return `The ward says when ${are} well enough to leave.`
}
