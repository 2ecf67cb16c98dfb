import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parse } from 'csv-parse/sync'
import type { Database } from '../../src/kernel/index.ts'
import { linesOf } from './reading.ts'

/** As many lines as the house puts into one transaction. */
const BATCH = 1_000

/**
 * What the same lines cost at least: cut, hashed, parsed, and written once, durably, in thousands, through COPY into a
 * plain table that knows each by its hash.
 */
export type PlainTable = {
  /** Lines of JSON, or rows of a table. Answers how many there were. */
  write(path: string): Promise<number>
  drop(): Promise<void>
}

export async function openPlainTable(owner: Database): Promise<PlainTable> {
  await owner.short.query('create table public.floor (hash bytea primary key, item jsonb not null)')
  return {
    async write(path) {
      let items = 0
      let rows: string[] = []
      for (const { bytes, json } of path.endsWith('.csv') ? rowsOf(path) : objectsOf(path)) {
        rows.push(`\\\\x${hash('sha256', bytes, 'hex')}\t${json.replaceAll('\\', '\\\\')}\n`)
        items += 1
        if (rows.length < BATCH) continue
        await copy(owner, rows)
        rows = []
      }
      if (rows.length > 0) await copy(owner, rows)
      return items
    },
    async drop() {
      await owner.short.query('drop table public.floor')
    },
  }
}

type Plain = { bytes: Buffer; json: string }

function* objectsOf(path: string): Generator<Plain> {
  for (const bytes of linesOf(readFileSync(path))) {
    const json = bytes.toString('utf8')
    JSON.parse(json)
    yield { bytes, json }
  }
}

/** As one text each, without the headings. */
function* rowsOf(path: string): Generator<Plain> {
  const table = readFileSync(path)
  parse(table, { bom: true })
  let headings = true
  for (const bytes of linesOf(table)) {
    if (!headings) yield { bytes, json: JSON.stringify(bytes.toString('utf8')) }
    headings = false
  }
}

async function copy(owner: Database, rows: readonly string[]): Promise<void> {
  await owner.copying(async (tx) => {
    const into = tx.copyIn('copy public.floor (hash, item) from stdin')
    into.end(rows.join(''))
    await finished(into)
  })
}
