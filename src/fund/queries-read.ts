import { type Queryable, textArray } from '../kernel/index.ts'
import type { Balance } from './account.ts'
import { type StoredTransfer, TRANSFER, transferOf } from './queries.ts'

/** What pages, reports and checks read of the books. */

/** As of which day, and as it was known when; of which account or fund. What is left out is all. */
export type Asked = {
  /** the last day that counts */
  readonly at?: string | undefined
  readonly knownAt?: Date | undefined
  /** the number of the last transfer that counts */
  readonly through?: number | undefined
  readonly account?: string | undefined
  readonly fund?: string | undefined
}

/**
 * What stood in each account on a day, as it was known at a time: from what each day brought; where it is asked what
 * was known before, from the transfers themselves.
 */
export async function balancesAt(db: Queryable, asked: Asked): Promise<Map<string, Balance>> {
  const now = asked.knownAt === undefined && asked.through === undefined
  const rows = await (now ? byDays(db, asked) : byTransfers(db, asked))
  return new Map(
    rows.map(({ id, posted, coming, going }) => [
      id,
      { posted: BigInt(posted), comingIn: BigInt(coming), goingOut: BigInt(going) },
    ]),
  )
}

type Summed = { id: string; posted: string; coming: string; going: string }

/** However many transfers a day had, it is one row of each account. */
async function byDays(db: Queryable, { at, account, fund }: Asked): Promise<Summed[]> {
  const values: unknown[] = [at ?? null]
  const given = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${column} = $${values.push(value)}`
  const [of, one] = [given('fund', fund), given('account', account)]
  const { rows } = await db.query<Summed>({
    name: `fund.byDays${of === '' ? '' : ' of a fund'}${one === '' ? '' : ' of an account'}`,
    text: `select account as id, sum(posted)::text as posted, sum(coming_in)::text as coming,
        sum(going_out)::text as going
      from fund.account_day where ($1::date is null or at <= $1)${of}${one} group by account order by account`,
    values,
  })
  return rows
}

async function byTransfers(db: Queryable, asked: Asked): Promise<Summed[]> {
  const { at = null, knownAt = null, through = null, account, fund } = asked
  const values: unknown[] = [at, knownAt, through]
  const given = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${column} = $${values.push(value)}`
  // A condition that may be left out would keep the server from the index: so each has a statement of its own.
  const of = given('fund', fund)
  const [debit, credit] = [given('debit', account), given('credit', account)]
  const known = `where ($1::date is null or at <= $1) and ($2::timestamptz is null or learnt_at <= $2)
    and ($3::bigint is null or number <= $3)`
  const { rows } = await db.query<Summed>({
    name: `fund.byTransfers${of === '' ? '' : ' of a fund'}${debit === '' ? '' : ' of an account'}`,
    text: `select id, sum(posted)::text as posted, sum(coming)::text as coming, sum(going)::text as going from (
        select debit as id, posted, reserved as coming, 0 as going from fund.transfer ${known}${of}${debit}
        union all
        select credit, -posted, 0, reserved from fund.transfer ${known}${of}${credit}
      ) moved group by id order by id`,
    values,
  })
  return rows
}

/** What each scheme of a fund spent or accrued in each month, less what was taken back; up to a day, as known then. */
export async function spentByMonth(
  db: Queryable,
  {
    fund,
    at,
    knownAt,
  }: { readonly fund: string; readonly at?: string; readonly knownAt?: Date | undefined },
): Promise<{ scheme: string; month: string; pence: bigint }[]> {
  const known = `fund = $1 and posted > 0 and ($2::date is null or at <= $2)
    and ($3::timestamptz is null or learnt_at <= $3)`
  const side = (
    account: string,
    sign: string,
  ) => `select split_part(${account}, ':', 4) as scheme, at, ${sign}posted as pence
    from fund.transfer where ${known} and split_part(${account}, ':', 2) in ('spend', 'accrual')`
  const { rows } = await db.query<{ scheme: string; month: string; pence: string }>({
    name: 'fund.spentByMonth',
    text: `select scheme, to_char(at, 'YYYY-MM') as month, sum(pence)::text as pence
      from (${side('debit', '')} union all ${side('credit', '-')}) moved group by 1, 2 order by 1, 2`,
    values: [fund, at ?? null, knownAt ?? null],
  })
  return rows.map(({ pence, ...row }) => ({ ...row, pence: BigInt(pence) }))
}

export type JournalAsked = {
  readonly account?: string | undefined
  readonly fund?: string | undefined
  readonly scheme?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** so many at most, the newest first; all of them, the oldest first, where it is left out */
  readonly newest?: { readonly count: number; readonly skip: number } | undefined
}

/**
 * The conditions of what is asked for, with its values: only those that are given, because one that may be left out
 * would keep the server from the index. A scheme is its accounts, which are few and are looked up first.
 */
function whereOf({ account, fund, scheme, from, to }: JournalAsked) {
  const values: unknown[] = []
  const conditions: string[] = []
  const given = (value: string | undefined, condition: (at: string) => string) => {
    if (value !== undefined) conditions.push(condition(`$${values.push(value)}`))
  }
  given(account, (at) => `(debit = ${at} or credit = ${at})`)
  given(fund, (at) => `fund = ${at}`)
  given(scheme, (at) => {
    const own = `any(array(select id from fund.account a where a.scheme = ${at}))`
    return `(debit = ${own} or credit = ${own})`
  })
  given(from, (at) => `at >= ${at}`)
  given(to, (at) => `at <= ${at}`)
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  return { where, values }
}

/** Transfers in the order in which they were learnt. */
export async function journalOf(db: Queryable, asked: JournalAsked): Promise<StoredTransfer[]> {
  const { where, values } = whereOf(asked)
  const { newest, account, scheme } = asked
  // Of few the server would otherwise go through all transfers by their numbers until it has a page of them.
  const number = account === undefined && scheme === undefined ? 'number' : 'number + 0'
  const limit =
    newest === undefined
      ? ''
      : ` limit $${values.push(newest.count)} offset $${values.push(newest.skip)}`
  const order = newest === undefined ? 'asc' : 'desc'
  const { rows } = await db.query({
    text: `select ${TRANSFER} from fund.transfer ${where} order by fund.transfer.${number} ${order}${limit}`,
    values,
  })
  return rows.map(transferOf)
}

export async function transferCount(db: Queryable, asked: JournalAsked): Promise<number> {
  const { where, values } = whereOf(asked)
  const { rows } = await db.query<{ count: number }>({
    text: `select count(*)::int as count from fund.transfer ${where}`,
    values,
  })
  return rows[0]!.count
}

/** Transfers of a fund that touch any of these accounts, up to a day and a number, in the order of their numbers. */
export async function transfersOf(
  db: Queryable,
  {
    fund,
    accounts,
    at,
    through,
  }: {
    readonly fund: string
    readonly accounts: readonly string[]
    readonly at: string
    readonly through: number
  },
): Promise<StoredTransfer[]> {
  const { rows } = await db.query({
    name: 'fund.transfersOf',
    text: `select ${TRANSFER} from fund.transfer
      where fund = $1 and (debit = any($2::text[]) or credit = any($2::text[])) and at <= $3 and number <= $4
      order by fund.transfer.number`,
    values: [fund, textArray(accounts), at, through],
  })
  return rows.map(transferOf)
}

/** A transfer with those that end it or take it back, and those that it ends or takes back. */
export async function transferWithOthers(db: Queryable, id: string): Promise<StoredTransfer[]> {
  const { rows } = await db.query({
    name: 'fund.transferWithOthers',
    text: `select ${TRANSFER} from fund.transfer t
      where id = $1 or ends = $1 or reverses = $1
        or id = (select ends from fund.transfer o where o.id = $1)
        or id = (select reverses from fund.transfer o where o.id = $1)
      order by t.number`,
    values: [id],
  })
  return rows.map(transferOf)
}
