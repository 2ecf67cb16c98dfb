import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Queryable } from '../kernel/index.ts'
import { isDecidable, type Saying } from './decision.ts'
import type { DoubtReason } from './doubt.ts'
import { probability } from './match-score.ts'
import { decisionsOf } from './queries-decisions.ts'
import { type DoubtPage, type DoubtRow, openDoubtById, openDoubts } from './queries-doubts.ts'
import { sourcesOf } from './queries-numbers.ts'
import { type Standing, standingOf } from './standing.ts'

/** Something in doubt about who is who, as those who settle it see it: whose records, and nothing that they say. */
export type OpenDoubt = {
  id: string
  reason: DoubtReason
  persons: readonly PersonId[]
  /** how likely it is that they are one; null where nobody has worked it out */
  probability: number | null
  /** sides that have to look, and have not said who is who */
  waitsFor: readonly string[]
  since: Date
  /** whose records these are, each source once */
  sources: readonly Standing[]
  /** what sides have said of it */
  said: readonly { side: string; says: Saying; decision: string }[]
  /** people settle it by saying who is who; else a source does */
  decidable: boolean
}

/** A page of what is in doubt, what does most harm first. */
export async function listDoubts(
  db: Queryable,
  agreement: Agreement | undefined,
  page: DoubtPage,
): Promise<OpenDoubt[]> {
  return asOpen(db, agreement, await openDoubts(db, page))
}

/** One of them; undefined where it is none, or is settled. */
export async function openDoubtCalled(
  db: Queryable,
  agreement: Agreement | undefined,
  id: string,
): Promise<OpenDoubt | undefined> {
  const row = await openDoubtById(db, id)
  return row && (await asOpen(db, agreement, [row]))[0]
}

async function asOpen(
  db: Queryable,
  agreement: Agreement | undefined,
  rows: readonly DoubtRow[],
): Promise<OpenDoubt[]> {
  const persons = [...new Set(rows.flatMap((row) => row.persons))]
  const [sources, decisions] = await Promise.all([sourcesOf(db, persons), decisionsOf(db, persons)])
  const standing = standingOf(agreement)
  return rows.map((row) => {
    const own = new Set(row.persons)
    const theirs = [...new Set(row.persons.flatMap((id) => sources.get(id) ?? []))]
      .sort()
      .map(standing)
    const said = decisions.filter(
      ({ person_id, other_id }) => own.has(person_id) && own.has(other_id),
    )
    const bySide = new Map(
      said.map(({ side, says, decision_id }) => [side, { side, says, decision: decision_id }]),
    )
    const sides = [...new Set(theirs.flatMap(({ side }) => side ?? []))].sort()
    return {
      id: row.doubt_id,
      reason: row.reason,
      persons: row.persons,
      probability: row.weight === null ? null : probability(row.weight),
      waitsFor: sides.filter((side) => !bySide.has(side)),
      since: row.opened_at,
      sources: theirs,
      said: [...bySide.values()],
      decidable: isDecidable(row),
    }
  })
}
