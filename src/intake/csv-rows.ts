import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Fault } from '../kernel/index.ts'

export type CsvRow = {
  /** line of the file on which it ends, counted from 1 */
  line: number
  cells: readonly string[]
}

const RECORD_MAX = 1024 * 1024

/**
 * The rows of a CSV file, the heading included, one by one. Quotes inside an unquoted cell are text.
 * @throws Fault where a quote is opened and never closed
 */
export async function* csvRows(
  bytes: AsyncIterable<Buffer>,
  delimiter: string,
  path: string,
): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: RECORD_MAX,
    info: true,
  })
  const source = Readable.from(bytes, { objectMode: false })
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let line = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      line = info.lines
      yield { line, cells: record }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Fault(
      'a quote is opened and never closed, or a cell is far too long',
      `${path}, after line ${line}`,
      'Ask for it again: it is cut off, or its quotes are damaged.',
    )
  } finally {
    source.destroy()
    parser.destroy()
  }
}
