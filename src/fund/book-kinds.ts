/** The kinds of file about money, each known by its headings: whatever their case, spaces and order. */

export const BOOK_KINDS = ['plan', 'invoice', 'bank', 'ledger', 'spend'] as const
export type BookKind = (typeof BOOK_KINDS)[number]
/** Those too that are read and never kept. */
export type TableKind = BookKind | 'outturn'

/** A column: its own name first, then what councils and banks call it too. */
type Column = {
  readonly name: string
  readonly called: readonly string[]
  readonly needed: boolean
}

const needed = (name: string, ...called: string[]): Column => ({ name, called, needed: true })
const maybe = (name: string, ...called: string[]): Column => ({ name, called, needed: false })

const DATES = [
  'payment date',
  'date paid',
  'paid date',
  'posting date',
  'transaction date',
  'invoice date',
  'clearing date',
  'pay date',
  'effective date',
  'value date',
]
const SUMS = [
  'net amount',
  'amount gbp',
  'amount in gbp',
  'value',
  'net value',
  'total amount',
  'invoice amount',
  'transaction amount',
  'sum',
  'gross amount',
]
const SUPPLIERS = [
  'supplier name',
  'vendor',
  'vendor name',
  'beneficiary',
  'beneficiary name',
  'payee',
  'payee name',
  'creditor',
  'creditor name',
  'merchant',
]
const NUMBERS = [
  'transaction number',
  'transaction no',
  'payment reference',
  'document number',
  'document no',
  'voucher number',
  'ref',
  'reference number',
  'payment number',
]

export const COLUMNS: ReadonlyMap<TableKind, readonly Column[]> = new Map<
  TableKind,
  readonly Column[]
>([
  [
    'outturn',
    [needed('scheme', 'scheme id', 'scheme name'), needed('amount', 'outturn', 'spent', ...SUMS)],
  ],
  [
    'plan',
    [
      needed('year', 'financial year'),
      maybe('fund', 'pool'),
      needed('scheme_id', 'scheme number', 'scheme no', 'id'),
      needed('scheme', 'scheme name', 'description'),
      needed('activity', 'scheme type'),
      maybe('area_of_spend', 'area'),
      maybe('provider_type', 'provider'),
      maybe('commissioner', 'commissioned by'),
      needed('origin', 'source of funding', 'funding source'),
      needed('amount', 'expenditure', 'planned expenditure', ...SUMS),
    ],
  ],
  [
    'invoice',
    [
      needed('invoice_number', 'invoice no', 'invoice'),
      maybe('supplier_id', 'vendor id', 'supplier number', 'supplier no'),
      needed('supplier', ...SUPPLIERS),
      needed('date', 'invoice date'),
      maybe('line', 'line number', 'line no'),
      maybe('person_reference', 'client reference'),
      maybe('week_start', 'week beginning', 'week commencing'),
      maybe('units', 'hours', 'quantity'),
      maybe('unit_price', 'price', 'rate'),
      needed('amount', ...SUMS),
      maybe('contract', 'contract number'),
    ],
  ],
  [
    'bank',
    [
      needed('date', ...DATES),
      needed('amount', ...SUMS),
      needed('reference', ...NUMBERS, 'details', 'narrative', 'description'),
      needed('balance', 'running balance', 'closing balance'),
    ],
  ],
  [
    'ledger',
    [
      needed('date', ...DATES),
      maybe('account', 'account code', 'nominal', 'subjective', 'subjective code'),
      needed('cost_centre', 'cost center', 'cost centre code', 'objective'),
      maybe('reference', ...NUMBERS),
      maybe('supplier', ...SUPPLIERS),
      maybe('description', 'details', 'narrative', 'text'),
      needed('amount', ...SUMS),
      needed('side', 'books of'),
    ],
  ],
  [
    'spend',
    [
      needed('date', ...DATES),
      needed('supplier', ...SUPPLIERS),
      needed('amount', ...SUMS),
      maybe('reference', ...NUMBERS),
      maybe(
        'description',
        'purpose',
        'expense type',
        'expenditure category',
        'summary of purpose',
        'service area',
        'department',
        'directorate',
        'body name',
      ),
    ],
  ],
])

/** `Cost Centre`, `cost_centre` and `COST-CENTRE` are one heading. */
export function squeezed(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/\(.*?\)/g, '')
    .replaceAll(/[^a-z0-9]/g, '')
}

/** In which cell each column stands, by what its heading is called; a column's own name counts before others. */
export type FoundColumns = ReadonlyMap<string, number>

/**
 * Undefined where a column that is needed has no heading. A heading that stands twice is said, and not chosen from.
 */
export function columnsIn(
  kind: TableKind,
  cells: readonly string[],
): FoundColumns | { twice: string } | undefined {
  const headings = cells.map(squeezed)
  const found = new Map<string, number>()
  for (const { name, called, needed: must } of COLUMNS.get(kind)!) {
    const at = [name, ...called].map(squeezed).find((one) => headings.includes(one))
    if (at === undefined) {
      if (must) return undefined
      continue
    }
    if (headings.indexOf(at) !== headings.lastIndexOf(at))
      return { twice: cells[headings.indexOf(at)]! }
    found.set(name, headings.indexOf(at))
  }
  return found
}
