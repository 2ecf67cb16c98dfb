import type { Database } from '../../src/kernel/index.ts'
import type { Figure } from './figures.ts'

const PEOPLE = 1_000_000
const SHOWN_FROM = 0.01

type Table = { table: string; bytes: number }

/** Each table with its indexes, the largest first. */
export async function tablesOnDisk(owner: Database): Promise<Table[]> {
  const { rows } = await owner.short.query<{ table: string; bytes: string }>(
    `select c.oid::regclass::text as table, pg_total_relation_size(c.oid) as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|public)' order by 2 desc`,
  )
  return rows.map(({ table, bytes }) => ({ table, bytes: Number(bytes) }))
}

/**
 * What a place takes on the disk: an item, by table, and for a million people. What it took before anything was loaded
 * does not grow with them.
 */
export function diskFigures(
  tables: readonly Table[],
  empty: readonly Table[],
  { items, people }: { items: number; people: number },
): Figure[] {
  const sum = (some: readonly Table[]) => some.reduce((all, { bytes }) => all + bytes, 0)
  const [all, before] = [sum(tables), sum(empty)]
  const parts = tables
    .filter(({ bytes }) => bytes > all * SHOWN_FROM)
    .map(({ table, bytes }) => ({ what: `on the disk: ${table}`, value: bytes / items }))
  return [
    { what: 'on the disk', value: all / items, unit: 'bytes an item' },
    ...parts.map((part) => ({ ...part, unit: 'bytes an item' })),
    { what: 'on the disk, before anything was loaded', value: before / 1e9, unit: 'GB' },
    {
      what: 'on the disk, a million people so',
      value: (((all - before) / people) * PEOPLE + before) / 1e9,
      unit: 'GB',
    },
  ]
}
