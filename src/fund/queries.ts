import {
  column,
  copyRows,
  type Queryable,
  rowReader,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import { ACCOUNT_KINDS, type Account, type Balance, GONE } from './account.ts'
import { STEPS, type Transfer } from './transfer.ts'

/** What commands read and write of the books. What pages and reports read is in queries-read.ts. */

/**
 * One command after the other: whoever moves money waits here for whoever does, and has all that they did before it
 * reads. It is let go where the transaction ends, or the command is taken back.
 */
export function lockBooks(tx: Transaction): void {
  tx.post({
    name: 'fund.lockBooks',
    text: `select pg_advisory_xact_lock(hashtext('fund.transfer'))`,
  })
}

const AMOUNT = column.text

const readAccountRow = rowReader('fund.account', {
  id: column.text,
  fund: column.text,
  kind: column.oneOf(...ACCOUNT_KINDS),
  origin: column.text,
  scheme: column.text,
  activity: column.text,
  posted: AMOUNT,
  coming_in: AMOUNT,
  going_out: AMOUNT,
})

export type StoredAccount = Account & { readonly id: string; readonly balance: Balance }

function accountOf(row: ReturnType<typeof readAccountRow>): StoredAccount {
  const { id, fund, kind, origin, scheme, activity, posted, coming_in, going_out } = row
  const balance = {
    posted: BigInt(posted),
    comingIn: BigInt(coming_in),
    goingOut: BigInt(going_out),
  }
  return { id, fund, kind, origin, scheme, activity, balance }
}

const ACCOUNT = 'id, fund, kind, origin, scheme, activity, posted, coming_in, going_out'

/** The accounts of some schemes of a fund, and those that are no scheme's. */
export async function accountsOf(
  db: Queryable,
  fund: string,
  schemes: readonly string[],
): Promise<StoredAccount[]> {
  const { rows } = await db.query({
    name: 'fund.accountsOf',
    text: `select ${ACCOUNT} from fund.account where fund = $1 and scheme = any($2::text[]) order by id`,
    values: [fund, textArray(['', ...schemes])],
  })
  return rows.map((row) => accountOf(readAccountRow(row)))
}

export async function allAccounts(db: Queryable): Promise<StoredAccount[]> {
  const { rows } = await db.query(`select ${ACCOUNT} from fund.account order by id`)
  return rows.map((row) => accountOf(readAccountRow(row)))
}

/** What of these origins has gone for what in a fund: spent, reserved for it, accrued, or carried away. */
export async function usedOf(
  db: Queryable,
  fund: string,
  origins: readonly string[],
): Promise<{ origin: string; activity: string; pence: bigint }[]> {
  const { rows } = await db.query<{ origin: string; activity: string; pence: string }>({
    name: 'fund.usedOf',
    text: `select origin, activity, sum(posted + coming_in)::text as pence from fund.account
      where fund = $1 and origin = any($2::text[]) and kind = any($3::text[])
      group by origin, activity`,
    values: [fund, textArray(origins), textArray([...GONE])],
  })
  return rows.map(({ pence, ...row }) => ({ ...row, pence: BigInt(pence) }))
}

export type BooksRead = {
  readonly balances: Map<string, Balance>
  readonly schemes: readonly Scheme[]
  /** the months of the fund that are closed */
  readonly closed: ReadonlySet<string>
  /** the number of the last transfer; 0 where there is none */
  readonly last: number
}

/**
 * All that a command needs of the books of a fund: accounts of the schemes that are named, and those that are no
 * scheme's. In one statement, because every command that moves money asks for it.
 */
export async function readBooks(
  db: Queryable,
  fund: string,
  schemes: readonly string[],
): Promise<BooksRead> {
  const { rows } = await db.query<{
    accounts: [id: string, posted: string, comingIn: string, goingOut: string][]
    schemes: SchemeRow[]
    closed: string[]
    last: string
  }>({
    name: 'fund.readBooks',
    text: `select
        coalesce((select json_agg(json_build_array(id, posted::text, coming_in::text, going_out::text) order by id)
          from fund.account where fund = $1 and scheme = any($2::text[])), '[]') as accounts,
        coalesce((select json_agg(one) from (select distinct on (id) ${SCHEME} from fund.scheme
          where fund = $1 and id = any($2::text[]) order by id, version desc) one), '[]') as schemes,
        coalesce((select json_agg(period) from fund.period where fund = $1), '[]') as closed,
        (select coalesce(max(number), 0)::text from fund.transfer) as last`,
    values: [fund, textArray(['', ...schemes])],
  })
  const [row] = rows
  return {
    balances: new Map(
      row!.accounts.map(([id, posted, comingIn, goingOut]) => [
        id,
        { posted: BigInt(posted), comingIn: BigInt(comingIn), goingOut: BigInt(goingOut) },
      ]),
    ),
    schemes: row!.schemes.map(schemeOf),
    closed: new Set(row!.closed),
    last: Number(row!.last),
  }
}

/** What came into accounts, in the order in which it came: the lots from which what goes out is taken. */
export async function lotsOf(
  db: Queryable,
  ids: readonly string[],
): Promise<{ number: number; account: string; pence: bigint }[]> {
  const { rows } = await db.query<{ number: string; account: string; pence: string }>({
    name: 'fund.lotsOf',
    text: `select number::text as number, debit as account, posted::text as pence from fund.transfer
      where debit = any($1::text[]) and posted > 0 order by number`,
    values: [textArray(ids)],
  })
  return rows.map((row) => ({
    number: Number(row.number),
    account: row.account,
    pence: BigInt(row.pence),
  }))
}

export type StoredTransfer = Transfer & { readonly entryId: string }

export const TRANSFER = `number::text as number, id, step, debit, credit, posted::text as posted,
  reserved::text as reserved, at::text as at, of_day::text as of_day, learnt_at, ends, reverses,
  until_day::text as until_day, supplier, reason, clause, key, entry_id`

const readTransferRow = rowReader('fund.transfer', {
  number: column.count,
  id: column.text,
  step: column.oneOf(...STEPS),
  debit: column.text,
  credit: column.text,
  posted: AMOUNT,
  reserved: AMOUNT,
  at: column.text,
  of_day: column.orNull(column.text),
  learnt_at: column.moment,
  ends: column.orNull(column.text),
  reverses: column.orNull(column.text),
  until_day: column.orNull(column.text),
  supplier: column.orNull(column.text),
  reason: column.text,
  clause: column.text,
  key: column.text,
  entry_id: column.text,
})

export function transferOf(given: Record<string, unknown>): StoredTransfer {
  const row = readTransferRow(given)
  return {
    number: Number(row.number),
    id: row.id,
    step: row.step,
    debit: row.debit,
    credit: row.credit,
    posted: BigInt(row.posted),
    reserved: BigInt(row.reserved),
    at: row.at,
    ...(row.of_day === null ? {} : { ofDay: row.of_day }),
    learntAt: row.learnt_at.toISOString(),
    ...(row.ends === null ? {} : { of: row.ends }),
    ...(row.reverses === null ? {} : { reverses: row.reverses }),
    ...(row.until_day === null ? {} : { until: row.until_day }),
    ...(row.supplier === null ? {} : { supplier: row.supplier }),
    reason: row.reason,
    clause: row.clause,
    key: row.key,
    entryId: row.entry_id,
  }
}

/** A transfer, whether it has been ended, and what of it was taken back. */
export type FoundTransfer = {
  readonly transfer: StoredTransfer
  readonly endedBy?: string
  readonly takenBack: bigint
}

export async function findTransfer(db: Queryable, id: string): Promise<FoundTransfer | undefined> {
  const { rows } = await db.query<Record<string, unknown> & { ended: string | null; back: string }>(
    {
      name: 'fund.findTransfer',
      text: `select ${TRANSFER},
        (select e.step from fund.transfer e where e.ends = t.id) as ended,
        (select coalesce(sum(b.posted), 0)::text from fund.transfer b where b.reverses = t.id) as back
      from fund.transfer t where id = $1`,
      values: [id],
    },
  )
  const [row] = rows
  if (row === undefined) return undefined
  const transfer = transferOf(row)
  return {
    transfer,
    takenBack: BigInt(row.back),
    ...(row.ended === null ? {} : { endedBy: row.ended }),
  }
}

export function insertTransfers(
  tx: Transaction,
  fund: string,
  transfers: readonly Transfer[],
  entryId: string,
): void {
  copyRows(
    tx,
    `fund.transfer (number, id, fund, step, debit, credit, posted, reserved, at, of_day, learnt_at, ends, reverses,
      until_day, supplier, reason, clause, key, entry_id)`,
    transfers.map((one) => [
      ...[one.number, one.id, fund, one.step, one.debit, one.credit],
      ...[String(one.posted), String(one.reserved), one.at, one.ofDay, one.learntAt, one.of],
      ...[one.reverses, one.until, one.supplier, one.reason, one.clause, one.key, entryId],
    ]),
  )
}

/** What stands in accounts from now on, and what a day has brought them: the only writer of both caches. */
export function saveBalances(
  tx: Transaction,
  at: string,
  accounts: readonly (Account & { id: string; balance: Balance; moved: Balance })[],
): void {
  const sums = (of: (account: (typeof accounts)[number]) => bigint) =>
    textArray(accounts.map((account) => String(of(account))))
  tx.post({
    name: 'fund.saveBalances',
    text: `with kept as (
        insert into fund.account (${ACCOUNT})
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
          $7::bigint[], $8::bigint[], $9::bigint[])
        on conflict (id) do update set posted = excluded.posted, coming_in = excluded.coming_in,
          going_out = excluded.going_out
      )
      insert into fund.account_day as d (account, fund, at, posted, coming_in, going_out)
      select id, fund, $10::date, posted, coming_in, going_out from unnest($1::text[], $2::text[], $11::bigint[],
        $12::bigint[], $13::bigint[]) as n (id, fund, posted, coming_in, going_out)
      on conflict (account, at) do update set posted = d.posted + excluded.posted,
        coming_in = d.coming_in + excluded.coming_in, going_out = d.going_out + excluded.going_out`,
    values: [
      textArray(accounts.map(({ id }) => id)),
      textArray(accounts.map(({ fund }) => fund)),
      textArray(accounts.map(({ kind }) => kind)),
      textArray(accounts.map(({ origin }) => origin)),
      textArray(accounts.map(({ scheme }) => scheme)),
      textArray(accounts.map(({ activity }) => activity)),
      sums(({ balance }) => balance.posted),
      sums(({ balance }) => balance.comingIn),
      sums(({ balance }) => balance.goingOut),
      at,
      sums(({ moved }) => moved.posted),
      sums(({ moved }) => moved.comingIn),
      sums(({ moved }) => moved.goingOut),
    ],
  })
}

/** What each day has brought to each account, as it is kept. */
export async function allDays(db: Queryable): Promise<{ day: string; moved: Balance }[]> {
  const { rows } = await db.query<Record<'account' | 'at' | 'posted' | 'coming' | 'going', string>>(
    `select account, at::text as at, posted::text as posted, coming_in::text as coming, going_out::text as going
     from fund.account_day order by account, at`,
  )
  return rows.map(({ account, at, posted, coming, going }) => ({
    day: `${account} ${at}`,
    moved: { posted: BigInt(posted), comingIn: BigInt(coming), goingOut: BigInt(going) },
  }))
}

/** What a scheme is, as it was said last. */
export type Scheme = {
  readonly fund: string
  readonly id: string
  readonly version: number
  readonly name: string
  readonly activity: string
  readonly provider?: string
  readonly commissioner?: string
}

type SchemeRow = {
  fund: string
  id: string
  version: string
  name: string
  activity: string
  provider: string | null
  commissioner: string | null
}

/** Of one fund, or of all; the last word of each. */
export async function schemesOf(db: Queryable, fund?: string): Promise<Scheme[]> {
  const { rows } = await db.query<SchemeRow>({
    name: 'fund.schemesOf',
    text: `select distinct on (fund, id) ${SCHEME}
      from fund.scheme where $1::text is null or fund = $1 order by fund, id, version desc`,
    values: [fund ?? null],
  })
  return rows.map(schemeOf)
}

const SCHEME = 'fund, id, version::text as version, name, activity, provider, commissioner'

function schemeOf({ provider, commissioner, version, ...row }: SchemeRow): Scheme {
  return {
    ...row,
    version: Number(version),
    ...(provider === null ? {} : { provider }),
    ...(commissioner === null ? {} : { commissioner }),
  }
}

export function insertSchemes(
  tx: Transaction,
  schemes: readonly Scheme[],
  { learntAt, entryId }: { learntAt: string; entryId: string },
): void {
  copyRows(
    tx,
    'fund.scheme (fund, id, version, name, activity, provider, commissioner, learnt_at, entry_id)',
    schemes.map((one) => [
      ...[one.fund, one.id, one.version, one.name, one.activity, one.provider, one.commissioner],
      ...[learntAt, entryId],
    ]),
  )
}
