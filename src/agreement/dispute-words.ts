import { z } from 'zod'
import { ROOMS } from '../kernel/index.ts'

const WORDS_MAX = 300
const NOT_DISPUTED = ['kernel', 'shell', 'web', 'cli']

/** Rooms that have things about which partners can differ. */
export const DISPUTED = ROOMS.filter((room) => !NOT_DISPUTED.includes(room))

/** What somebody says, in some hundred words. */
export function statement(label: string, hint: string) {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(4_000, 'is longer than 4,000 characters')
    .refine(
      (text) => text.split(/\s+/).length <= WORDS_MAX,
      `has more than ${WORDS_MAX} words: say what matters`,
    )
    .meta({ label, hint: `${hint} At most ${WORDS_MAX} words.`, rows: 7 })
}

/** Which dispute: a page fills it in. */
export function disputeId() {
  return z.uuid('is not the id of a dispute').meta({ label: 'Dispute', hidden: true })
}
