import { z } from 'zod'
import { isDay } from './london.ts'

const NO_DAY = 'is not a day of the calendar, like 2026-03-10'

/** A day of the calendar, `YYYY-MM-DD`, as a field of a command. */
export function dayField(label: string, hint?: string) {
  const more = hint === undefined ? {} : { hint }
  return z
    .string()
    .refine(isDay, NO_DAY)
    .meta({ label, ...more, format: 'date' })
}

/** The same where it may be left out, or empty as a form sends it: undefined then. */
export function mayBeDay(label: string, hint: string) {
  return z
    .string()
    .refine((text) => text === '' || isDay(text), NO_DAY)
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .meta({ label, hint, format: 'date' })
}
