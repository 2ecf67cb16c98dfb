import type { Queryable } from '../kernel/index.ts'

/** What is taken out for good. All of it is the owner's alone. */

/** Of these entries, those that are in the log, still have their text, and do not name erased ones. */
export async function erasable(owner: Queryable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    `select e.id from trail.entry e join trail.leaf l on l.entry_id = e.id
     where e.id = any($1::uuid[]) and e.text not like '%"command":"trail.erase"%'`,
    [ids],
  )
  return rows.map(({ id }) => id)
}

export async function deleteEntries(owner: Queryable, ids: readonly string[]): Promise<void> {
  await owner.query('delete from trail.entry where id = any($1::uuid[])', [ids])
}

export async function rewriteList(owner: Queryable, entryId: string, parts: Buffer): Promise<void> {
  await owner.query('update trail.list set parts = $2 where entry_id = $1', [entryId, parts])
}

type Numbered = { person: string; number: number }
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Their number and their hash stay in the chain; who looked does not. */
export async function blankLooks(owner: Queryable, looks: readonly Numbered[]): Promise<void> {
  await owner.query(
    `update trail.look k set actor_id = '', showing = $3
     from unnest($1::uuid[], $2::bigint[]) as a (person_id, number)
     where k.person_id = a.person_id and k.number = a.number`,
    [looks.map(({ person }) => person), looks.map(({ number }) => number), NOBODY],
  )
}

/** The same for a part of a list, which others still read: nothing leads to that list, not even the minute. */
export async function blankListed(owner: Queryable, looks: readonly Numbered[]): Promise<void> {
  await owner.query(
    `update trail.look k set actor_id = '', showing = $3, place = null, entry_id = gen_random_uuid(),
       at = date_trunc('day', at)
     from unnest($1::uuid[], $2::bigint[]) as a (person_id, number)
     where k.person_id = a.person_id and k.number = a.number`,
    [looks.map(({ person }) => person), looks.map(({ number }) => number), NOBODY],
  )
}
