import { z } from 'zod'

export function idField(label: string) {
  return z.uuid('is not an id').toLowerCase().meta({ label, hidden: true })
}

export function textField(label: string, max: number, more: { hint?: string; rows?: number } = {}) {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `is longer than ${max} characters`)
    .meta({ label, ...more })
}

/** Left empty, it is as if it were not there. */
export function mayBeText(label: string, max: number, more: { hint?: string; rows?: number } = {}) {
  return z
    .string()
    .trim()
    .max(max, `is longer than ${max} characters`)
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .meta({ label, ...more })
}

/** Without what is not said: what is kept has no empty fields. */
export function given<T extends object>(of: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(of).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as never
}
