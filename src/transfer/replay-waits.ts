import type { Agreement, Replay, Replayed, ReplayedDays } from '../agreement/index.ts'
import { addDays, dayInLondon, type PersonId, startOfLondonDay } from '../kernel/index.ts'
import { identitiesAfter } from '../people/index.ts'
import { classesOf, disclosureRule, pseudonymsOf } from '../record/index.ts'
import type { Place } from '../room.ts'
import { formatFullDate, formatList } from '../shell/index.ts'
import { quartersWithin } from './calendar.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import { contestedOf, lastDayToContest } from './contest.ts'
import { countedStay } from './count-stays.ts'
import { NOBODY, tellTotals } from './count-totals.ts'
import { earlyNoticeOf, lateAt } from './early-notice.ts'
import { shared, timeOf } from './minute.ts'
import { answerRule, noticeRule } from './notice-kind.ts'
import type { WaitingShare } from './queries-counting.ts'
import { type ReadStay, readStays } from './read-stays.ts'

const AT_ONCE = 500
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000' as PersonId
/** As the planning views have it: a holder that fewer people ever waited for is `other`. */
const FEW = 10
const OTHER = 'other'
const HOUR_MS = 3_600_000

/**
 * Whose minutes the waits of these days would have been, which would have been contested too late, and which answers
 * and notices would have come late. Minutes are told as `transfer totals` tells them: of whole quarters, of people who
 * may be counted, and by the text's rule of disclosure.
 */
export const waitReplay: Replay = { of: ['clock', 'notice', 'disclosure'], run: replayWaits }

async function replayWaits(
  { databases, clock }: Place,
  text: Agreement,
  days: ReplayedDays,
): Promise<Replayed[]> {
  const rule = transferRule(text)
  if (rule === undefined) return []
  const db = databases.care.short
  const now = clock.now()
  const stays: ReadStay[] = []
  const counted = new Set<PersonId>()
  for (let after = BEFORE_ALL; ; ) {
    const ids = await identitiesAfter(db, after, AT_ONCE)
    if (ids.length === 0) break
    after = ids.at(-1)!
    for (const id of (await pseudonymsOf(db, ids)).keys()) counted.add(id)
    stays.push(...(await readStays(db, text, rule, ids, { now })))
  }
  return [
    ...minutesOf(stays, counted, { rule, text, days, now }),
    ...stays.flatMap((read) => [...tooLate(read, rule, days), ...lateIn(read, text, days, now)]),
  ]
}

type By = {
  readonly rule: TransferRule
  readonly text: Agreement
  readonly days: ReplayedDays
  readonly now: Date
}

function minutesOf(
  stays: readonly ReadStay[],
  counted: ReadonlySet<PersonId>,
  { rule, text, days, now }: By,
): Replayed[] {
  const disclosed = disclosureRule(text)
  if (disclosed === undefined) return []
  const within = { from: startOfLondonDay(days.from), to: startOfLondonDay(addDays(days.to, 1)) }
  const quarters = quartersWithin(within, now)
  const shares = sharesOf(stays, counted, classesOf(text).plain)
  const { rows } = tellTotals(shares, quarters, { by: 'holder', rule: disclosed, agreement: text })
  return rows.flatMap(({ keys, minutes }): Replayed[] => {
    if ('tooFew' in minutes) return []
    const whose = formatList(keys.map((key) => holderName(rule, key)))
    const sentence = `Minutes of waiting in whole quarters: ${whose}`
    return [{ id: keys.join(' '), clause: rule.clause, sentence, adds: minutes.about }]
  })
}

function holderName(rule: TransferRule, key: string): string {
  if (key === NOBODY) return 'nobody’s'
  return key === OTHER ? 'others' : rule.nameOf(key)
}

/** As the planning views give them to whoever counts. */
function sharesOf(
  stays: readonly ReadStay[],
  counted: ReadonlySet<PersonId>,
  plain: readonly string[],
): WaitingShare[] {
  const all = stays.map((read) => {
    return { read, stay: countedStay(read, !plain.includes(read.counted.dataClass)) }
  })
  const waitFor = new Map<string, Set<PersonId>>()
  for (const { read, stay } of all) {
    for (const { split, key } of stay.shares) {
      if (split !== 'holder') continue
      waitFor.set(key, (waitFor.get(key) ?? new Set()).add(read.identityId))
    }
  }
  const moment = (at: string | undefined) => (at === undefined ? null : new Date(at))
  return all
    .filter(({ read, stay }) => !stay.sensitive && counted.has(read.identityId))
    .flatMap(({ read, stay }) =>
      stay.shares
        .filter(({ split }) => split === 'holder')
        .map((one): WaitingShare => {
          const { key, parts, whole, openParts, openWhole } = one
          const own = waitFor.get(key)!.size >= FEW ? key : OTHER
          const none = { unit: null, pathway: null, council: null, ethnicGroup: '' }
          const of = { person: read.identityId, admittedAt: moment(stay.admittedAt), ...none }
          const span = { from: new Date(one.from), to: moment(one.to) }
          return { ...of, ...span, key: own, parts, whole, openParts, openWhole }
        }),
    )
}

/** What was contested when the clause would have let nobody contest it any more. */
function tooLate(read: ReadStay, rule: TransferRule, { from, to }: ReplayedDays): Replayed[] {
  return read.disputes.flatMap((dispute): Replayed[] => {
    const [span] = contestedOf(dispute)
    const opened = dayInLondon(dispute.openedAt)
    if (span === undefined || opened < from || opened > to) return []
    const touching = read.segments.filter((one) => shared(one, span) !== undefined)
    const bearing = new Set(touching.flatMap(({ facts }) => facts))
    const learnt = read.facts
      .filter(({ id, learntAt }) => bearing.has(id) && new Date(learntAt) <= dispute.openedAt)
      .map(({ learntAt }) => learntAt)
    const last = lastDayToContest(span.to, learnt, rule.contestWithin)
    if (opened <= last) return []
    const sentence = `These minutes could have been contested until ${formatFullDate(last)}.`
    return [{ id: dispute.id, clause: rule.clause, sentence }]
  })
}

const LATE_ANSWERS = 'Answers between partners that came, or still wait, later than agreed'
const LATE_NOTICES = 'Early notices that came, or still wait, later than agreed'

function lateIn(read: ReadStay, text: Agreement, days: ReplayedDays, now: Date): Replayed[] {
  const notice = noticeRule(text)
  if (notice === undefined) return []
  const { clause } = notice
  const rule = answerRule(text)
  const within = (at: string) => {
    const day = dayInLondon(new Date(at))
    return day >= days.from && day <= days.to
  }
  const answers = read.askings.flatMap(({ messages, ended }) =>
    messages.flatMap(({ id, kind, delivered, to }, at): Replayed[] => {
      const hours = rule.hoursFor(kind)
      if (hours === undefined || delivered === undefined || !within(delivered.at)) return []
      const answer = messages.slice(at + 1).find(({ from }) => from === to)
      const over = [answer?.sentAt, ended?.at].filter((one) => one !== undefined).sort()[0]
      const by = Date.parse(delivered.at) + hours * HOUR_MS
      const came = over === undefined ? now.getTime() : Date.parse(over)
      return came > by ? [{ id, clause, sentence: LATE_ANSWERS, adds: 1 }] : []
    }),
  )
  const [first] = earlyNoticeOf(read)?.messages ?? []
  const { admitted } = read.stay
  if (first === undefined || admitted === undefined || !within(first.sentAt)) return answers
  const late = lateAt(timeOf(admitted), notice)!
  const came = first.delivered === undefined ? now : new Date(first.delivered.at)
  const { id } = first
  return came > late ? [...answers, { id, clause, sentence: LATE_NOTICES, adds: 1 }] : answers
}
