import { z } from 'zod'
import { isMonth } from '../kernel/index.ts'

/** Pence as text, above nothing: `125050`. A form asks for pounds. */
export function penceField(label = 'Amount', hint = 'In pounds, like 1,250 or 1250.50') {
  return z
    .string('must be whole pence as text, like "125050"')
    .regex(/^[1-9]\d{0,14}$/, 'must be whole pence above nothing, as text, like "125050"')
    .transform(BigInt)
    .meta({ label, hint, money: true })
}

export function fundField() {
  return z
    .string()
    .max(60, 'is longer than 60 characters')
    .optional()
    .meta({ label: 'Fund', hint: 'Left empty, the fund of this year' })
}

export function schemeField(label = 'Scheme') {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(60, 'is longer than 60 characters')
    .meta({ label, hint: 'As the plan calls it' })
}

export function activityField() {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(100, 'is longer than 100 characters')
    .meta({ label: 'Which activity?', hint: 'One that the agreement lets the fund pay for' })
}

export function originField() {
  return z.string().max(60, 'is longer than 60 characters').optional().meta({
    label: 'Out of which contribution?',
    hint: 'Left empty, what came to the scheme first',
  })
}

export function reasonField() {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(300, 'is longer than 300 characters')
    .meta({ label: 'What for?', hint: 'In a few words that others will understand' })
}

export function supplierField() {
  return z
    .string()
    .trim()
    .max(120, 'is longer than 120 characters')
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .meta({ label: 'Who is paid?' })
}

export function transferField() {
  return z
    .uuid('is not the id of a transfer')
    .toLowerCase()
    .meta({ label: 'Transfer', hidden: true })
}

export function accountField(label: string) {
  return z
    .string()
    .max(300, 'is longer than 300 characters')
    .meta({ label, hint: 'As the page of the account calls it' })
}

export function periodField() {
  return z
    .string()
    .refine(isMonth, 'is not a month, written like 2026-03')
    .meta({ label: 'Month', hint: 'Like 2026-03' })
}
