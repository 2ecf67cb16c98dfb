import type { Row } from './cld-translation.ts'

/**
 * What a council's returns say of each person, worked out a second time and in the plainest way, from the department's
 * rules of joining submissions (exchange-standards 1.3): which person a row is of, which rows are of one event, which
 * row wins, when a service that is named no more has ended. It knows nothing of the reader.
 */
export type PlainReturn = {
  /** the stated period, YYYY-MM-DD: these returns state the time that they cover */
  start: string
  end: string
  rows: readonly Row[]
}

export type PlainEvent = {
  type: string
  start: string
  /** absent: it goes on */
  end?: string
  /** its end is only that of the last return that named it */
  cropped: boolean
  outcome: string
  component: string
}

/** What the department knows a person by → what happened to them, as lines that sort. */
export type PlainPeople = ReadonlyMap<string, { own: ReadonlySet<string>; events: PlainEvent[] }>

const HIERARCHY = [
  'Progress to reablement/ST-Max',
  'Progress to assessment, review or reassessment',
  'Release 1 specification only: Not mapped',
  'Progress to support planning or services',
  'Continuation of support or services',
  'Admitted to hospital',
  'NFA: Responsibility moved to another local authority',
  'NFA: Referral to NHS services or NHS funded social care',
  'NFA: Self-funded client or under 12wk disregard',
  'NFA: Information and advice or signposting',
  'NFA: Referral to other service within the local authority',
  'NFA: Support declined',
  'NFA: Deceased',
  'NFA: Support ended as planned',
  'NFA: Support ended for other reason',
  'NFA: No services offered for other reason',
  'NFA: Other',
]

type Candidate = { row: Row; period: PlainReturn; end: string; load: number }

/** The latest submission of each period counts; those before it of the same period are as if they had never come. */
export function plainPeople(submitted: readonly PlainReturn[]): PlainPeople {
  const latest = new Map(submitted.map((one) => [`${one.start} ${one.end}`, one]))
  const returns = [...latest.values()].sort((a, b) => (a.end < b.end ? -1 : 1))
  const people = new Map<string, { own: Set<string>; events: PlainEvent[] }>()
  const events = new Map<string, Candidate[]>()
  let load = 0
  for (const period of returns) {
    for (const row of period.rows) {
      load += 1
      const person = personOf(row)
      if (person === undefined) continue
      const known = people.get(person) ?? { own: new Set(), events: [] }
      people.set(person, known)
      known.own.add(row['LA Person Unique Identifier']!)
      const end = endOf(row)
      if (row['Event Type'] === '' || !isInPeriod(row, end, period)) continue
      const key = [person, ...keyOf(row, end)].join('\n')
      events.set(key, [...(events.get(key) ?? []), { row, period, end, load }])
    }
  }
  for (const candidates of events.values()) {
    const [won] = candidates.sort(winsFirst)
    people.get(personOf(won!.row)!)!.events.push(told(won!, returns.at(-1)!))
  }
  return people
}

/** The number that the council gives, else its own. */
function personOf(row: Row): string | undefined {
  const nhs = row['NHS Number']!.replaceAll(' ', '')
  if (nhs !== '') return nhs
  const own = row['LA Person Unique Identifier']
  return own === '' ? undefined : `${row['LA Code']}_${own}`
}

/** The day of death, where that lies before the end, or there is none. */
function endOf(row: Row): string {
  const end = day(row['Event End Date']!)
  const death = day(row['Date of Death']!)
  const start = day(row['Event Start Date']!)
  if (death === '') return end
  if (end === '') return death > start ? death : end
  return death >= start && death <= end ? death : end
}

function isInPeriod(row: Row, end: string, { start: from, end: to }: PlainReturn): boolean {
  const start = day(row['Event Start Date']!)
  const death = day(row['Date of Death']!)
  if (start === '' || start > to) return false
  if (death !== '' && (death < from || death < start)) return false
  if (row['Event Type'] === 'Service') return end === '' || end >= from
  return end >= from && end <= to
}

function keyOf(row: Row, end: string): string[] {
  const type = row['Event Type']!
  const common = [type, day(row['Event Start Date']!), row['Client Type']!]
  switch (type) {
    case 'Request':
      return [...common, end, row['Request: Route of Access']!]
    case 'Assessment':
      return [...common, end, row['Assessment Type']!]
    case 'Service':
      return [...common, row['Service Type']!, row['Service Component']!]
    default:
      return [...common, end]
  }
}

function winsFirst(a: Candidate, b: Candidate): number {
  if (a.period.end !== b.period.end) return a.period.end > b.period.end ? -1 : 1
  const [endA, endB] = [a.end || '9999-01-01', b.end || '9999-01-01']
  if (endA !== endB) return endA > endB ? -1 : 1
  return heightOf(a) - heightOf(b) || b.load - a.load
}

function heightOf({ row }: Candidate): number {
  const at = HIERARCHY.indexOf(row['Event Outcome']!)
  return at < 0 ? 999 : at
}

/** A service that went on and is in no later return ended, as far as anybody knows, with its last one. */
function told({ row, period, end }: Candidate, last: PlainReturn): PlainEvent {
  const open = row['Event Type'] === 'Service' && (end === '' || end > period.end)
  const cropped = open && period.end < last.end
  const ended = cropped ? period.end : end
  return {
    type: row['Event Type']!,
    start: day(row['Event Start Date']!),
    ...(ended === '' ? {} : { end: ended }),
    cropped,
    outcome: row['Event Outcome']!,
    component: row['Service Component']!,
  }
}

/** `31/12/2025` as `2025-12-31`. */
function day(text: string): string {
  const uk = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text)
  return uk === null ? text : `${uk[3]}-${uk[2]}-${uk[1]}`
}
