import type { Agreement } from '../agreement/index.ts'
import type { Disclosed } from '../record/index.ts'

/** The forms of the national returns: their columns, and how a value stands in them. */

/** `[c]`: it would tell of somebody; `[z]`: there is no such thing. */
export const CONFIDENTIAL = '[c]'
export const NOT_APPLICABLE = '[z]'

export function cellOfTold(told: Disclosed): string {
  return 'about' in told ? String(told.about) : CONFIDENTIAL
}

/** Of which hospitals, by their codes, a row tells. */
export type Body = {
  readonly level: string
  readonly code: string
  readonly name: string
  has(organisation: string): boolean
}

/** The form of the codes that the NHS gives its boards. */
const BOARD = /^Q[A-Z0-9]{2}$/

/** The board with all of its hospitals, where the agreement has one board; then each hospital that was heard of. */
export function bodiesOf(agreement: Agreement, organisations: readonly string[]): Body[] {
  const boards = agreement.parties.flatMap(({ name, codes }) => {
    const code = codes.find((one) => BOARD.test(one))
    return code === undefined ? [] : [{ code, name }]
  })
  const [board] = boards
  const whole: Body[] =
    board === undefined || boards.length > 1 ? [] : [{ level: 'ICB', ...board, has: () => true }]
  const each = [...new Set(organisations)].sort().map((code): Body => {
    const party = agreement.parties.find(({ codes }) => codes.includes(code))
    const name = party?.name ?? code
    return { level: 'PROVIDER', code, name, has: (organisation) => organisation === code }
  })
  return [...whole, ...each]
}

/** A row of the situation report, but for whose it is. */
export type ReturnRow = {
  /** YYYY-MM-DD */
  readonly period: string
  readonly group: string
  readonly metric: string
  readonly type: string
  readonly value: string
}

const SITREP_COLUMNS = [
  'Period',
  'Level',
  'Region',
  'ICB',
  'Org Code',
  'Org Name',
  'Metric',
  'Metric Type',
  'Metric Group',
  'Value',
]

export function sitrepFile(rows: readonly { body: Body; row: ReturnRow }[], icb: string): string {
  return fileOf(
    SITREP_COLUMNS,
    rows.map(({ body, row }) => [
      ...[row.period, body.level, NOT_APPLICABLE, icb, body.code, body.name],
      ...[row.metric, row.type, row.group, row.value],
    ]),
  )
}

const READY_COLUMNS = [
  'Date',
  'Data Source',
  'Data Type',
  'UTLA Code',
  'UTLA Name',
  'Region of Provider',
  'ICB of Provider',
  'Code',
  'Organisation Name',
  'Measure',
  'Value',
]

/** A row of the ready-date figures: of a hospital, or of the people of a council. */
export type ReadyRow = {
  readonly type: string
  readonly council?: { readonly code: string; readonly name: string }
  readonly provider?: { readonly code: string; readonly name: string }
  readonly measure: string
  readonly value: string
}

export function readyDateFile(rows: readonly ReadyRow[], month: string, icb: string): string {
  return fileOf(
    READY_COLUMNS,
    rows.map(({ type, council, provider, measure, value }) => [
      ...[`${month}-01`, 'Local', type, council?.code ?? NOT_APPLICABLE],
      ...[council?.name ?? NOT_APPLICABLE, NOT_APPLICABLE, provider ? icb : NOT_APPLICABLE],
      ...[provider?.code ?? council?.code ?? '', provider?.name ?? council?.name ?? ''],
      ...[measure, value],
    ]),
  )
}

/** RFC 4180, in UTF-8. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function fileOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[columns, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`
}

function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
