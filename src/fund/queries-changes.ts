import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'
import type { KnownChange } from './known-change.ts'

const readChange = rowReader('fund.known_change', {
  id: column.text,
  fund: column.text,
  scheme: column.text,
  from_day: column.text,
  until_day: column.orNull(column.text),
  weekly: column.orNull(column.text),
  factor: column.orNull(column.text),
  contract: column.orNull(column.text),
  supplier: column.orNull(column.text),
  activity: column.orNull(column.text),
  reason: column.text,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

/** All of a fund, or of every fund, in the order in which they were said; as known at a time where one is given. */
export async function knownChanges(
  db: Queryable,
  { fund, knownAt }: { readonly fund?: string; readonly knownAt?: Date | undefined } = {},
): Promise<(KnownChange & { readonly entryId: string })[]> {
  const { rows } = await db.query({
    name: 'fund.knownChanges',
    text: `select id, fund, scheme, from_day::text as from_day, until_day::text as until_day, weekly::text as weekly,
        factor, contract, supplier, activity, reason, actor, name, learnt_at, entry_id
      from fund.known_change
      where ($1::text is null or fund = $1) and ($2::timestamptz is null or learnt_at <= $2)
      order by learnt_at, id`,
    values: [fund ?? null, knownAt ?? null],
  })
  return rows.map((given) => {
    const { from_day, until_day, weekly, learnt_at, entry_id, ...row } = readChange(given)
    const { factor, contract, supplier, activity, ...rest } = row
    return {
      ...{ ...rest, from: from_day, learntAt: learnt_at.toISOString(), entryId: entry_id },
      ...(until_day === null ? {} : { until: until_day }),
      ...(weekly === null ? {} : { weekly: BigInt(weekly) }),
      ...(factor === null ? {} : { factor }),
      ...(contract === null ? {} : { contract }),
      ...(supplier === null ? {} : { supplier }),
      ...(activity === null ? {} : { activity }),
    }
  })
}

/** What an entry says of one. */
export function saidChange<C extends KnownChange>({ weekly, ...rest }: C) {
  return weekly === undefined ? rest : { ...rest, weekly: String(weekly) }
}

export function insertChange(tx: Transaction, one: KnownChange, entryId: string): void {
  copyRows(
    tx,
    `fund.known_change (id, fund, scheme, from_day, until_day, weekly, factor, contract, supplier, activity, reason,
      actor, name, learnt_at, entry_id)`,
    [
      [
        ...[one.id, one.fund, one.scheme, one.from, one.until],
        ...[one.weekly === undefined ? undefined : String(one.weekly), one.factor, one.contract],
        ...[one.supplier, one.activity, one.reason, one.actor, one.name, one.learntAt, entryId],
      ],
    ],
  )
}
