import { z } from 'zod'
import { ROOMS } from '../kernel/index.ts'
import type { Place } from '../room.ts'

const WORDS_MAX = 300
const NOT_DISPUTED = ['kernel', 'shell', 'web', 'cli']

/**
 * Rooms that have things about which partners can differ, with what people call them; those that are still to come are
 * taken, and not offered.
 */
export function disputedRooms({ house, roomWords }: Pick<Place, 'house' | 'roomWords'>) {
  const here = house.rooms.filter(({ words }) => words !== undefined)
  const names = [...ROOMS.filter((room) => !NOT_DISPUTED.includes(room))]
  const toCome = names.filter((name) => here.every((room) => room.name !== name))
  return new Map<string, string | undefined>([
    ...here.map(({ name }) => [name, roomWords(name)] as const),
    ...toCome.map((name) => [name, undefined] as const),
  ])
}

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
