import type { PersonId, Queryable, Transaction } from '../kernel/index.ts'
import { copyRows, idArray, textArray } from '../kernel/index.ts'

/** The words that each is found by, of people who are new here. */
export function insertFoundBy(
  tx: Transaction,
  rows: readonly { personId: PersonId; words: readonly string[] }[],
): void {
  copyRows(
    tx,
    'people.found_by (person_id, words)',
    rows.map(({ personId, words }) => [personId, words]),
    ['uuid', 'texts'],
  )
}

export async function updateFoundBy(
  tx: Queryable,
  rows: readonly { personId: PersonId; words: readonly string[] }[],
): Promise<void> {
  await tx.query({
    name: 'people.updateFoundBy',
    text: `update people.found_by f set words = n.words::text[]
      from unnest($1::uuid[], $2::text[]) n (person_id, words) where f.person_id = n.person_id`,
    values: [
      idArray(rows.map(({ personId }) => personId)),
      rows.map((row) => textArray(row.words)),
    ],
  })
}

/** Names that nobody had yet, each under itself and under each way of leaving one letter out. */
export function insertNames(tx: Transaction, names: readonly string[]): void {
  if (names.length === 0) return
  tx.post({
    name: 'people.insertNames',
    text: `insert into people.near_name (key, name)
      select distinct k.key, n.name from unnest($1::text[]) n (name),
        lateral (select n.name as key union all
          select overlay(n.name placing '' from g.at for 1) from generate_series(1, length(n.name)) g (at)) k
      where not exists (select from people.near_name o where o.key = n.name and o.name = n.name)
      on conflict do nothing`,
    values: [names],
  })
}

/** Names that share a key with one that was typed, and names that begin with one. */
export async function namesNear(
  db: Queryable,
  keys: readonly string[],
  beginnings: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>({
    name: 'people.namesNear',
    text: `select name from people.near_name where key = any($1::text[])
      union
      select s.name from unnest($2::text[]) b (beginning), lateral (
        select name from people.near_name n
        where n.key >= b.beginning and n.key < b.beginning || U&'\\FFFD' and n.name = n.key
        order by n.key limit $3) s`,
    values: [keys, beginnings, limit],
  })
  return rows.map(({ name }) => name)
}

export type FoundRow = { identity_id: PersonId; members: PersonId[]; registered: boolean }

/** Whoever is found by one of the words of each of these lists. */
export async function personsFoundBy(
  db: Queryable,
  words: readonly (readonly string[])[],
  practices: readonly string[],
  limit: number,
): Promise<FoundRow[]> {
  const all = words.map((_, at) => `f.words && $${at + 3}::text[]`).join(' and ')
  const { rows } = await db.query<FoundRow>({
    name: `people.personsFoundBy${words.length}`,
    text: `select l.identity_id, l.members, f.words && $1::text[] as registered
      from people.found_by f join people.link l on l.person_id = f.person_id
      where ${all} limit $2`,
    values: [practices, limit, ...words],
  })
  return rows
}

/** Of these, the source persons who are found by one of these words. */
export async function foundByAmong(
  db: Queryable,
  personIds: readonly PersonId[],
  words: readonly string[],
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'people.foundByAmong',
    text: 'select person_id from people.found_by where person_id = any($1) and words && $2::text[]',
    values: [idArray(personIds), words],
  })
  return rows.map(({ person_id }) => person_id)
}

/** More than this many are known by no number, but by a placeholder. */
const KNOWN_MAX = 200

export async function personsKnownBy(db: Queryable, key: string): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'people.personsKnownBy',
    text: `select person_id from people.known_by k where key = $1
        and not exists (select from people.common_key c where c.key = k.key and c.source = k.source)
      order by person_id limit $2`,
    values: [key, KNOWN_MAX],
  })
  return rows.map(({ person_id }) => person_id)
}
