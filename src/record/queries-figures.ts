import type { Queryable, Statement } from '../kernel/index.ts'

/** What is counted of the views of the schema `planning`, under the login that reads nothing else. */

/** Somebody whose stay has begun and not ended at `p.at`. */
const IN_HOSPITAL = `s.kind = 'stay' and s.status in ('active', 'finished') and s.start_at <= p.at
  and (s.end_at > p.at or (s.end_at is null and s.status = 'active'))`

const OCCURRENCE = /\bplanning\.occurrence\b/g

/** What is counted is what stands; or, where it is asked as it was known at a time, what stood then. */
function asCounted(at: Date | undefined, { name, text, values = [] }: Statement): Statement {
  if (at === undefined) return { name, text, values }
  const then = `$${values.length + 1}::timestamptz`
  const stood = `(select * from planning.occurrence_version
    where gone is null and learnt_at <= ${then} and (superseded_at is null or superseded_at > ${then}))`
  const statement = { name: `${name} as known`, text: text.replaceAll(OCCURRENCE, stood) }
  return { ...statement, values: [...values, at.toISOString()] }
}

/** Whether anybody at all may be counted yet; or whether anything of anybody had been told by a time. */
export async function isAnybodyCounted(db: Queryable, at?: Date): Promise<boolean> {
  const { rowCount } =
    at === undefined
      ? await db.query('select from planning.person limit 1')
      : await db.query('select from planning.occurrence_version where learnt_at <= $1 limit 1', [
          at.toISOString(),
        ])
  return rowCount > 0
}

export type StayingRow = { people: number; ready: number }

/** Who was in hospital at each of these moments, and who of them could have left; in the order given. */
export async function stayingAt(
  db: Queryable,
  moments: readonly Date[],
  known?: Date,
): Promise<StayingRow[]> {
  const { rows } = await db.query<StayingRow>(
    asCounted(known, {
      name: 'record.stayingAt',
      text: `select count(distinct s.person)::int as people,
        (count(distinct s.person) filter (where s.ready_at <= p.at))::int as ready
      from unnest($1::timestamptz[]) with ordinality p (at, place)
      left join planning.occurrence s on ${IN_HOSPITAL}
      group by p.place order by p.place`,
      values: [moments.map((at) => at.toISOString())],
    }),
  )
  return rows
}

export type StayingPartRow = { age: string; pathway: string; ready: boolean; people: number }

export async function stayingParts(
  db: Queryable,
  at: Date,
  known?: Date,
): Promise<StayingPartRow[]> {
  const { rows } = await db.query<StayingPartRow>(
    asCounted(known, {
      name: 'record.stayingParts',
      text: `select s.age_band as age, coalesce(s.pathway, 'not known') as pathway,
        coalesce(s.ready_at <= p.at, false) as ready, count(distinct s.person)::int as people
      from (select $1::timestamptz as at) p join planning.occurrence s on ${IN_HOSPITAL}
      group by 1, 2, 3`,
      values: [at.toISOString()],
    }),
  )
  return rows
}

export type LostRow = { people: number; days: number }

/**
 * Midnights that people spent in hospital after they could have left, in each of these spans of time. A stay without a
 * ready date loses none that anybody knows of.
 */
export async function bedDaysLost(
  db: Queryable,
  spans: readonly { from: Date; to: Date }[],
  known?: Date,
): Promise<LostRow[]> {
  const { rows } = await db.query<LostRow>(
    asCounted(known, {
      name: 'record.bedDaysLost',
      text: `with s as materialized (
        select person, status, greatest(ready_at, start_at) as ready_at, end_at from planning.occurrence
        where kind = 'stay' and status in ('active', 'finished') and ready_at is not null)
      select (count(distinct l.person) filter (where l.days > 0))::int as people,
        coalesce(sum(l.days) filter (where l.days > 0), 0)::int as days
      from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality p (from_at, to_at, place)
      left join lateral (
        select s.person, (least(coalesce(s.end_at, p.to_at), p.to_at) at time zone 'Europe/London')::date
          - (greatest(s.ready_at, p.from_at) at time zone 'Europe/London')::date as days
        from s where s.ready_at < p.to_at
          and (s.end_at > p.from_at or (s.end_at is null and s.status = 'active'))
      ) l on true
      group by p.place order by p.place`,
      values: [
        spans.map(({ from }) => from.toISOString()),
        spans.map(({ to }) => to.toISOString()),
      ],
    }),
  )
  return rows
}

/**
 * How long people have waited, in days, who asked the council and have been neither assessed nor given anything since;
 * each by their longest wait.
 *
 * @param since before then an outcome proves no wait any more
 */
export async function requestsWaiting(
  db: Queryable,
  since: Date,
  now: Date,
  known?: Date,
): Promise<{ days: number; people: number }[]> {
  const { rows } = await db.query<{ days: number; people: number }>(
    asCounted(known, {
      name: 'record.requestsWaiting',
      text: `select w.days, count(*)::int as people from (
        select r.person, max(floor(extract(epoch from $2::timestamptz - r.since) / 86400))::int as days
        from (
          select person, start_at,
            case when status = 'active' then start_at else coalesce(end_at, start_at) end as since
          from planning.occurrence
          where kind = 'request' and (died_known_at is null or died_known_at > $2) and start_at <= $2
            and (status = 'active' or (status = 'finished' and next = 'assessment'))
        ) r
        where r.since > $1 and r.since <= $2 and not exists (
          select from planning.occurrence a
          where a.person = r.person and a.kind in ('assessment', 'service') and a.status in ('active', 'finished')
            and a.start_at <= $2
            and (a.start_at at time zone 'Europe/London')::date >= (r.start_at at time zone 'Europe/London')::date)
        group by r.person
      ) w group by w.days order by w.days`,
      values: [since.toISOString(), now.toISOString()],
    }),
  )
  return rows
}

export type LookDayRow = { day: string; outcome: string; looks: number; people: number }

/** Looks of each day from one to another, day by day, allowed and refused. */
export async function looksByDay(
  db: Queryable,
  { from, to }: { from: string; to: string },
): Promise<LookDayRow[]> {
  const { rows } = await db.query<LookDayRow>({
    name: 'record.looksByDay',
    text: `select day::text, outcome, looks::int, people::int from planning.look
      where day between $1::date and $2::date order by day`,
    values: [from, to],
  })
  return rows
}
