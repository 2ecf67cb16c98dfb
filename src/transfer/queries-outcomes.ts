import {
  addDays,
  column,
  copyRows,
  idArray,
  type PersonId,
  type Queryable,
  rowReader,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import { type AfterLeaving, WENT } from './outcome.ts'
import type { ReadStay } from './read-stays.ts'

/** Puts what came after the stays of these identities in the place of what was. */
export function replaceAfter(
  tx: Transaction,
  identityIds: readonly PersonId[],
  stays: readonly Pick<ReadStay, 'identityId' | 'counted' | 'after'>[],
): void {
  tx.post({
    name: 'transfer.deleteAfter',
    text: 'delete from transfer.after where identity_id = any($1)',
    values: [idArray(identityIds)],
  })
  copyRows(
    tx,
    'transfer.after (identity_id, stay_id, went, came_back_at, died, care_home)',
    stays.flatMap(({ identityId, counted, after }) => {
      if (after === undefined) return []
      const homes = after.careHome.map(({ from, to = '' }) => `${from}/${to}`)
      const { went, cameBack, died } = after
      return [[identityId, counted.id, went, cameBack, died, textArray(homes)]]
    }),
  )
}

/** A stay that somebody left, as whoever counts may know it. */
export type LeftStay = {
  readonly person: string
  readonly unit: string | null
  readonly pathway: string | null
  readonly council: string | null
  readonly readyAt: Date | null
  readonly after: AfterLeaving
}

const readLeft = rowReader('planning.left_stay', {
  person: column.text,
  unit: column.orNull(column.text),
  pathway: column.orNull(column.text),
  council: column.orNull(column.text),
  ready_at: column.orNull(column.moment),
  left_at: column.moment,
  went: column.oneOf(...WENT),
  came_back_at: column.orNull(column.moment),
  died: column.orNull(column.text),
  care_home: column.text,
})

/** Stays that were left from one time up to another, with what came after. */
export async function leftWithAfter(db: Queryable, from: Date, to: Date): Promise<LeftStay[]> {
  const { rows } = await db.query({
    name: 'transfer.leftWithAfter',
    text: `select person, unit, pathway, council, ready_at, left_at, went, came_back_at, died,
        care_home::text
      from planning.left_stay where left_at >= $1 and left_at < $2`,
    values: [from, to],
  })
  return rows.map(readLeft).map((row) => ({
    person: row.person,
    unit: row.unit,
    pathway: row.pathway,
    council: row.council,
    readyAt: row.ready_at,
    after: {
      left: row.left_at.toISOString(),
      went: row.went,
      ...(row.came_back_at === null ? {} : { cameBack: row.came_back_at.toISOString() }),
      ...(row.died === null ? {} : { died: row.died }),
      careHome: spansOf(row.care_home),
    },
  }))
}

/** `{[2026-03-01,2026-03-09),[2026-05-01,)}`: days, of which the second of each is the first that is not of it. */
function spansOf(multirange: string): AfterLeaving['careHome'] {
  return [...multirange.matchAll(/\[([\d-]+),([\d-]*)\)/g)].map(([, from, end]) => ({
    from: from!,
    ...(end === '' ? {} : { to: addDays(end!, -1) }),
  }))
}

/** How somebody arrived, as whoever counts may know it. */
export type ScoreRow = {
  readonly person: string
  readonly unit: string | null
  readonly pathway: string | null
  readonly council: string | null
  readonly asked: number
  readonly found: number
}

const readScore = rowReader('planning.handover_score', {
  person: column.text,
  unit: column.orNull(column.text),
  pathway: column.orNull(column.text),
  council: column.orNull(column.text),
  asked: column.place,
  found: column.place,
})

/** Scores of those who left from one time up to another. */
export async function scoresBetween(db: Queryable, from: Date, to: Date): Promise<ScoreRow[]> {
  const { rows } = await db.query({
    name: 'transfer.scoresBetween',
    text: `select person, unit, pathway, council, asked, found from planning.handover_score
      where left_at >= $1 and left_at < $2`,
    values: [from, to],
  })
  return rows.map(readScore)
}
