import {
  column,
  idArray,
  type PersonId,
  type Queryable,
  type RowOf,
  rowReader,
} from '../kernel/index.ts'
import { SAYINGS, type Saying } from './decision.ts'

const readDecision = rowReader('people.decision', {
  decision_id: column.text,
  person_id: column.personId,
  other_id: column.personId,
  says: column.oneOf(...SAYINGS),
  side: column.text,
  actor: column.text,
})
export type DecisionRow = RowOf<typeof readDecision>

const COLUMNS = 'decision_id, person_id, other_id, says, side, actor'

/** What was said of any of these and stands. The first of a pair holds the row. */
export async function decisionsOf(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<DecisionRow[]> {
  const { rows } = await db.query({
    name: 'people.decisionsOf',
    text: `select ${COLUMNS} from people.decision
      where person_id = any($1) and undone_at is null order by said_at, decision_id`,
    values: [idArray(personIds)],
  })
  return rows.map(readDecision)
}

/** What somebody said for a side, or of themselves, and has not taken back. */
export async function decisionsBy(
  db: Queryable,
  actor: string,
  side: string,
): Promise<DecisionRow[]> {
  const { rows } = await db.query({
    name: 'people.decisionsBy',
    text: `select ${COLUMNS} from people.decision
      where actor = $1 and side = $2 and undone_at is null order by said_at, decision_id, person_id, other_id`,
    values: [actor, side],
  })
  return rows.map(readDecision)
}

/** The pairs of a decision that stand. */
export async function decisionById(tx: Queryable, decisionId: string): Promise<DecisionRow[]> {
  const { rows } = await tx.query({
    name: 'people.decisionById',
    text: `select ${COLUMNS} from people.decision where decision_id = $1 and undone_at is null
      order by person_id, other_id for update`,
    values: [decisionId],
  })
  return rows.map(readDecision)
}

export type NewDecision = {
  decisionId: string
  pairs: readonly (readonly [PersonId, PersonId])[]
  says: Saying
  side: string
  actor: string
  organisation: string
  reason: string
}

export async function insertDecision(tx: Queryable, said: NewDecision, at: Date): Promise<void> {
  const { decisionId, pairs, says, side, actor, organisation, reason } = said
  await tx.query({
    name: 'people.insertDecision',
    text: `insert into people.decision (decision_id, person_id, other_id, says, side, actor, organisation,
        reason, said_at)
      select $1, p.a, p.b, $4, $5, $6, $7, $8, $9 from unnest($2::uuid[], $3::uuid[]) p (a, b)`,
    values: [
      decisionId,
      pairs.map(([a]) => a),
      pairs.map(([, b]) => b),
      says,
      side,
      actor,
      organisation,
      reason,
      at,
    ],
  })
}

/** Takes back what a side has said of these pairs; it is kept that it was said. */
export async function undoDecisions(
  tx: Queryable,
  pairs: readonly (readonly [PersonId, PersonId])[],
  { side, actor, at }: { side: string; actor: string; at: Date },
): Promise<void> {
  await tx.query({
    name: 'people.undoDecisions',
    text: `update people.decision d set undone_at = $5, undone_by = $4
      from unnest($1::uuid[], $2::uuid[]) p (a, b)
      where d.person_id = p.a and d.other_id = p.b and d.side = $3 and d.undone_at is null`,
    values: [pairs.map(([a]) => a), pairs.map(([, b]) => b), side, actor, at],
  })
}

/** What people have said of these pairs holds no more. */
export async function deleteSaid(
  tx: Queryable,
  pairs: readonly (readonly [PersonId, PersonId])[],
): Promise<void> {
  const both = pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const])
  await tx.query({
    name: 'people.deleteSaid',
    text: `delete from people.pair p using unnest($1::uuid[], $2::uuid[]) gone (a, b)
      where p.person_id = gone.a and p.other_id = gone.b and p.says in ('same', 'different')`,
    values: [both.map(([a]) => a), both.map(([, b]) => b)],
  })
}
