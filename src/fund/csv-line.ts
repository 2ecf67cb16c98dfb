import { plainCell } from './plain-cell.ts'

export const CSV_END = '\r\n'

/** A row of a CSV file without its end: no cell begins with a sign that a spreadsheet would work out. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(cell).join(',')
}

function cell(text: string): string {
  const safe = plainCell(text)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
