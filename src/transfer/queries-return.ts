import { column, type Queryable, rowReader } from '../kernel/index.ts'
import { WENT } from './outcome.ts'

/** A stay of an adult in which somebody was said to be ready, as whoever counts may know it. */
export type ReadyStay = {
  readonly person: string
  /** the hospital's code; '' where nobody says */
  readonly organisation: string
  readonly pathway: string | null
  /** where they were said to go; null where they have not left, or nobody says */
  readonly went: (typeof WENT)[number] | null
  /** a party, `several`, or null where it is not known whose they are */
  readonly council: string | null
  readonly admittedAt: Date | null
  readonly readyAt: Date
  readonly leftAt: Date | null
}

const readReady = rowReader('planning.waiting_stay', {
  person: column.text,
  organisation: column.orNull(column.text),
  pathway: column.orNull(column.text),
  went: column.orNull(column.oneOf(...WENT)),
  council: column.orNull(column.text),
  admitted_at: column.orNull(column.moment),
  ready_at: column.moment,
  left_at: column.orNull(column.moment),
})

/** Whoever was ready at some time from one moment up to another; the national returns are of adults alone. */
export async function readyBetween(db: Queryable, from: Date, to: Date): Promise<ReadyStay[]> {
  const { rows } = await db.query({
    name: 'transfer.readyBetween',
    text: `select s.person, s.organisation, s.pathway, s.went, s.council, s.admitted_at, s.ready_at,
        s.left_at
      from planning.waiting_stay s join planning.person p on p.person = s.person
      where s.ready_at < $2 and (s.left_at is null or s.left_at >= $1) and p.age_band not in ('0-4', '5-17')`,
    values: [from, to],
  })
  return rows.map(readReady).map((row) => ({
    person: row.person,
    organisation: row.organisation ?? '',
    pathway: row.pathway,
    went: row.went,
    council: row.council,
    admittedAt: row.admitted_at,
    readyAt: row.ready_at,
    leftAt: row.left_at,
  }))
}

/** A reason for which somebody waited, and when. */
export type WaitedFor = {
  readonly person: string
  readonly organisation: string
  readonly admittedAt: Date | null
  readonly reason: string
  readonly from: Date
  readonly to: Date | null
}

const readReason = rowReader('planning.waiting_share', {
  person: column.text,
  organisation: column.orNull(column.text),
  admitted_at: column.orNull(column.moment),
  key: column.text,
  from_at: column.moment,
  to_at: column.orNull(column.moment),
})

/** The reasons, in the words of a national list, for which adults waited from one moment up to another. */
export async function reasonsBetween(db: Queryable, from: Date, to: Date): Promise<WaitedFor[]> {
  const { rows } = await db.query({
    name: 'transfer.reasonsBetween',
    text: `select h.person, h.organisation, h.admitted_at, h.key, h.from_at, h.to_at
      from planning.waiting_share h join planning.person p on p.person = h.person
      where h.split = 'reason' and h.key <> '' and h.from_at < $2 and (h.to_at is null or h.to_at > $1)
        and p.age_band not in ('0-4', '5-17')`,
    values: [from, to],
  })
  return rows.map(readReason).map((row) => ({
    person: row.person,
    organisation: row.organisation ?? '',
    admittedAt: row.admitted_at,
    reason: row.key,
    from: row.from_at,
    to: row.to_at,
  }))
}
