import { Crowd } from '../people/index.ts'
import type { Verdict } from './reading.ts'
import { Unreadable } from './reading.ts'

/** A verdict that it cannot be read, or what it says not kept. */
export type Why = Omit<Extract<Verdict, { ok: false }>, 'ok'>

const ASK = 'ask the sender to put it right and send it again'
const WAITS = 'it is kept as it came, and can be read again when the program is mended'

/** What the database will not take, by SQLSTATE or its class; its own words would quote the item. */
const NOT_TAKEN: readonly (readonly [code: string, why: string])[] = [
  ['22021', 'it holds a character that cannot be kept'],
  ['22P05', 'it holds a character that cannot be kept'],
  ['22003', 'a number in it is larger than can be kept'],
  ['22007', 'a date or a time in it is none that can be kept'],
  ['22008', 'a date or a time in it is none that can be kept'],
  ['22', 'something in it is not what it should be'],
  ['54', 'something in it is longer, or nested deeper, than can be kept'],
  ['21', 'it says two things of the same'],
  ['23', 'what it says contradicts what is kept already'],
]

/**
 * Why an item cannot be read: what its parser says, or that the program met something in it for which it was not made.
 * Nothing of the item is quoted, and no message that may quote it.
 */
export function whyUnread(error: unknown): Why {
  if (error instanceof Unreadable) return { reason: error.message, place: error.place }
  if (error instanceof Crowd) return { reason: `${error.message}; ${ASK}` }
  if (error instanceof RangeError)
    return { reason: `something in it is longer, or nested deeper, than can be read; ${ASK}` }
  const kind = error instanceof Error ? error.name : 'Error'
  return { reason: `this version of the program cannot read it (${kind}); ${WAITS}` }
}

/** Why what was read could not be put into the record. */
export function whyNotKept(error: unknown): Why {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string' || error instanceof Unreadable) return whyUnread(error)
  const why = NOT_TAKEN.find(([of]) => code.startsWith(of))?.[1] ?? 'the database does not take it'
  return { reason: `${why} (${code}); ${ASK}` }
}
