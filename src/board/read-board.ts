import type { Databases, Queryable } from '../kernel/index.ts'
import { type Board, foldBoard } from './board.ts'
import type { Fact } from './fact.ts'
import { factsFrom } from './queries.ts'

type Kept = { facts: Fact[]; board: Board }

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
  const known = kept.get(databases) ?? { facts: [], board: foldBoard([]) }
  const last = known.facts.at(-1)
  const news = await factsFrom(db, last?.number ?? 1)
  if (last === undefined || isSame(news[0], last)) {
    if (news.length <= (last === undefined ? 0 : 1)) return known.board
    const facts = [...known.facts, ...news.slice(last === undefined ? 0 : 1)]
    return keep(databases, facts)
  }
  // Another database stands behind the same login, as after a restore: all of it is read again.
  return keep(databases, await factsFrom(db, 1))
}

function isSame(one: Fact | undefined, other: Fact): boolean {
  return one?.number === other.number && one.entryId === other.entryId
}

function keep(databases: object, facts: Fact[]): Board {
  const board = foldBoard(facts)
  kept.set(databases, { facts, board })
  return board
}
