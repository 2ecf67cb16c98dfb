import type { TableColumns } from './table-columns.ts'

/** The columns of a council's daily file. Whatever else a file has is named, and not read. */
export const DAILY_COLUMNS = [
  'record_type',
  'la_person_id',
  'nhs_number',
  'given_name',
  'family_name',
  'date_of_birth',
  'sex',
  'postcode',
  'address_line_1',
  'phone',
  'gp_practice',
  'reference',
  'kind',
  'status',
  'start',
  'end',
  'due',
  'team',
  'worker',
  'worker_phone',
  'provider_id',
  'provider_name',
  'units_per_week',
  'visits',
  'reason',
  'outcome',
  'as_of',
] as const
export type DailyColumn = (typeof DAILY_COLUMNS)[number]

/** Without these no row says about whom and of what it is, and no file of which day. */
export const NEEDED: readonly DailyColumn[] = ['record_type', 'as_of']
/** One of them tells whom a row is about. */
export const WHO: readonly DailyColumn[] = ['la_person_id', 'nhs_number']

export const DATE_COLUMNS: readonly DailyColumn[] = [
  'date_of_birth',
  'start',
  'end',
  'due',
  'as_of',
]

/** What a row of each type should say: whom, and what whoever has to act on it needs. */
const ASKED: ReadonlyMap<string, readonly DailyColumn[]> = new Map(
  Object.entries({
    person: ['given_name', 'family_name', 'date_of_birth', 'sex', 'postcode', 'gp_practice'],
    request: ['reference', 'start', 'reason', 'team'],
    assessment: ['reference', 'kind', 'start', 'due', 'team', 'worker', 'worker_phone'],
    package: ['reference', 'kind', 'start', 'provider_id', 'provider_name', 'visits'],
    waiting: ['reference', 'kind', 'start', 'reason'],
    equipment: ['kind', 'start'],
    'do-not-tell': ['kind', 'reason'],
  } satisfies Record<string, readonly DailyColumn[]>),
)

/** As its row is kept; '' where it does not say. `Do not tell` and `do-not-tell` are one. */
export function typeIn(cells: ReadonlyMap<string, string>): string {
  return (cells.get('record_type') ?? '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
}

/** The table that such a file is. */
export const DAILY_TABLE: TableColumns = {
  columns: DAILY_COLUMNS,
  needs: NEEDED,
  oneOf: WHO,
  dates: DATE_COLUMNS,
  asked: (cells) => [...WHO, ...(ASKED.get(typeIn(cells)) ?? [])],
}

const known: ReadonlySet<string> = new Set(DAILY_COLUMNS)

export function isDailyColumn(name: string): name is DailyColumn {
  return known.has(name)
}
