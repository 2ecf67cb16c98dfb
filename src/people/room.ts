import type { Concern, Room } from '../room.ts'
import { byCount, formatCount, plural } from '../shell/index.ts'
import { countDoubts } from './queries-doubts.ts'
import { countMadeUp } from './queries-numbers.ts'

/** Who is who across systems. */
export const people: Room = {
  name: 'people',
  words: 'who is who',
  async concerns({ databases, settings }) {
    const db = databases.care.short
    const madeUp = settings.mode === 'live' ? await countMadeUp(db) : 0
    return [...madeUpConcerns(madeUp), ...doubtConcerns(await countDoubts(db))]
  },
  gauges: ({ databases }) => ({
    concordat_made_up_numbers: {
      help: 'Records with an NHS number that begins with 9; none in a live place.',
      read: () => countMadeUp(databases.care.short),
    },
    concordat_doubts: {
      help: 'Pairs of records that may be one person, not settled yet.',
      read: () => countDoubts(databases.care.short),
    },
  }),
}

/** A number that begins with 9 was never given to anybody: a test, or the made-up place has got in. Pure. */
export function madeUpConcerns(count: number): Concern[] {
  if (count === 0) return []
  return [
    {
      what: `${plural(count, 'record has', 'records have')} a made-up NHS number`,
      since: 'It begins with 9, and this place is live. Ask whoever sends it.',
      first: 'harm',
    },
  ]
}

/** Pairs of records that may be one person, for somebody to settle. Pure. */
export function doubtConcerns(doubts: number): Concern[] {
  if (doubts === 0) return []
  const pairs = byCount(doubts, 'pair of records', 'pairs of records')
  return [
    {
      what: `${formatCount(doubts)} ${pairs} may be one person`,
      since: 'They stay apart until both sides have looked.',
      first: 'waits',
    },
  ]
}
