import { column, type Queryable, rowReader } from '../kernel/index.ts'

/** What whoever counts may read of care at the door: under a pseudonym, and of nobody who opted out. */

/** A morning on which a carer and a nurse, whom two sides pay, came to one door. */
export type SharedMorning = {
  readonly person: string
  readonly district: string
  /** the Monday of its week, YYYY-MM-DD */
  readonly week: string
  /** of home care on that morning */
  readonly minutes: number
}

const readMorning = rowReader('planning.occurrence', {
  person: column.text,
  district: column.text,
  week: column.text,
  minutes: column.count,
})

/** Mornings in London, from one day to before another. */
export async function sharedMornings(
  db: Queryable,
  from: string,
  to: string,
): Promise<SharedMorning[]> {
  const { rows } = await db.query({
    name: 'fund.sharedMornings',
    text: `with calls as (
        select person, kind, visit_outcome, setting, status,
          coalesce(planned_at, start_at) at time zone 'Europe/London' as at,
          coalesce(minutes, planned_minutes) as minutes
        from planning.occurrence
        where kind in ('visit', 'contact')
          and coalesce(planned_at, start_at) >= $1::date::timestamp at time zone 'Europe/London'
          and coalesce(planned_at, start_at) < $2::date::timestamp at time zone 'Europe/London'
          and coalesce(planned_precision, start_precision) = 'instant'
      ), mornings as (
        select person, at::date as day,
          sum(minutes) filter (where kind = 'visit' and visit_outcome in ('made', 'late')) as visited,
          count(*) filter (where kind = 'contact' and setting = 'at home' and status = 'finished') as nursed
        from calls where extract(hour from at) < 12 group by person, at::date
      )
      select m.person::text as person, p.district, date_trunc('week', m.day)::date::text as week,
        m.visited::text as minutes
      from mornings m join planning.person p on p.person = m.person
      where m.visited > 0 and m.nursed > 0
      order by week, district, person`,
    values: [from, to],
  })
  return rows.map((row) => {
    const { minutes, ...rest } = readMorning(row)
    return { ...rest, minutes: Number(minutes) }
  })
}

/** What an hour of home care costs on average where it went on between two days, and of how many people; pence. */
export async function priceOfHour(
  db: Queryable,
  from: string,
  to: string,
): Promise<{ pence: bigint; people: number }> {
  const { rows } = await db.query<{ pence: string; people: string }>({
    name: 'fund.priceOfHour',
    text: `select coalesce(round(avg(unit_cost) * 100), 0)::bigint::text as pence,
        count(distinct person)::text as people
      from planning.occurrence
      where kind = 'service' and setting = 'elsewhere' and cost_frequency ilike '%hour%' and unit_cost is not null
        and start_at < $2::date and (end_at is null or end_at >= $1::date)`,
    values: [from, to],
  })
  return { pence: BigInt(rows[0]!.pence), people: Number(rows[0]!.people) }
}
