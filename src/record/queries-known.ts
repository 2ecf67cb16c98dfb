import type { Statement } from '../kernel/index.ts'

/** What is kept in versions, each learnt at a time and superseded at another. */
const VERSIONED = /\brecord\.(?:event|resource)\b/g

/**
 * Reads, wherever a statement names what is kept in versions, those that stand; or, where it is asked as it was known
 * at a time, those that stood then: the ones that still stand and were known, and the ones that were superseded since.
 */
export function asKnown(at: Date | undefined, { name, text, values = [] }: Statement): Statement {
  if (at === undefined) {
    const standing = (table: string) => `(select * from ${table} where superseded_at is null)`
    return { name, text: text.replaceAll(VERSIONED, standing), values }
  }
  const then = `$${values.length + 1}`
  const stood = (
    table: string,
  ) => `(select * from ${table} where superseded_at is null and learnt_at <= ${then}
    union all select * from ${table} where superseded_at > ${then} and learnt_at <= ${then})`
  return {
    name: `${name} as known`,
    text: text.replaceAll(VERSIONED, stood),
    values: [...values, at],
  }
}
