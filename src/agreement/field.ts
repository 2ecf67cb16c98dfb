import { z } from 'zod'
import { isDay } from '../kernel/index.ts'

/**
 * The few shapes that fields of clauses have. `describe` says what the field is for: the sentence of a
 * missing field is made from it.
 */

/** `ward-coordinator`: lower case, digits and single hyphens, so that it is safe in a policy and an address. */
export const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

export function id(what: string) {
  return z
    .string()
    .max(60, 'is longer than 60 characters')
    .regex(
      ID,
      'is not an identifier: lower-case letters, digits and hyphens, like ward-coordinator',
    )
    .describe(what)
}

export function ids(what: string) {
  return z.array(id(what)).describe(what).superRefine(refuseTwice)
}

/** Words for people, on one line. */
export function words(what: string) {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(600, 'is longer than 600 characters')
    .describe(what)
}

/** `2026-04-01`, a day that exists. */
export function day(what: string) {
  return z
    .string()
    .refine(isDay, 'is not a day of the calendar, written like 2026-04-01')
    .describe(what)
}

function refuseTwice(list: string[], context: z.RefinementCtx): void {
  list.forEach((item, at) => {
    if (list.indexOf(item) < at) {
      context.addIssue({ code: 'custom', path: [at], message: 'stands twice in the list' })
    }
  })
}
