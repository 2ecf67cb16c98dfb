import { column, copyRows, type Queryable, rowReader, type Transaction } from '../kernel/index.ts'
import { ACTS, type Fact } from './fact.ts'

/** One after the other: whoever says something sees all that was said before, so two chairs overwrite nothing. */
export function lockBoard(tx: Transaction): void {
  tx.post({ name: 'board.lock', text: `select pg_advisory_xact_lock(hashtext('board.fact'))` })
}

const readFact = rowReader('board.fact', {
  number: column.count,
  body: column.text,
  meeting: column.orNull(column.text),
  item: column.orNull(column.text),
  act: column.oneOf(...ACTS),
  says: column.object,
  actor: column.text,
  name: column.text,
  role: column.text,
  organisation: column.text,
  side: column.text,
  done_at: column.moment,
  learnt_at: column.moment,
  entry_id: column.text,
})

/** In their order, from a number on. */
export async function factsFrom(db: Queryable, number: number): Promise<Fact[]> {
  const { rows } = await db.query({
    name: 'board.factsFrom',
    text: `select number::text as number, body, meeting, item, act, says, actor, name, role, organisation, side,
      done_at, learnt_at, entry_id from board.fact where number >= $1 order by board.fact.number`,
    values: [number],
  })
  return rows.map((given): Fact => {
    const row = readFact(given)
    const { meeting, item, act, says, actor, name, role, organisation, side } = row
    return {
      ...{ number: Number(row.number), body: row.body, act, says },
      ...(meeting === null ? {} : { meeting }),
      ...(item === null ? {} : { item }),
      ...{ at: row.done_at.toISOString(), learntAt: row.learnt_at.toISOString() },
      ...{ by: { actor, name, role, organisation, side }, entryId: row.entry_id },
    } as Fact
  })
}

export function insertFacts(tx: Transaction, facts: readonly Fact[]): void {
  copyRows(
    tx,
    `board.fact (number, body, meeting, item, act, says, actor, name, role, organisation, side,
      done_at, learnt_at, entry_id)`,
    facts.map((one) => [
      ...[one.number, one.body, one.meeting ?? null, one.item ?? null, one.act],
      ...[JSON.stringify(one.says), one.by.actor, one.by.name, one.by.role, one.by.organisation],
      ...[one.by.side, one.at, one.learntAt, one.entryId],
    ]),
  )
}

export function insertFile(tx: Transaction, sha256: string, bytes: Buffer): void {
  tx.post({
    name: 'board.insertFile',
    text: 'insert into board.file (sha256, bytes) values ($1, $2) on conflict do nothing',
    values: [sha256, bytes],
  })
}

export async function fileOf(db: Queryable, sha256: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ bytes: Buffer }>({
    name: 'board.fileOf',
    text: 'select bytes from board.file where sha256 = $1',
    values: [sha256],
  })
  return rows[0]?.bytes
}

export type Happened = { readonly people: number; readonly amount: number }

/**
 * How often something of a kind happened from a time on, and to how many people: for the login that sees nobody. What
 * was cancelled, or is only planned, did not happen.
 */
export async function happenedSince(
  db: Queryable,
  { kind, from, to }: { readonly kind: string; readonly from: Date; readonly to: Date },
): Promise<Happened> {
  const { rows } = await db.query<Happened>({
    name: 'board.happenedSince',
    text: `select count(distinct person)::int as people, count(*)::int as amount from planning.occurrence
      where kind = $1 and start_at >= $2 and start_at <= $3 and status in ('active', 'finished')`,
    values: [kind, from, to],
  })
  return rows[0]!
}
