import { Fault } from './fault.ts'

/**
 * Classes of SQLSTATE in which the database says that it will not take what it was given: a value that is none, a row
 * that contradicts another, more than fits, what a trigger or a view refuses.
 */
const OF_CONTENT = ['21', '22', '23', '44', '54', 'P0']
const SQLSTATE = /^[0-9A-Z]{5}$/

/** Thrown by whoever looks at what was given, with a sentence that quotes nothing of it. */
export class OfContent extends Error {}

/**
 * Whether something failed of what it was given, so that the same again would fail again and something else would not.
 * False for a failure of the place: a disk that is full, a connection that is lost, two that wait for each other, a
 * table that is not there. What is neither is taken for one of the place: nothing is blamed that may be innocent.
 */
export function failedOfContent(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof Fault) return false
  if (error instanceof OfContent) return true
  const { code } = error as Error & { code?: unknown }
  if (typeof code === 'string' && SQLSTATE.test(code)) return OF_CONTENT.includes(code.slice(0, 2))
  // What the language itself throws at a value: of another type, nested too deep, too long.
  const own = [TypeError, RangeError, SyntaxError, URIError, ReferenceError]
  return own.some((kind) => error instanceof kind) && (code === undefined || isOwnCode(code))
}

function isOwnCode(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('ERR_')
}
