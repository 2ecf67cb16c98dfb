import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'
import type { Bearer, Liability } from './liability.ts'

/** That it was settled who bears a liability, and what each pays on what others advanced. */
export type Settlement = {
  readonly liability: string
  readonly bears: readonly Bearer[]
  /** by party, in pence as text; all of it is nothing together */
  readonly interest: readonly { readonly party: string; readonly pence: string }[]
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

const readLiability = rowReader('fund.liability', {
  id: column.text,
  fund: column.text,
  scheme: column.text,
  activity: column.text,
  pence: column.text,
  supplier: column.orNull(column.text),
  about: column.text,
  at: column.text,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

type Kept<T> = T & { readonly entryId: string }

/** All there are, the oldest first; of one, that one. There are hundreds in the life of a place. */
export async function liabilitiesOf(db: Queryable, id?: string): Promise<Kept<Liability>[]> {
  const { rows } = await db.query({
    name: 'fund.liabilitiesOf',
    text: `select id, fund, scheme, activity, pence::text as pence, supplier, about, at::text as at, actor, name,
        learnt_at, entry_id
      from fund.liability where $1::uuid is null or id = $1 order by learnt_at, id`,
    values: [id ?? null],
  })
  return rows.map((given) => {
    const { pence, supplier, learnt_at, entry_id, ...row } = readLiability(given)
    return {
      ...row,
      pence: BigInt(pence),
      ...(supplier === null ? {} : { supplier }),
      learntAt: learnt_at.toISOString(),
      entryId: entry_id,
    }
  })
}

/** What an entry says of one. */
export function saidLiability<L extends Liability>({ pence, ...rest }: L) {
  return { ...rest, pence: String(pence) }
}

export function insertLiability(tx: Transaction, one: Liability, entryId: string): void {
  copyRows(
    tx,
    'fund.liability (id, fund, scheme, activity, pence, supplier, about, at, actor, name, learnt_at, entry_id)',
    [
      [
        ...[one.id, one.fund, one.scheme, one.activity, String(one.pence), one.supplier, one.about],
        ...[one.at, one.actor, one.name, one.learntAt, entryId],
      ],
    ],
  )
}

const readSettlement = rowReader('fund.settlement', {
  liability: column.text,
  bears: column.text,
  interest: column.text,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

export async function settlementsOf(
  db: Queryable,
  liability?: string,
): Promise<Kept<Settlement>[]> {
  const { rows } = await db.query({
    name: 'fund.settlementsOf',
    text: `select liability, bears::text as bears, interest::text as interest, actor, name, learnt_at, entry_id
      from fund.settlement where $1::uuid is null or liability = $1 order by learnt_at, liability`,
    values: [liability ?? null],
  })
  return rows.map((given) => {
    const { bears, interest, learnt_at, entry_id, ...row } = readSettlement(given)
    return {
      ...row,
      bears: JSON.parse(bears) as Settlement['bears'],
      interest: JSON.parse(interest) as Settlement['interest'],
      learntAt: learnt_at.toISOString(),
      entryId: entry_id,
    }
  })
}

export function insertSettlement(tx: Transaction, one: Settlement, entryId: string): void {
  copyRows(tx, 'fund.settlement (liability, bears, interest, actor, name, learnt_at, entry_id)', [
    [
      ...[one.liability, JSON.stringify(one.bears), JSON.stringify(one.interest)],
      ...[one.actor, one.name, one.learntAt, entryId],
    ],
  ])
}
