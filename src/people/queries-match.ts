import { column, idArray, type PersonId, type Queryable, rowReader } from '../kernel/index.ts'
import type { Pair } from './pair.ts'
import { asPersonRow, PERSON_COLUMNS, type PersonAsKept, type PersonRow } from './queries.ts'

const readInEffect = rowReader('people.match_version', {
  version: column.text,
  link: column.number,
  review: column.number,
})

/** Which version everybody is judged by, and from which weights on. */
export type InEffect = ReturnType<typeof readInEffect>

export async function versionInEffect(db: Queryable): Promise<InEffect | undefined> {
  const { rows } = await db.query({
    name: 'people.versionInEffect',
    text: `select version, link, review from people.match_version where effective_at is not null
      order by effective_at desc limit 1`,
  })
  return rows.map(readInEffect)[0]
}

/** The text of a version; undefined for one that is not known. */
export async function versionText(db: Queryable, version: string): Promise<string | undefined> {
  const { rows } = await db.query<{ text: string }>({
    name: 'people.versionText',
    text: 'select text from people.match_version where version = $1',
    values: [version],
  })
  return rows[0]?.text
}

export async function insertVersion(
  tx: Queryable,
  { version, text, persons }: { version: string; text: string; persons: number },
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.insertVersion',
    text: `insert into people.match_version (version, text, learnt_at, persons) values ($1, $2, $3, $4)
      on conflict do nothing`,
    values: [version, text, at, persons],
  })
}

export async function putVersionInEffect(
  tx: Queryable,
  { version, link, review }: InEffect,
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.putVersionInEffect',
    text: 'update people.match_version set effective_at = $4, link = $2, review = $3 where version = $1',
    values: [version, link, review, at],
  })
}

const readVersionRow = rowReader('people.match_version', {
  version: column.text,
  learnt_at: column.moment,
  persons: column.place,
  effective_at: column.orNull(column.moment),
  sides: column.texts,
})
export type VersionRow = ReturnType<typeof readVersionRow>

/** Versions, the newest first, and which sides have adopted each. */
export async function versionsOf(db: Queryable): Promise<VersionRow[]> {
  const { rows } = await db.query({
    name: 'people.versionsOf',
    text: `select version, learnt_at, persons, effective_at,
        array(select a.side from people.match_adopted a where a.version = v.version order by a.side) as sides
      from people.match_version v order by learnt_at desc, version limit 50`,
  })
  return rows.map(readVersionRow)
}

export async function insertAdopted(
  tx: Queryable,
  { version, side, actor }: { version: string; side: string; actor: string },
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'people.insertAdopted',
    text: `insert into people.match_adopted (version, side, actor, adopted_at) values ($1, $2, $3, $4)
      on conflict do nothing`,
    values: [version, side, actor, at],
  })
}

/**
 * Everybody who shares a key with somebody, each once. Who they are is asked first and by itself: nobody can tell
 * beforehand how few share a key, and all of everybody would be read where it is thought that many do.
 */
export async function sharingKeys(db: Queryable, keys: readonly bigint[]): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonAsKept>({
    name: 'people.sharingKeys',
    text: `select ${PERSON_COLUMNS} from people.person where person_id = any(array(
        select person_id from people.match_key where keys && $1::bigint[])) order by person_id`,
    values: [`{${keys.join(',')}}`],
  })
  return rows.map(asPersonRow)
}

export type OwnKeys = { readonly personId: PersonId; readonly keys: readonly bigint[] }

export async function writeMatchKeys(tx: Queryable, own: readonly OwnKeys[]): Promise<void> {
  await tx.query({
    name: 'people.writeMatchKeys',
    text: `insert into people.match_key (person_id, keys)
      select k.person_id, k.keys::bigint[] from unnest($1::uuid[], $2::text[]) k (person_id, keys)
      on conflict (person_id) do update set keys = excluded.keys`,
    values: [
      idArray(own.map(({ personId }) => personId)),
      own.map(({ keys }) => `{${keys.join(',')}}`),
    ],
  })
}

const readAlike = rowReader('people.pair', {
  person_id: column.personId,
  other_id: column.personId,
  says: column.oneOf('likely', 'perhaps'),
  weight: column.number,
})

/** Who is likely to be one with any of these, or may be, each pair once; of everybody where nobody is named. */
export async function alikePairs(
  db: Queryable,
  personIds: readonly PersonId[] | undefined,
): Promise<Pair[]> {
  const { rows } = await db.query({
    name: 'people.alikePairs',
    text: `select person_id, other_id, says, weight from people.pair
      where says in ('likely', 'perhaps') and ($1::uuid[] is null or person_id = any($1))`,
    values: [personIds === undefined ? null : idArray(personIds)],
  })
  const pairs = rows.map(readAlike).map(({ person_id, other_id, says, weight }): Pair => {
    const [a, b] = [person_id, other_id].sort() as [PersonId, PersonId]
    return { a, b, says, weight }
  })
  return [...new Map(pairs.map((pair) => [pair.a + pair.b, pair])).values()]
}

export async function deleteAlike(tx: Queryable, pairs: readonly Pair[]): Promise<void> {
  const both = pairs.flatMap(({ a, b }) => [[a, b] as const, [b, a] as const])
  await tx.query({
    name: 'people.deleteAlike',
    text: `delete from people.pair p using unnest($1::uuid[], $2::uuid[]) gone (a, b)
      where p.person_id = gone.a and p.other_id = gone.b and p.says in ('likely', 'perhaps')`,
    values: [idArray(both.map(([a]) => a)), idArray(both.map(([, b]) => b))],
  })
}

/** So many persons after one, in the order of their ids. */
export async function personsFrom(
  db: Queryable,
  after: string,
  limit: number,
): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonAsKept>({
    name: 'people.personsFrom',
    text: `select ${PERSON_COLUMNS} from people.person where person_id > $1 order by person_id limit $2`,
    values: [after, limit],
  })
  return rows.map(asPersonRow)
}
