import type { Queryable } from '../kernel/index.ts'

/** Sums of what people count for, as whoever counts reads them: exact, and not to be shown. */

export type CellRow = {
  /** YYYY-MM: the month, or the first of the quarter */
  period: string
  split: string
  part: string
  numerator: string
  denominator: string
  /** people behind the one, the other, and what is left of the other */
  above: number
  below: number
  rest: number
}

const SUMS = `sum(numerator)::text as numerator, sum(denominator)::text as denominator,
  (count(distinct person) filter (where numerator > 0))::int as above,
  (count(distinct person) filter (where denominator > 0))::int as below,
  (count(distinct person) filter (where denominator > numerator))::int as rest`
const QUARTER = `to_char(date_trunc('quarter', (month || '-01')::date), 'YYYY-MM')`

/** Of all, by month or by quarter. */
export async function wholeCells(
  db: Queryable,
  measure: string,
  period: 'month' | 'quarter',
): Promise<CellRow[]> {
  const { rows } = await db.query<CellRow>({
    text: `select ${period === 'month' ? 'month' : QUARTER} as period, 'all' as split, 'all' as part, ${SUMS}
      from planning.measure_row where measure = $1 group by 1 order by 1`,
    values: [measure],
  })
  return rows
}

const AGE = `case when age is null then 'not known' when age < 5 then '0-4' when age < 18 then '5-17'
  when age < 40 then '18-39' when age < 65 then '40-64' when age < 75 then '65-74' when age < 85 then '75-84'
  else '85+' end`

/** Of every part of every split, by quarter, in one reading. */
export async function splitCells(db: Queryable, measure: string): Promise<CellRow[]> {
  const { rows } = await db.query<CellRow>({
    text: `with r as (select ${QUARTER} as period, person, numerator, denominator, ${AGE} as age, sex,
        ethnic_group, district, side, coalesce(deprivation_fifth::text, 'not known') as fifth
      from planning.measure_row where measure = $1)
      select period, case grouping(age, sex, ethnic_group, district, side, fifth)
          when 31 then 'age' when 47 then 'sex' when 55 then 'ethnic-group' when 59 then 'neighbourhood'
          when 61 then 'side' else 'deprivation' end as split,
        coalesce(age, sex, ethnic_group, district, side, fifth) as part, ${SUMS}
      from r group by grouping sets ((period, age), (period, sex), (period, ethnic_group), (period, district),
        (period, side), (period, fifth)) order by 1, 2, 3`,
    values: [measure],
  })
  return rows
}

/** On which side of the place each of its neighbourhoods lies. */
export async function sidesOf(db: Queryable): Promise<Map<string, string>> {
  const { rows } = await db.query<{ district: string; side: string }>(
    'select distinct district, side from planning.area order by 1, 2',
  )
  return new Map(rows.map(({ district, side }) => [district, side]))
}

export type PeopleRow = { year: number; split: string; part: string; people: number }

/** How many people of an age and over live here, in each part: of each year of which a file tells. */
export async function populationCells(db: Queryable, from: number): Promise<PeopleRow[]> {
  const { rows } = await db.query<PeopleRow>({
    text: `with r as (select year, people, ${AGE.replaceAll('age', 'age_from')} as age, sex, ethnic_group, district,
        side, coalesce(deprivation_fifth::text, 'not known') as fifth
      from planning.population where age_from >= $1)
      select year, case grouping(age, sex, ethnic_group, district, side, fifth)
          when 31 then 'age' when 47 then 'sex' when 55 then 'ethnic-group' when 59 then 'neighbourhood'
          when 61 then 'side' when 62 then 'deprivation' else 'all' end as split,
        coalesce(age, sex, ethnic_group, district, side, fifth, 'all') as part, sum(people)::int as people
      from r group by grouping sets ((year), (year, age), (year, sex), (year, ethnic_group), (year, district),
        (year, side), (year, fifth)) order by 1, 2, 3`,
    values: [from],
  })
  return rows
}
