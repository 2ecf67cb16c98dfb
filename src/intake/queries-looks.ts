import type { Queryable } from '../kernel/index.ts'

/** Looks of a day by a party's staff under one clause, and at how many people. */
export type LooksRow = {
  day: string
  organisation: string
  clause: string
  looks: number
  people: number
}

/** By the login that sees nobody: from a day to another, that one left out (YYYY-MM-DD). */
export async function looksOfParties(
  planning: Queryable,
  from: string,
  to: string,
): Promise<LooksRow[]> {
  const { rows } = await planning.query<LooksRow>({
    name: 'intake.looksOfParties',
    text: `select day::text, organisation, clause, looks::int, people::int from planning.look_by_party
      where day >= $1::date and day < $2::date order by day, organisation, clause`,
    values: [from, to],
  })
  return rows
}
