import type { Database } from '../../src/kernel/index.ts'
import type { Figure } from './figures.ts'

const PEOPLE = 1_000_000
const SHOWN_FROM = 0.01

/** What a place takes on the disk, indexes with it: an item, by table, and for a million people. */
export async function diskFigures(
  owner: Database,
  { items, people }: { items: number; people: number },
): Promise<Figure[]> {
  const { rows } = await owner.short.query<{ table: string; bytes: string }>(
    `select c.oid::regclass::text as table, pg_total_relation_size(c.oid) as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|public)' order by 2 desc`,
  )
  const all = rows.reduce((sum, { bytes }) => sum + Number(bytes), 0)
  const parts = rows
    .filter(({ bytes }) => Number(bytes) > all * SHOWN_FROM)
    .map(({ table, bytes }) => ({ what: `on the disk: ${table}`, value: Number(bytes) / items }))
  return [
    { what: 'on the disk', value: all / items, unit: 'bytes an item' },
    ...parts.map((part) => ({ ...part, unit: 'bytes an item' })),
    {
      what: 'on the disk, a million people so',
      value: ((all / people) * PEOPLE) / 1e9,
      unit: 'GB',
    },
  ]
}
