import type { CsvRow } from './csv-row.ts'
import { CsvRows } from './csv-rows.ts'
import { openBytes } from './open-bytes.ts'
import { textBytes } from './utf8-check.ts'

/**
 * The rows of a table in a file, the heading included; one is good until the next. Nothing is waited for between two
 * rows that have come.
 */
export async function eachCsvRow(
  path: string,
  delimiter: string,
  take: (row: CsvRow) => void,
): Promise<void> {
  const rows = new CsvRows(delimiter, path)
  for await (const chunk of textBytes(openBytes(path), path)) {
    for (const row of rows.push(chunk)) take(row)
  }
  for (const row of rows.end()) take(row)
}
