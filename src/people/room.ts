import type { Concern, Room } from '../room.ts'
import { byCount, formatCount } from '../shell/index.ts'
import { countDoubts } from './queries.ts'

/** Who is who across systems. */
export const people: Room = {
  name: 'people',
  words: 'who is who',
  async concerns({ databases }) {
    return doubtConcerns(await countDoubts(databases.care.short))
  },
  gauges: ({ databases }) => ({
    concordat_doubts: {
      help: 'Pairs of records that may be one person, not settled yet.',
      read: () => countDoubts(databases.care.short),
    },
  }),
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
