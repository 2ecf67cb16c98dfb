import { hash } from 'node:crypto'
import { addDays, type PersonId } from '../kernel/index.ts'
import type { CareEvent, JsonObject, ParsedResource } from '../record/index.ts'
import { outcomeLeadsTo, outcomeWords, serviceWords } from './cld-words.ts'
import { councilResource, withdrawnResource } from './council-resource.ts'
import { type DailyRow, dailyEventId } from './daily-row.ts'
import { dayOf, type Span } from './daily-span.ts'
import { visitWords } from './daily-visits.ts'
import type { FieldValue } from './latest.ts'
import { startOfDay } from './moment.ts'
import { personKey } from './person-fields.ts'
import { PERSON, type Said } from './reading.ts'

/** Why something is over that a file no longer has. */
export const NOT_SAID_WHY = 'closed, not said why'
/** Of whoever may not be told: a label that a clause may name; where none does, it is restricted. */
const DO_NOT_TELL_LABELS = ['DO-NOT-TELL', 'R']

const KINDS: ReadonlyMap<string, CareEvent['kind']> = new Map(
  Object.entries({
    request: 'request',
    assessment: 'assessment',
    package: 'service',
    waiting: 'request',
    equipment: 'service',
  } as const),
)

/** What the files of a source say of one person, put together from every span of theirs. */
export type PersonTold = {
  said: Said
  events: CareEvent[]
  resources: ParsedResource[]
  /**
   * what was told only by files that another of their day replaced, or is of somebody else by now: a file told it of
   * them no more and of somebody else instead. A reference of which one file tells two people is a thing of each.
   */
  withdrawn: { personId: PersonId; eventId: string }[]
}

/**
 * Pure: of the same spans the same, in whatever order their files came.
 *
 * @param spans all spans of one person, and those of the same things of others
 * @param stamp later than whatever was told of them before
 */
export function personTold(
  source: string,
  personId: PersonId,
  spans: readonly Span[],
  stamp: string,
): PersonTold {
  const own = spans.filter((span) => span.personId === personId).sort(byWord)
  const things = [...Map.groupBy(own, ({ thing }) => thing).keys()].sort()
  const newest = own.at(-1)!.row
  const told: PersonTold = {
    said: whoSaid(personId, newest, own, stamp),
    events: [],
    resources: [],
    withdrawn: [],
  }
  const standing: Span[] = []
  for (const thing of things) {
    const all = spans.filter((span) => span.thing === thing && lasted(span)).sort(byWord)
    const last = all.findLast((span) => span.personId === personId)
    const moved = all.some((one) => one.personId !== personId && one.since === last?.until)
    const stands = moved ? undefined : last
    const row = stands?.row ?? own.find((span) => span.thing === thing)!.row
    if (stands !== undefined) standing.push(stands)
    if (!KINDS.has(row.type)) continue
    const about = { patient: row.sourceId, server: row.authority, stamp }
    if (stands === undefined) {
      const gone = { personId, eventId: dailyEventId(source, row), kind: KINDS.get(row.type)! }
      told.withdrawn.push(gone)
      told.resources.push(withdrawnResource(gone, about))
    } else {
      const event = eventOf(source, stands, askedOf(all.filter((one) => one.personId === personId)))
      const { reason, kind: called, reference } = row
      told.events.push(event)
      told.resources.push(councilResource(event, { ...about, reason, called, reference }))
    }
  }
  told.resources.push(...teams(own, standing, stamp), ...alerts(own, standing, stamp))
  return told
}

/** A file that another of its day replaced told nothing. */
function lasted({ since, until }: Span): boolean {
  return until === undefined || dayOf(since) < dayOf(until)
}

/** What is told last comes last: what is told still, then what began to be told later. */
function byWord(a: Span, b: Span): number {
  const [left, right] = [a, b].map(({ since, until = '~', hash: own }) => [until, since, own])
  for (const at of [0, 1, 2]) {
    if (left![at] !== right![at]) return left![at]! < right![at]! ? -1 : 1
  }
  return 0
}

/** Each field as the last row has it that says anything of it: a row of the person before a row of something else. */
function whoSaid(
  personId: PersonId,
  { authority, sourceId }: DailyRow,
  own: readonly Span[],
  stamp: string,
): Said {
  const fields: Record<string, FieldValue> = Object.fromEntries(FIELDS.map((name) => [name, null]))
  const rows = own.filter(lasted)
  const first = (type: boolean) => rows.filter(({ row }) => (row.type === 'person') === type)
  for (const { row } of [...first(false), ...first(true)]) Object.assign(fields, row.who)
  return { personId, about: PERSON, key: personKey(authority, sourceId), stamp, fields }
}

const FIELDS = [
  'nhsNumber',
  'nhsNumberAsGiven',
  'identifiers',
  'family',
  'given',
  'birthDate',
  'sex',
  'address',
  'phones',
  'gpPractice',
]

/** What is asked for and not there yet: since when, and until when. */
type Asked = { what: string; from: string; until: string }

/**
 * Of a place in a queue, for as long as it is told; of a package, from the first file that has it before it has begun
 * until it begins, or no file asks for it any more. One that was never told before it began was asked for unseen.
 *
 * @param spans of one thing of one person
 */
function askedOf(spans: readonly Span[]): Asked | undefined {
  const inOrder = spans.toSorted((a, b) => (a.since < b.since ? -1 : 1))
  const last = inOrder.at(-1)
  if (last === undefined) return undefined
  const told = inOrder.filter((span) => last.row.type === 'waiting' || isAhead(span))
  const [first, end] = [told[0], told.at(-1)]
  if (first === undefined || end === undefined) return undefined
  const { type, kind, start } = end.row
  if (type === 'waiting') {
    const from = start === '' ? dayOf(first.since) : start
    const closed = end.until === undefined ? '' : dayOf(end.until)
    const over =
      closed === '' || (end.row.end !== '' && end.row.end < closed) ? end.row.end : closed
    return { what: kind === '' ? 'assessment' : kind, from, until: over }
  }
  if (type !== 'package') return undefined
  const from = dayOf(first.since)
  const next = inOrder[inOrder.indexOf(end) + 1]
  const until = end.until === undefined ? '' : dayOf(end.until)
  const begins = [start, next?.row.start ?? ''].find((day) => {
    return day !== '' && day >= from && (until === '' || day <= until)
  })
  return { what: serviceWords(kind, ''), from, until: begins ?? until }
}

/** Told before it has begun. */
function isAhead({ row: { status, start }, since }: Span): boolean {
  if (status === 'finished' || status === 'cancelled') return false
  const ahead = start > dayOf(since)
  return ahead || (status === 'planned' && start === '')
}

function eventOf(source: string, { row, since, until }: Span, asked: Asked | undefined): CareEvent {
  const closedOn = until === undefined ? undefined : dayOf(until)
  const endAt =
    row.end !== '' && (closedOn === undefined || row.end < closedOn) ? row.end : closedOn
  const silent = closedOn !== undefined && endAt === closedOn && row.outcome === ''
  const spokeOn = closedOn === undefined ? dayOf(since) : addDays(closedOn, -1)
  return {
    personId: row.personId,
    eventId: dailyEventId(source, row),
    kind: KINDS.get(row.type)!,
    status: statusOf(row, dayOf(since), closedOn),
    form: 'return',
    ...(row.start === '' ? {} : { startAt: row.start }),
    ...(endAt === undefined ? {} : { endAt: startsAfter(row, endAt) ? row.start : endAt }),
    organisation: row.council,
    label: labelOf(row),
    detail: detailOf(row, closedOn === undefined, silent, asked),
    ...(row.reference === '' ? {} : { numbers: [row.reference] }),
    saidAt: startOfDay(spokeOn),
  }
}

/** What was planned and is told no more before its day ended before it began. */
function startsAfter({ start }: DailyRow, endAt: string): boolean {
  return start > endAt
}

/** As of the first day that says it: a start ahead is planned, and becomes open by itself. */
function statusOf(
  { status, start, end }: DailyRow,
  told: string,
  closedOn: string | undefined,
): CareEvent['status'] {
  if (status === 'cancelled') return 'cancelled'
  if (closedOn !== undefined) return start > closedOn ? 'cancelled' : 'finished'
  if (status === 'finished' || (end !== '' && end < told)) return 'finished'
  return status === 'planned' && (start === '' || start > told) ? 'planned' : 'active'
}

function labelOf({ type, kind }: DailyRow): string {
  switch (type) {
    case 'request':
      return 'Request for support'
    case 'assessment':
      return kind === '' ? 'Assessment' : kind
    case 'waiting':
      return kind === '' ? 'Waiting list' : `Waiting list: ${kind}`
    case 'equipment':
      return kind === '' ? 'Equipment at home' : `Equipment: ${kind}`
    default:
      return serviceWords(kind, '')
  }
}

function detailOf(
  row: DailyRow,
  open: boolean,
  silent: boolean,
  asked: Asked | undefined,
): Record<string, string> {
  const { type } = row
  const detail: Record<string, string> = {
    description: type === 'request' ? row.kind : '',
    reason: row.reason,
    outcome: row.outcome === '' && silent ? NOT_SAID_WHY : outcomeWords(row.outcome),
    next: nextOf(row, open),
    due: open ? row.due : '',
    state: open ? row.state : '',
    team: row.team,
    worker: row.worker,
    visits: visitWords(row.visits),
    provider: row.provider,
    providerId: row.providerId,
    plannedUnits: row.units,
    asked: asked?.what ?? '',
    askedFrom: asked?.from ?? '',
    askedUntil: asked?.until ?? '',
  }
  return Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== ''))
}

/** Somebody on a waiting list waits for what it is of; an outcome leads where the national list says. */
function nextOf({ type, kind, outcome }: DailyRow, open: boolean): string {
  if (type !== 'waiting') return outcomeLeadsTo(outcome)
  if (!open) return ''
  return /assess/i.test(kind) || kind === '' ? 'assessment' : 'support'
}

/** Who holds the case: one team for each team and worker that anything of theirs names, at work while anything does. */
function teams(own: readonly Span[], standing: readonly Span[], stamp: string): ParsedResource[] {
  const open = new Set(standing.filter(({ until, row }) => until === undefined && isHeld(row)))
  const named = Map.groupBy(
    own.filter(({ row }) => row.team !== '' || row.worker !== ''),
    ({ row }) => JSON.stringify([row.team, row.worker]),
  )
  return [...named].map(([key, spans]) => {
    const held = spans.filter((span) => open.has(span))
    const phone = (held.length > 0 ? held : spans).findLast(({ row }) => row.workerPhone !== '')
    return careTeam(key, spans[0]!.row, phone?.row.workerPhone ?? '', held.length > 0, stamp)
  })
}

function isHeld({ status }: DailyRow): boolean {
  return status !== 'finished' && status !== 'cancelled'
}

function careTeam(
  key: string,
  { team, worker, sourceId, authority, personId }: DailyRow,
  phone: string,
  active: boolean,
  stamp: string,
): ParsedResource {
  const id = `${sourceId}-held-${hash('sha256', key, 'hex').slice(0, 12)}`
  const telecom: JsonObject = phone === '' ? {} : { telecom: [{ system: 'phone', value: phone }] }
  const content: JsonObject = {
    resourceType: 'CareTeam',
    id,
    status: active ? 'active' : 'inactive',
    ...(team === '' ? {} : { name: team }),
    subject: { reference: `Patient/${sourceId}` },
    ...(worker === ''
      ? telecom
      : {
          contained: [
            { resourceType: 'Practitioner', id: 'worker', name: [{ text: worker }], ...telecom },
          ],
          participant: [{ member: { reference: '#worker', display: worker } }],
        }),
  }
  return { type: 'CareTeam', sourceId: id, server: authority, personId, content, stamp }
}

/** Who may not be told: shown to whom a clause lets see it, and to nobody else. */
function alerts(own: readonly Span[], standing: readonly Span[], stamp: string): ParsedResource[] {
  const open = new Set(
    standing
      .filter(({ until, row }) => until === undefined && isHeld(row))
      .map(({ thing }) => thing),
  )
  const rows = own.filter(({ row }) => row.type === 'do-not-tell')
  const newest = new Map(rows.map((span) => [span.thing, span.row]))
  return [...newest].map(([thing, row]) => {
    const { sourceId, authority, personId, kind, reason, start } = row
    const id = `${sourceId}-do-not-tell-${hash('sha256', thing, 'hex').slice(0, 12)}`
    const content: JsonObject = {
      resourceType: 'Flag',
      id,
      meta: { security: DO_NOT_TELL_LABELS.map((code) => ({ code })) },
      status: open.has(thing) ? 'active' : 'inactive',
      category: [{ text: 'Do not tell' }],
      code: { text: `Do not tell ${kind}${reason === '' ? '' : `: ${reason}`}` },
      subject: { reference: `Patient/${sourceId}` },
      ...(start === '' ? {} : { period: { start } }),
    }
    return { type: 'Flag', sourceId: id, server: authority, personId, content, stamp }
  })
}
