import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'

/**
 * Finding looks by who looked, whom at, when, what for and whether it was allowed. What is asked of a text is asked of
 * its canonical JSON, in which no string can hold a quote that is not escaped.
 */

/** The actor's id: a look's text begins with it, `{"actor":{"id":"…"`. */
const LOOKED_BY = `split_part(substr(e.text, 17, 200), '"', 1)`

export type FindWanted = {
  from: Date
  to: Date
  outcome?: 'allowed' | 'refused' | undefined
  actorId?: string | undefined
  purpose?: string | undefined
  personIds?: readonly PersonId[] | undefined
  /** the last of the page before */
  before?: { at: Date; entryId: string } | undefined
}

export type FoundRow = { id: string; at: Date; text: string; salt: Buffer; data: Buffer }

/** The newest first. What is withheld from those whom it is about until a time is left out until then. */
export async function looksFound(
  db: Queryable,
  wanted: FindWanted,
  now: Date,
  limit: number,
): Promise<FoundRow[]> {
  const values: unknown[] = [wanted.from, wanted.to, now, limit]
  const given = (value: unknown) => `$${values.push(value)}`
  const conditions = [
    `e.kind = 'look' and e.at >= $1 and e.at < $2`,
    `(strpos(e.text, '"withheld":') = 0
        or (e.text::json -> 'withheld' ->> 'until')::timestamptz <= $3)`,
  ]
  if (wanted.outcome === 'refused') conditions.push(`e.text like '%"outcome":"refused"%'`)
  if (wanted.outcome === 'allowed') conditions.push(`e.text like '%"outcome":"allowed"%'`)
  if (wanted.actorId !== undefined)
    conditions.push(`${LOOKED_BY} = ${given(idInText(wanted.actorId))}`)
  if (wanted.purpose !== undefined)
    conditions.push(`strpos(e.text, ${given(`"purpose":${JSON.stringify(wanted.purpose)}`)}) > 0`)
  if (wanted.personIds !== undefined)
    conditions.push(`e.id in (select l.entry_id from trail.look l
        where l.person_id = any(${given(idArray(wanted.personIds))}) and l.at >= $1 and l.at < $2)`)
  if (wanted.before !== undefined) {
    const { at, entryId } = wanted.before
    conditions.push(`(e.at, e.id) < (${given(at)}, ${given(entryId)})`)
  }
  const { rows } = await db.query<FoundRow>({
    text: `select e.id, e.at, e.text, e.salt, e.data from trail.entry e
      where ${conditions.join('\n      and ')}
      order by e.at desc, e.id desc limit $4`,
    values,
  })
  return rows
}

/** What was erased has a number and nothing else. */
export type NumberedRow = { index: string; kind: string | null } & (
  | FoundRow
  | { [K in keyof FoundRow]: null }
)

/** Entries in the order of the log, from a number on; the text of looks alone. */
export async function entriesFrom(
  db: Queryable,
  from: number,
  limit: number,
): Promise<NumberedRow[]> {
  const { rows } = await db.query<NumberedRow>({
    name: 'trail.entriesFrom',
    text: `select l.index, e.id, e.at, e.kind, e.salt, e.data, case when e.kind = 'look' then e.text else '' end as text
      from (select index, entry_id from trail.leaf where index >= $1 order by index limit $2) l
      left join trail.entry e on e.id = l.entry_id order by l.index`,
    values: [from, limit],
  })
  return rows
}

/** The last look of everybody who ever looked: one step in the index for each of them. */
export async function lastLookOfEach(
  db: Queryable,
  limit: number,
): Promise<{ actor: string; text: string }[]> {
  const { rows } = await db.query<{ actor: string; text: string }>({
    name: 'trail.lastLookOfEach',
    text: `with recursive who as (
        (select ${LOOKED_BY} as actor, e.text from trail.entry e where e.kind = 'look'
         order by ${LOOKED_BY} desc, e.at desc, e.id desc limit 1)
        union all
        select next.actor, next.text from who, lateral (
          select ${LOOKED_BY} as actor, e.text from trail.entry e
          where e.kind = 'look' and ${LOOKED_BY} < who.actor
          order by ${LOOKED_BY} desc, e.at desc, e.id desc limit 1) next
      ) select actor, text from who limit $1`,
    values: [limit],
  })
  return rows
}

/** As it stands in a text, up to a quote. */
function idInText(actorId: string): string {
  return JSON.stringify(actorId).slice(1, -1).split('"')[0]!
}
