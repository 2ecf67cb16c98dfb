import { CSV_END, csvLine } from './csv-line.ts'
import { penceOf, type Transfer } from './transfer.ts'

/** `-1234.05`, as ledgers write it: no separator, two digits. */
function amount(pence: bigint): string {
  const digits = String(pence < 0n ? -pence : pence).padStart(3, '0')
  return `${pence < 0n ? '-' : ''}£${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * The books as hledger and ledger read them. What is reserved stands in accounts of its own below `reserved`, so that
 * what is posted is what they add up.
 */
export function asJournal(transfers: readonly Transfer[]): string {
  return transfers.map(entryOf).join('\n')
}

function entryOf(one: Transfer): string {
  const { at, ofDay, number, reason, debit, credit, posted, reserved } = one
  const valueDate = ofDay === undefined ? '' : `=${ofDay}`
  const lines = [
    `${at}${valueDate} * (${number}) ${onOneLine(reason)}`,
    `    ; id: ${one.id}`,
    `    ; step: ${one.step}`,
    ...(one.reverses === undefined ? [] : [`    ; reverses: ${one.reverses}`]),
  ]
  const postings = [
    ...(posted === 0n ? [] : [posting(debit, posted), posting(credit, -posted)]),
    ...(reserved === 0n
      ? []
      : [posting(`reserved:${debit}`, reserved), posting(`reserved:${credit}`, -reserved)]),
  ]
  return [...lines, ...postings, ''].join('\n')
}

function posting(account: string, pence: bigint): string {
  return `    ${account}  ${amount(pence)}`
}

/** A semicolon or a line's end would begin something else. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\s;|]+/g, ' ').trim()
}

export const CSV_COLUMNS = [
  ...['number', 'id', 'step', 'at', 'of_day', 'known_at', 'debit', 'credit', 'pence', 'supplier'],
  ...['reason', 'clause', 'ends', 'reverses', 'key'],
] as const

/** The same as a table; pence are whole numbers. No cell begins with a sign that a spreadsheet would work out. */
export function asCsv(transfers: readonly Transfer[]): string {
  const rows = transfers.map((one) => [
    ...[one.number, one.id, one.step, one.at, one.ofDay ?? '', one.learntAt, one.debit, one.credit],
    ...[
      penceOf(one),
      one.supplier ?? '',
      one.reason,
      one.clause,
      one.of ?? '',
      one.reverses ?? '',
      one.key,
    ],
  ])
  return [CSV_COLUMNS, ...rows].map((row) => csvLine(row.map(String)) + CSV_END).join('')
}
