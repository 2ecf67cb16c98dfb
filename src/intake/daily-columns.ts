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

const byName = new Map<string, DailyColumn>(
  DAILY_COLUMNS.map((column) => [squeezed(column), column]),
)

/** The column of a heading, in any letter case, with spaces, underscores or neither. */
export function dailyColumn(heading: string): DailyColumn | undefined {
  return byName.get(squeezed(heading))
}

/** `Record type`, `RECORD_TYPE` and `recordType` are one heading. */
export function squeezed(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]/g, '')
}
