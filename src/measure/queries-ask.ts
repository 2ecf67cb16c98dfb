import type { Queryable } from '../kernel/index.ts'
import type { PartRow } from './ask-planning.ts'

/** What a question looks like, for whoever asks the first time. */
export const QUESTION_LIKE = `select person, district, age_band
from person
where alive and age >= 65`

/** More parts than these are read of no question: nobody could read them. */
export const PARTS_MAX = 60

/**
 * How many people a question finds, of all and by what it says beside the person. Only who may be counted is; the
 * question stands inside parentheses as whatever it is, as a definition’s does (`queries-count.ts`).
 *
 * @param views by the short names that the question gives them
 */
export async function peopleAsked(
  db: Queryable,
  question: string,
  views: readonly string[],
): Promise<{ all: number; parts: PartRow[] }> {
  const given = views.map((name) => `${name} as not materialized (select * from planning.${name})`)
  const { rows } = await db.query<{ words: Record<string, unknown> | null; people: number }>(
    `with ${given.join(', ')},
      q as materialized (
${question}
      ),
      r as (select q.person, to_jsonb(q) - 'person' as words from q join planning.person p on p.person = q.person)
      select case when grouping(words) = 1 then null else words end as words, count(distinct person)::int as people
      from r group by grouping sets ((), (words)) order by 1 nulls first limit ${PARTS_MAX + 2}`,
  )
  const [whole, ...parts] = rows
  return {
    all: whole?.people ?? 0,
    parts: parts.map(({ words, people }) => ({ words: Object.entries(words ?? {}), people })),
  }
}
