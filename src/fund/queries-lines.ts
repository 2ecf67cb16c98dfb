import {
  column,
  copyRows,
  idArray,
  type Queryable,
  rowReader,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import { BOOK_KINDS, type BookKind } from './book-kinds.ts'

/** A line of somebody's books as it is kept. */
export type KeptLine = {
  readonly id: string
  readonly kind: BookKind
  readonly day: string
  readonly pence: bigint
  readonly said: Readonly<Record<string, string>>
  readonly file: string
  readonly row: number
  /** an earlier invoice that says the same under another number */
  readonly like?: string
  readonly learntAt: string
}

const readLine = rowReader('fund.line', {
  id: column.text,
  kind: column.oneOf(...BOOK_KINDS),
  day: column.text,
  pence: column.text,
  said: column.said,
  file: column.text,
  file_row: column.count,
  like_line: column.orNull(column.text),
  learnt_at: column.moment,
  entry_id: column.text,
})

const LINE = `id, kind, day::text as day, pence::text as pence, said, file, file_row::text as file_row, like_line,
  learnt_at, entry_id`

function lineOf(given: Record<string, unknown>): KeptLine & { entryId: string } {
  const { pence, file_row, like_line, learnt_at, entry_id, ...row } = readLine(given)
  return {
    ...row,
    pence: BigInt(pence),
    row: Number(file_row),
    ...(like_line === null ? {} : { like: like_line }),
    learntAt: learnt_at.toISOString(),
    entryId: entry_id,
  }
}

/** What an entry says of a line. */
export function saidLine<L extends KeptLine>({ pence, ...line }: L) {
  return { ...line, pence: String(pence) }
}

export async function allLines(db: Queryable): Promise<(KeptLine & { entryId: string })[]> {
  const { rows } = await db.query(`select ${LINE} from fund.line order by learnt_at, id`)
  return rows.map(lineOf)
}

/** Lines of a kind between two days, both counted. */
export async function linesBetween(
  db: Queryable,
  kind: BookKind,
  from: string,
  to: string,
): Promise<KeptLine[]> {
  const { rows } = await db.query({
    name: 'fund.linesBetween',
    text: `select ${LINE} from fund.line where kind = $1 and day between $2 and $3 order by day, id`,
    values: [kind, from, to],
  })
  return rows.map(lineOf)
}

/** Which of these lines are kept already. */
export async function keptLines(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: 'fund.keptLines',
    text: 'select id from fund.line where id = any($1::uuid[])',
    values: [idArray(ids)],
  })
  return new Set(rows.map(({ id }) => id))
}

/** Invoices of these sums and days. */
export async function invoicesOf(
  db: Queryable,
  pence: readonly bigint[],
  days: readonly string[],
): Promise<KeptLine[]> {
  const { rows } = await db.query({
    name: 'fund.invoicesOf',
    text: `select ${LINE} from fund.line where kind = 'invoice' and pence = any($1::bigint[])
      and day = any($2::date[]) order by learnt_at, id`,
    values: [textArray(pence.map(String)), textArray(days)],
  })
  return rows.map(lineOf)
}

/** Invoices that look like earlier ones and of which nobody has said what they are, the oldest first. */
export async function unansweredLines(db: Queryable): Promise<KeptLine[]> {
  const { rows } = await db.query({
    name: 'fund.unansweredLines',
    text: `select ${LINE} from fund.line l where like_line is not null
      and not exists (select from fund.likeness a where a.line = l.id) order by learnt_at, id`,
    values: [],
  })
  return rows.map(lineOf)
}

export async function findLine(db: Queryable, id: string): Promise<KeptLine | undefined> {
  const { rows } = await db.query({
    name: 'fund.findLine',
    text: `select ${LINE} from fund.line where id = $1`,
    values: [id],
  })
  return rows.map(lineOf)[0]
}

export function insertLines(tx: Transaction, lines: readonly KeptLine[], entryId: string): void {
  copyRows(
    tx,
    'fund.line (id, kind, day, pence, said, file, file_row, like_line, learnt_at, entry_id)',
    lines.map((one) => [
      ...[
        one.id,
        one.kind,
        one.day,
        String(one.pence),
        JSON.stringify(one.said),
        one.file,
        one.row,
      ],
      ...[one.like, one.learntAt, entryId],
    ]),
  )
}

export const LIKENESS = ['same', 'another'] as const
export type Likeness = {
  readonly line: string
  readonly answer: (typeof LIKENESS)[number]
  readonly reason: string
  readonly actor: string
  readonly name: string
  readonly learntAt: string
}

const readLikeness = rowReader('fund.likeness', {
  line: column.text,
  answer: column.oneOf(...LIKENESS),
  reason: column.text,
  actor: column.text,
  name: column.text,
  learnt_at: column.moment,
  entry_id: column.text,
})

export async function allAnswers(db: Queryable): Promise<(Likeness & { entryId: string })[]> {
  const { rows } = await db.query(
    'select line, answer, reason, actor, name, learnt_at, entry_id from fund.likeness order by learnt_at, line',
  )
  return rows.map((given) => {
    const { learnt_at, entry_id, ...row } = readLikeness(given)
    return { ...row, learntAt: learnt_at.toISOString(), entryId: entry_id }
  })
}

/** What somebody said of invoices that look like earlier ones. */
export const likenessesOf = allAnswers

export async function isAnswered(db: Queryable, line: string): Promise<boolean> {
  const { rows } = await db.query('select from fund.likeness where line = $1', [line])
  return rows.length > 0
}

export function insertLikeness(tx: Transaction, one: Likeness, entryId: string): void {
  copyRows(tx, 'fund.likeness (line, answer, reason, actor, name, learnt_at, entry_id)', [
    [one.line, one.answer, one.reason, one.actor, one.name, one.learntAt, entryId],
  ])
}
