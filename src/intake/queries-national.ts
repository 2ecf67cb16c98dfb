import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import type { Outcome } from './national-answer.ts'

/** What the national service was asked: about a record, or a number that it gave; when it is asked again. */
export type Asked = {
  readonly subject: string
  readonly person: PersonId | undefined
  readonly outcome: Outcome
  readonly again: Date
}

export async function writeAsked(tx: Queryable, asked: readonly Asked[], at: Date): Promise<void> {
  await tx.query({
    name: 'intake.writeAsked',
    text: `insert into intake.national_trace (subject, about, outcome, asked_at, again_at)
      select s, p, o, $5, a from unnest($1::text[], $2::uuid[], $3::text[], $4::timestamptz[]) t (s, p, o, a)
      on conflict (subject) do update
        set outcome = excluded.outcome, asked_at = excluded.asked_at, again_at = excluded.again_at`,
    values: [
      asked.map(({ subject }) => subject),
      asked.map(({ person }) => person ?? null),
      asked.map(({ outcome }) => outcome),
      asked.map(({ again }) => again),
      at,
    ],
  })
}

/** Numbers of which it is time to ask again. */
export async function numbersDue(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ subject: string }>({
    name: 'intake.numbersDue',
    text: `select subject from intake.national_trace where about is null and again_at <= $1
      order by again_at, subject limit $2`,
    values: [now, limit],
  })
  return rows.map(({ subject }) => subject)
}

/** Which of these were asked about, and are not to be asked about again yet. */
export async function notYetDue(
  db: Queryable,
  persons: readonly PersonId[],
  now: Date,
): Promise<Set<PersonId>> {
  const { rows } = await db.query<{ about: PersonId }>({
    name: 'intake.notYetDue',
    text: 'select about from intake.national_trace where about = any($1) and again_at > $2',
    values: [idArray(persons), now],
  })
  return new Set(rows.map(({ about }) => about))
}
