import { z } from 'zod'
import { isDay, parsePounds } from '../kernel/index.ts'

/** The few shapes that only clauses about money have. */

/** `£2,400,000`, above nothing, read as pence. */
export function pounds(what: string) {
  return z
    .string('must be text: write it like £2,400,000')
    .refine(
      (text) => (parsePounds(text) ?? 0n) > 0n,
      'is not an amount above nothing, like £2,400,000',
    )
    .describe(what)
}

/** `2026-04-01`, a day that exists. */
export function day(what: string) {
  return z
    .string('must be a day, written like 2026-04-01')
    .refine(isDay, 'is not a day of the calendar, written like 2026-04-01')
    .describe(what)
}

/** `1.039`, in quotes: what something is multiplied by, exactly. */
export function factor(what: string) {
  return z
    .string('must be text: put it in quotes, like "1.039"')
    .regex(/^\d{1,3}(\.\d{1,6})?$/, 'is not a number like 1.039')
    .describe(what)
}
