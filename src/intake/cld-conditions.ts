import type { CldColumn } from './cld-columns.ts'

/**
 * Which field is asked for in which row. What the department has published is its conditions of Release 1
 * (ASC-CLD-LA-Dashboard, create_GetDQValues_procedure.sql at 39b8cfe); of Release 2 it has said only a few. The others
 * are ours: Release 1's conditions, in Release 2's words, until it publishes its own. A table, so that it can be mended
 * by the line.
 */
export type FieldStatus = 'Mandatory' | 'Applicable but not mandatory' | 'Not applicable'

export type Release = 1 | 2

/** What of a row decides: values in Release 2's words, and the age at the end of the period where a birth is given. */
export type RowTold = {
  get(column: CldColumn): string
  readonly age: number | undefined
  /** which conditions hold in it, each worked out once */
  readonly held: Map<string, boolean>
}

/** Where a condition is written, and since when it holds. */
export type RuleSource = { readonly by: string; readonly official: boolean; readonly from: string }

const DEPARTMENT_1: RuleSource = {
  by: 'the department, Release 1',
  official: true,
  from: '2023-04-01',
}
const DEPARTMENT_2: RuleSource = {
  by: 'the department, Release 2',
  official: true,
  from: '2025-05-01',
}
const CARRIED: RuleSource = {
  by: 'ours, as the department’s of Release 1',
  official: false,
  from: '2025-10-01',
}
const OURS: RuleSource = {
  by: 'ours: mandatory in version 5, and nobody is found without it',
  official: false,
  from: '2023-04-01',
}

const OUTCOME_2: RuleSource = {
  by: 'ours: Release 2 has no outcome for a service that goes on',
  official: false,
  from: '2025-10-01',
}

const CARER_KNOWN = 'Unpaid carer known by association'
const SHORT_STAYS = ['short term residential care', 'short term nursing care', 'carer respite']

type When = { readonly words: string; is(row: RowTold): boolean }

const hasEvent = (row: RowTold) => row.get('Client Type') !== CARER_KNOWN
const ofType = (type: string) => (row: RowTold) => hasEvent(row) && row.get('Event Type') === type
const isUser = (row: RowTold) => row.get('Client Type') === 'Service user'
const starts = (row: RowTold, column: CldColumn, text: string) =>
  row.get(column).toLowerCase().startsWith(text)

type Name =
  | 'always'
  | 'never'
  | 'event'
  | 'user'
  | 'carer'
  | 'request'
  | 'assessment'
  | 'service'
  | 'review'
  | 'supported'
  | 'working'
  | 'funded'
  | 'over'
  | 'outcome'
  | 'ended'
  | 'careAct'
  | 'planned'
  | 'costed'

/** Conditions, each with words that follow `it is asked for`. */
const WHEN: Readonly<Record<Name, When>> = {
  always: { words: 'in every row', is: () => true },
  never: { words: 'nowhere', is: () => false },
  event: { words: 'of every event', is: hasEvent },
  user: { words: 'of everybody whom the council supports', is: isUser },
  carer: {
    words: 'of every carer',
    is: (row) => row.get('Client Type').startsWith('Unpaid carer'),
  },
  request: { words: 'of every request', is: ofType('Request') },
  assessment: { words: 'of every assessment', is: ofType('Assessment') },
  service: { words: 'of every service', is: ofType('Service') },
  review: { words: 'of every review', is: ofType('Review') },
  supported: {
    words: 'in every row but those of requests',
    is: (row) => row.get('Event Type') !== 'Request',
  },
  working: {
    words: 'of everybody from 18 to 64 who is supported because of a learning disability',
    is: (row) =>
      isUser(row) &&
      (row.age ?? 0) >= 18 &&
      (row.age ?? 0) < 65 &&
      starts(row, 'Primary Support Reason', 'learning disability'),
  },
  funded: {
    words: 'of every service, review and financial assessment',
    is: (row) =>
      isUser(row) &&
      (['Service', 'Review'].includes(row.get('Event Type')) ||
        (ofType('Assessment')(row) && starts(row, 'Assessment Type', 'financial'))),
  },
  over: {
    words: 'of every request, assessment and review, and where a death is given',
    is: (row) =>
      (hasEvent(row) && row.get('Event Type') !== 'Service') || row.get('Date of Death') !== '',
  },
  outcome: {
    words: 'of every event but a financial assessment',
    is: (row) => hasEvent(row) && !starts(row, 'Assessment Type', 'financial'),
  },
  ended: {
    words: 'of every event that is over but a financial assessment',
    is: (row) =>
      WHEN.outcome.is(row) &&
      (row.get('Event Type') !== 'Service' || row.get('Event End Date') !== ''),
  },
  careAct: {
    words: 'of every assessment but a financial one',
    is: (row) => ofType('Assessment')(row) && !starts(row, 'Assessment Type', 'financial'),
  },
  planned: {
    words: 'of every planned review',
    is: (row) => ofType('Review')(row) && starts(row, 'Review Reason', 'planned'),
  },
  costed: {
    words:
      'of every long term service, short stay and carer’s service that the council has not commissioned',
    is: (row) =>
      row.get('Event Type') === 'Service' &&
      !row.get('Delivery Mechanism').toLowerCase().includes('cassr commissioned support') &&
      (starts(row, 'Service Type', 'long term') ||
        starts(row, 'Service Type', 'unpaid carer support') ||
        SHORT_STAYS.includes(row.get('Service Component').toLowerCase())),
  },
}

type Line = readonly [
  applicable: Name,
  mandatory: Name | Readonly<Record<Release, Name>>,
  release2?: RuleSource,
  release1?: RuleSource,
]

const CONDITIONS: Readonly<Record<CldColumn, Line>> = {
  'LA Code': ['always', 'always'],
  'Reporting Period Start Date': ['always', 'always'],
  'Reporting Period End Date': ['always', 'always'],
  'NHS Number': ['always', 'always'],
  'LA Person Unique Identifier': ['always', 'always'],
  'First Name': ['always', 'always', OURS, OURS],
  'Last Name': ['always', 'always', OURS, OURS],
  'GP Practice Name': ['always', 'never'],
  'GP Practice Code': ['always', 'never'],
  Gender: ['always', 'always'],
  Ethnicity: ['always', 'always'],
  'Date of Birth': ['always', 'always'],
  'Date of Death': ['always', 'never'],
  'Client Type': ['always', 'always'],
  'Primary Support Reason': ['always', 'supported'],
  Postcode: ['always', 'always'],
  'Accommodation Status': ['always', 'always'],
  'Employment Status': ['always', 'working'],
  'Has Unpaid Carer': ['always', 'always'],
  'Autism Spectrum Disorder (ASD)': ['user', 'never'],
  'Visual Impairment': ['user', 'never'],
  'Hearing Impairment': ['user', 'never'],
  Dementia: ['user', 'never'],
  'Client Funding Status': ['user', 'funded'],
  'Event Type': ['event', 'event'],
  'Event Reference': ['event', 'never'],
  'Event Start Date': ['event', 'event'],
  'Event End Date': ['event', 'over'],
  'Event Description': ['event', 'never'],
  // Release 1 says of what goes on that it is provided; Release 2 has no such outcome.
  'Event Outcome': ['event', { 1: 'outcome', 2: 'ended' }, OUTCOME_2],
  'Request: Route of Access': ['request', 'request', DEPARTMENT_2],
  'Assessment Type': ['assessment', 'assessment', DEPARTMENT_2],
  'Eligible Needs Identified': ['assessment', 'never'],
  'Method of Assessment': ['assessment', 'careAct'],
  'Total Hrs Caring per week': ['carer', 'never'],
  'No. of adults being cared for': ['carer', 'never'],
  'Adult 1 Linked Person ID': ['carer', 'never'],
  'Adult 2 Linked Person ID': ['carer', 'never'],
  'Adult 3 Linked Person ID': ['carer', 'never'],
  'Service Type': ['service', 'service'],
  'Service Component': ['service', 'service'],
  'Delivery Mechanism': ['service', 'never', DEPARTMENT_2],
  'Provider CQC Location Name': ['service', 'never'],
  'Provider CQC Location ID': ['service', 'never'],
  'Review Reason': ['review', 'review'],
  'Review Outcomes Achieved': ['review', 'planned'],
  'Method of Review': ['review', 'review'],
  'Unit Cost': ['service', 'costed'],
  'Cost Frequency (Unit Type)': ['service', 'costed'],
  'Planned units per week': ['service', 'costed'],
}
const LINES = new Map(Object.entries(CONDITIONS) as [CldColumn, Line][])

/** Whether a field is asked for in a row. */
export function statusIn(column: CldColumn, row: RowTold, release: Release): FieldStatus {
  const [applicable] = LINES.get(column)!
  if (holds(askedIn(column, release), row)) return 'Mandatory'
  return holds(applicable, row) ? 'Applicable but not mandatory' : 'Not applicable'
}

function holds(name: Name, row: RowTold): boolean {
  const known = row.held.get(name)
  if (known !== undefined) return known
  const is = WHEN[name].is(row)
  row.held.set(name, is)
  return is
}

/** True where the two releases ask for it in different rows. */
export function differs(column: CldColumn): boolean {
  return typeof LINES.get(column)![1] !== 'string'
}

/** When a field must not be blank, `of every request`; undefined where it never must. */
export function askedWhen(column: CldColumn, release: Release): string | undefined {
  const name = askedIn(column, release)
  return name === 'never' ? undefined : WHEN[name].words
}

export function ruleSource(column: CldColumn, release: Release): RuleSource {
  const [, , second = CARRIED, first = DEPARTMENT_1] = LINES.get(column)!
  return release === 1 ? first : second
}

function askedIn(column: CldColumn, release: Release): Name {
  const [, mandatory] = LINES.get(column)!
  return typeof mandatory === 'string' ? mandatory : mandatory[release]
}
