import { z } from 'zod'
import { isMonth } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { definitionsOf } from './definition.ts'

/** The few fields that commands of this room have. */

export function measureField() {
  return z.string().max(60, 'is longer than 60 characters').meta({ label: 'Measure' })
}

/** Which measures there are, for whoever chooses one. */
export function measureChoices({ agreement }: Place) {
  const all = definitionsOf(agreement.current())
  return { measure: new Map(all.map(({ id, name }) => [id, name])) }
}

export function periodField(label: string) {
  return z
    .string()
    .refine(isMonth, 'must be a month, like 2026-03')
    .meta({ label, hint: 'A month, like 2026-03; of a quarter its first' })
}

export function reasonField(label: string) {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(500, 'is longer than 500 characters')
    .meta({ label })
}
