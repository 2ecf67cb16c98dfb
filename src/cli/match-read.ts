import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { csvRows, eachCsvRow, openBytes, textBytes } from '../intake/index.ts'
import { Fault } from '../kernel/index.ts'
import {
  comparedFields,
  type Field,
  FieldValues,
  type MatchColumns,
  type MatchSettings,
  MatchTable,
  matchColumns,
  type TableParts,
} from '../people/index.ts'

/** Of a smaller file a thread of its own costs more than it saves. */
const WORTH_BYTES = 32 * 1024 * 1024

export type TablesRead = {
  readonly fields: readonly FieldValues[]
  readonly left: MatchTable
  readonly right: MatchTable | undefined
}

/** How one table is read. */
export type TableAsked = {
  readonly path: string
  readonly fields: readonly Field[]
  readonly columns: MatchColumns
}

/** What a thread answers: a table, or what is wrong with it. */
export type TableAnswer =
  | { readonly parts: TableParts }
  | { readonly fault: { what: string; where: string; remedy: string } }

/** @throws Fault for what cannot be read, with the place */
export async function readTables(
  paths: readonly string[],
  settings: MatchSettings,
  threads: number,
): Promise<TablesRead> {
  const heads: MatchColumns[] = []
  for (const path of paths) heads.push(matchColumns(await headingsOf(path), settings, path))
  const compared = comparedFields(heads, settings, paths.join(', '))
  const fields = compared.map((field) => new FieldValues(field))
  const asked = paths.map((path, at) => ({ path, fields: compared, columns: heads[at]! }))
  const [one, other] = asked
  const left = new MatchTable(fields, placesOf(one!), { ...one!.columns, where: one!.path })
  if (other === undefined) {
    await fill(left, one!.path)
    return { fields, left, right: undefined }
  }
  const right = new MatchTable(fields, placesOf(other), { ...other.columns, where: other.path })
  const beside = threads > 1 && statSync(other.path).size > WORTH_BYTES
  const read = beside ? readBeside(other) : undefined
  // What is wrong with the first table is said first.
  read?.catch(() => {})
  await fill(left, one!.path)
  if (read === undefined) await fill(right, other.path)
  else right.takeParts(await read)
  return { fields, left, right }
}

/** In which cell of a row each field stands. */
export function placesOf({ fields, columns }: TableAsked): number[] {
  return fields.map(({ name }) => columns.cells.get(name)!)
}

export async function fill(table: MatchTable, path: string): Promise<void> {
  await eachRow(path, (row) => table.take(row, row.line))
  table.settle()
}

async function readBeside(asked: TableAsked): Promise<TableParts> {
  const worker = new Worker(new URL('./match-reader.ts', import.meta.url), { workerData: asked })
  try {
    const answer = await new Promise<TableAnswer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    if ('parts' in answer) return answer.parts
    const { what, where, remedy } = answer.fault
    throw new Fault(what, where, remedy)
  } finally {
    await worker.terminate()
  }
}

export async function headingsOf(path: string): Promise<string[]> {
  for await (const row of csvRows(textBytes(openBytes(path), path), ',', path)) return row.cells
  throw new Fault('the file is empty', path, 'Its first row holds the headings.')
}

type CsvRow = Parameters<Parameters<typeof eachCsvRow>[2]>[0]

/** Rows after the headings; one is good until the next. */
export async function eachRow(path: string, take: (row: CsvRow) => void): Promise<void> {
  let headings = true
  await eachCsvRow(path, ',', (row) => {
    if (headings) headings = false
    else if (!row.isBlank()) take(row)
  })
}
