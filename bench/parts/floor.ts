import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Database } from '../../src/kernel/index.ts'
import { linesOf } from './reading.ts'

/** As many lines as the house puts into one transaction. */
const BATCH = 1_000

/**
 * What the same lines cost at least: cut, hashed, parsed, and written once, durably, in thousands, through COPY
 * into a plain table that knows each by its hash. Answers how many there were.
 */
export async function writePlainly(owner: Database, paths: readonly string[]): Promise<number> {
  await owner.short.query('create table public.floor (hash bytea primary key, item jsonb not null)')
  let items = 0
  for (const path of paths) {
    let rows: string[] = []
    for (const line of linesOf(readFileSync(path))) {
      const text = line.toString('utf8')
      JSON.parse(text)
      rows.push(`\\\\x${hash('sha256', line, 'hex')}\t${text.replaceAll('\\', '\\\\')}\n`)
      items += 1
      if (rows.length < BATCH) continue
      await copy(owner, rows)
      rows = []
    }
    if (rows.length > 0) await copy(owner, rows)
  }
  await owner.short.query('drop table public.floor')
  return items
}

async function copy(owner: Database, rows: readonly string[]): Promise<void> {
  await owner.copying(async (tx) => {
    const into = tx.copyIn('copy public.floor (hash, item) from stdin')
    into.end(rows.join(''))
    await finished(into)
  })
}
