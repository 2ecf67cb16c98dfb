import type { Queryable, Statement } from './database.ts'

/** Of longer ones it costs more to see that they are the same than to ask. */
const LONGEST = 4_000

const known = new WeakMap<Queryable, Queryable>()

/**
 * The same database, for what only reads: where many ask the same at once, as every open list does when something has
 * changed, it is asked once for all who wait. No answer is older than the asking: whoever asks while it is on its way
 * waits for the next. Rows are shared, so nobody may change them.
 */
export function together(db: Queryable): Queryable {
  const before = known.get(db)
  if (before !== undefined) return before
  const asking = new Map<string, Promise<unknown>>()
  const waiting = new Map<string, Promise<unknown>>()
  const ask = (key: string, statement: Statement) => {
    const answer: Promise<unknown> = db.query(statement)
    asking.set(key, answer)
    const done = () => void asking.delete(key)
    answer.then(done, done)
    return answer
  }
  const shared = {
    query(statement: string | Statement, values?: readonly unknown[]) {
      const key = typeof statement === 'string' ? undefined : keyOf(statement)
      if (typeof statement === 'string' || key === undefined) return db.query(statement, values)
      const now = asking.get(key)
      if (now === undefined) return ask(key, statement)
      const next =
        waiting.get(key) ??
        now.then(ignored, ignored).then(() => {
          waiting.delete(key)
          return ask(key, statement)
        })
      waiting.set(key, next)
      return next
    },
  } as Queryable
  known.set(db, shared)
  return shared
}

function ignored(): void {}

/** Undefined for what has no name, or is long. */
function keyOf({ name, values = [] }: Statement): string | undefined {
  if (name === undefined) return undefined
  const texts = values.map((value) =>
    Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value),
  )
  const length = texts.reduce((sum, text = '') => sum + text.length, 0)
  return length > LONGEST ? undefined : JSON.stringify([name, ...texts])
}
