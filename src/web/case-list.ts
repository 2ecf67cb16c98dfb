import type { Agreement } from '../agreement/index.ts'
import type { Actor } from '../kernel/index.ts'
import {
  type Case,
  type CaseKind,
  type KnownEvent,
  type ListedPerson,
  type NeedWords,
  needWords,
  readySince,
  type Waiting,
  type WaitRule,
} from '../record/index.ts'
import { formatDate, formatList, formatWait, plural } from '../shell/index.ts'
import { type OtherSide, otherSideOf } from './other-side.ts'
import { bedWords, markNamesakes, monthsSince, type PersonLine, personLine } from './person-line.ts'
import { heldAt, partyOfCode, type Ring } from './ring.ts'
import { type StayLength, stayLength } from './stay-length.ts'

/** Somebody who needs an organisation: for what, since when, who holds it, and what the other side did last. */
export type CaseRow = PersonLine & {
  kind: CaseKind
  /** what they need most, then whatever else they need */
  needs: readonly (NeedWords & SinceWords)[]
  /** 'Mere General, Ward 6, bay 2, bed 4' */
  where?: string
  stay?: StayLength
  /** who has their case here; absent: nobody is named */
  held?: Ring
  other: OtherSide
}

export type SinceWords = {
  /** 'Ready since Fri 20 Nov', 'Ready date not sent' */
  since: string
  /** '6 days 2 h' */
  waited?: string
}

const IN_HOSPITAL: ReadonlySet<CaseKind> = new Set(['way-home', 'in-hospital', 'left-hospital'])

export type CaseContext = {
  agreement: Agreement
  rule: WaitRule
  actor: Actor
  now: Date
  /** codes of the hospitals that send ready dates */
  sendReadyDates: ReadonlySet<string>
}

/** Pure; the order is the record's. */
export function caseRows(waiting: readonly Waiting[], context: CaseContext): CaseRow[] {
  const { agreement, rule, actor, now } = context
  const rows = waiting.map(({ person, cases }): CaseRow => {
    const [first] = cases as [Case]
    const matter = IN_HOSPITAL.has(first.kind) ? rule.leaving : rule.ask
    return {
      ...personLine(person, now),
      ...stayOf(person, agreement, now),
      kind: first.kind,
      needs: needsOf(cases, person, context),
      held: heldAt(agreement, person, actor.organisation, matter),
      other: otherSideOf(agreement, person, actor, rule.leaving, now),
    }
  })
  return markNamesakes(rows)
}

/** The same need is said once, however many requests ask for it. */
function needsOf(
  cases: readonly Case[],
  person: ListedPerson,
  context: CaseContext,
): CaseRow['needs'] {
  const told = cases.map((one) => ({
    ...needWords(one),
    ...(one.kind === 'in-hospital' ? { why: careWords(person) } : {}),
    ...sinceWords(one, context),
  }))
  return [...new Map(told.reverse().map((need) => [need.what, need])).values()].reverse()
}

/** What a ward or a worker has to know that somebody had at home. */
function careWords({ open }: ListedPerson): string | undefined {
  const services = open.filter(({ event }) => event.kind === 'service')
  const labels = [...new Set(services.map(({ event }) => event.label))]
  return labels.length === 0 ? undefined : formatList(labels)
}

function sinceWords(
  { kind, since, event, ready, neverReviewed }: Case,
  { now, sendReadyDates }: CaseContext,
): SinceWords {
  const date = since === undefined ? '' : formatDate(since, now)
  const waited = since === undefined ? undefined : formatWait(now.getTime() - Date.parse(since))
  switch (kind) {
    case 'way-home':
    case 'in-hospital':
      if (ready) return { since: `Ready since ${date}`, waited }
      if (event === undefined) return { since: '' }
      return { since: readyWords(event, sendReadyDates.has(event.organisation ?? ''), now) }
    case 'review':
      return {
        since: neverReviewed
          ? `No review known; support since ${date}`
          : `Last reviewed ${date}${monthsAgo(monthsSince(since ?? '', now))}`,
      }
    case 'left-hospital':
      return { since: `Left ${date}` }
    case 'letter':
      return { since: `Written ${date}` }
    case 'placed':
      return { since: date === '' ? '' : `since ${date}` }
    default:
      return { since: `since ${date}`, waited }
  }
}

function monthsAgo(months: number): string {
  return months < 1 ? '' : `, ${plural(months, 'month')} ago`
}

/** Whether somebody is ready, as far as the hospital says: that no date came is not that they are not. */
export function readyWords(event: KnownEvent, sendsReadyDates: boolean, now: Date): string {
  const { readyAt } = event.detail
  if (readyAt === undefined) return sendsReadyDates ? 'No ready date yet' : 'Ready date not sent'
  const since = readySince(event, now)
  return since === undefined
    ? `Not ready until ${formatDate(readyAt, now)}`
    : `Ready since ${formatDate(since, now)}`
}

function stayOf(
  { open }: ListedPerson,
  agreement: Agreement,
  now: Date,
): Pick<CaseRow, 'where' | 'stay'> {
  const stay = open.find(({ event }) => event.kind === 'stay')?.event
  if (stay === undefined) return {}
  const party = partyOfCode(agreement, stay.organisation)
  const hospital = agreement.parties.find(({ id }) => id === party)?.name ?? stay.organisationName
  const where = [hospital, bedWords(stay)].filter((part) => part !== undefined && part !== '')
  return { where: where.join(', ') || 'In hospital', stay: stayLength(stay.startAt, now) }
}
