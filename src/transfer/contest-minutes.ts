import { z } from 'zod'
import { openDispute, statement } from '../agreement/index.ts'
import { dayInLondon, isRefusal, nextState, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { byCount, formatFullDate, plural } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { contestKey, lastDayToContest } from './contest.ts'
import { stayField, timeField } from './fields.ts'
import { lengthOf, minuteOf, type Span, shared, timeOf } from './minute.ts'
import { factsOnStay, type OnStay, onStay } from './on-stay.ts'
import { ROOM } from './read-stays.ts'
import { stayCycle } from './stay-cycle.ts'

export const CONTEST = 'transfer.contest'

export type ContestOpened = {
  readonly dispute: string
  readonly stay: string
  readonly step: string
  readonly holder: string
  readonly minutes: number
}

export const contestMinutes = namedCommand({
  name: CONTEST,
  says: 'Contests who held some of the minutes for which somebody waited',
  label: stayCycle.moves.contest.label,
  brief: true,
  basis: { action: CONTEST, does: 'contest who held minutes of waiting' },
  input: z.strictObject({
    stay: stayField(),
    from: timeField('From when?', 'Like 10/3/2026 14:30'),
    to: timeField('Until when?', 'Left empty, until now or until they left'),
    says: statement('What your side says', 'The other side reads it. Name nobody.'),
    evidence: z.string().trim().max(2_000, 'is longer than 2,000 characters').optional().meta({
      label: 'What proves it',
      hint: 'Where it can be read, like the time of a call or the number of a referral. Name nobody.',
      rows: 3,
    }),
  }),
  refuses: ['no-such-stay', 'no-clause', 'closed', 'not-yours', 'stale', 'too-late', 'no-minutes'],
  preview: ({ minutes, step }: ContestOpened) =>
    `${plural(minutes, 'minute')} ${byCount(minutes, 'is', 'are')} nobody’s until it is settled. ` +
    `It goes to ${step} first.`,
  leads: ({ dispute }: ContestOpened) => `/disputes/${dispute}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, from, to, says, evidence = '' }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const { read, agreement } = on
    const asked = contestable(on, from, to, context.now)
    if (isRefusal(asked)) return asked
    const { within, minutes } = asked
    const key = contestKey(read.counted.eventIds[0]!, within)
    const words = evidence === '' ? says : `${says}\nEvidence: ${evidence}`
    const person = read.members[0]!
    const dispute = { room: ROOM, key, about: ABOUT, personId: person, says: words }
    const opened = await openDispute(context, agreement, dispute)
    if (isRefusal(opened)) return opened
    const { id, step, holder } = opened
    const said = {
      act: 'open',
      at: context.now.toISOString(),
      room: ROOM,
      key,
      about: ABOUT,
      words,
    }
    return {
      result: { dispute: id, stay: read.counted.id, step, holder, minutes },
      entry: { dispute: id, number: 1, ...said },
      about: [person],
    }
  },
})

const ABOUT = 'Who held minutes for which somebody waited to leave hospital'

type Asked = { readonly within: Span; readonly minutes: number }

/** The minutes that are counted between these times, if they may be contested now. */
function contestable(
  { read, rule }: OnStay,
  from: string | undefined,
  to: string | undefined,
  now: Date,
): Asked | Refusal<'closed' | 'no-minutes' | 'stale' | 'too-late'> {
  const { stay, segments, facts } = read
  // Whoever is not ready any more has waited all the same.
  const state = stay.state === 'staying' && segments.length > 0 ? 'ready' : stay.state
  const next = nextState(stayCycle, 'contest', state)
  if (isRefusal(next)) return next
  const span = {
    from: from === undefined ? (segments[0]?.from ?? minuteOf(now)) : minuteOf(from),
    to: Math.min(to === undefined ? minuteOf(now) : minuteOf(to), minuteOf(now)),
  }
  const parts = segments.flatMap((one) => shared(one, span) ?? [])
  const minutes = parts.reduce((sum, one) => sum + lengthOf(one), 0)
  if (minutes === 0) {
    const sentence = 'Between these times no minute is counted, so there is none to contest.'
    return refuse('no-minutes', sentence, { at: `/transfer/${read.counted.id}` })
  }
  const within = { from: parts[0]!.from, to: parts.at(-1)!.to }
  const touches = (one: Span) => shared(one, within) !== undefined
  const open = stay.waiting.contests.find((one) => one.state === 'open' && touches(one))
  if (open !== undefined) {
    const sentence = 'Some of these minutes are contested already, and that is not settled.'
    return refuse('stale', sentence, { at: `/disputes/${open.dispute}` })
  }
  const bearing = new Set(segments.filter(touches).flatMap((one) => one.facts))
  const learnt = facts.filter(({ id }) => bearing.has(id)).map(({ learntAt }) => learntAt)
  const last = lastDayToContest(within.to, learnt, rule.contestWithin)
  if (dayInLondon(now) <= last) return { within, minutes }
  const sentence = `These minutes could be contested until ${formatFullDate(last)}.`
  return refuse('too-late', sentence, { clause: rule.clause })
}

/** For a button: from when to when all of a segment is. */
export function wholeOf({ from, to }: { from: number; to: number }, now: Date) {
  const end = Math.min(to, minuteOf(now))
  return { from: timeOf(from).toISOString(), to: timeOf(end).toISOString() }
}
