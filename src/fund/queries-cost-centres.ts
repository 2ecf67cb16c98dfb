import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'

/** Of which scheme a cost centre of a side is, from a day on; '' of none any more. */
export type CostCentre = {
  readonly side: string
  /** in capitals */
  readonly costCentre: string
  readonly scheme: string
  readonly from: string
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

const readCostCentre = rowReader('fund.cost_centre', {
  side: column.text,
  cost_centre: column.text,
  scheme: column.text,
  from_day: column.text,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

/** All that was ever said, in the order in which it was. */
export async function costCentres(
  db: Queryable,
): Promise<(CostCentre & { readonly entryId: string })[]> {
  const { rows } = await db.query({
    name: 'fund.costCentres',
    text: `select side, cost_centre, scheme, from_day::text as from_day, actor, name, learnt_at, entry_id
      from fund.cost_centre order by learnt_at, side, cost_centre`,
    values: [],
  })
  return rows.map((given) => {
    const { cost_centre, from_day, learnt_at, entry_id, ...row } = readCostCentre(given)
    const said = { costCentre: cost_centre, from: from_day, learntAt: learnt_at.toISOString() }
    return { ...row, ...said, entryId: entry_id }
  })
}

/** What each cost centre is for on a day: of what holds by then what is from the latest day, as it was said last. */
export function costCentresOn(all: readonly CostCentre[], day: string): CostCentre[] {
  const found = new Map<string, CostCentre>()
  for (const one of all) {
    const key = `${one.side} ${one.costCentre}`
    const before = found.get(key)
    if (one.from <= day && (before === undefined || before.from <= one.from)) found.set(key, one)
  }
  return [...found.values()]
}

export function insertCostCentre(tx: Transaction, one: CostCentre, entryId: string): void {
  copyRows(
    tx,
    'fund.cost_centre (side, cost_centre, scheme, from_day, actor, name, learnt_at, entry_id)',
    [[one.side, one.costCentre, one.scheme, one.from, one.actor, one.name, one.learntAt, entryId]],
  )
}
