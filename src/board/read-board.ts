import type { Databases, Queryable } from '../kernel/index.ts'
import { type Board, emptyBoard, foldBoard, foldOn } from './board.ts'
import type { Fact } from './fact.ts'
import { factsFrom } from './queries.ts'

type Kept = { readonly last: Fact; readonly board: Board }

/** Facts are appended and numbered without a gap, so what was read once is read no more. */
const kept = new WeakMap<object, Kept>()

/** Everything that bodies did, as it stands in a database now. */
export function readBoard({
  databases,
}: {
  readonly databases: Pick<Databases, 'care'>
}): Promise<Board> {
  return readBoardIn(databases, databases.care.short)
}

/** The same within a transaction, which sees what it is given to see. */
export async function readBoardIn(databases: object, db: Queryable): Promise<Board> {
  const known = kept.get(databases)
  const [first, ...news] = await factsFrom(db, known?.last.number ?? 1)
  if (first === undefined) return emptyBoard()
  if (known !== undefined && isSame(first, known.last)) {
    return news.length === 0 ? known.board : keep(databases, foldOn(known.board, news), news)
  }
  // Nothing was read yet; or another database stands behind the same login, as after a restore.
  const all = known === undefined ? [first, ...news] : await factsFrom(db, 1)
  return keep(databases, foldBoard(all), all)
}

function isSame(one: Fact, other: Fact): boolean {
  return one.number === other.number && one.entryId === other.entryId
}

function keep(databases: object, board: Board, facts: readonly Fact[]): Board {
  const last = facts.at(-1)
  if (last === undefined) kept.delete(databases)
  else kept.set(databases, { last, board })
  return board
}
