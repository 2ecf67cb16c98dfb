import { refuse } from '../kernel/index.ts'
import type { Command } from '../trail/index.ts'
import type { Badge } from './badge.ts'
import { feedsToSend, SEND } from './feeds-to-send.ts'
import { insertRehearsal } from './queries-tally.ts'
import type { IntakePlace } from './receive-items.ts'

/** That a file was rehearsed and what came of it: never what it holds. */
export type Rehearsed = {
  feed: string
  hash: string
  kind: string
  badge: Badge
  read: number
  usable: number
  because: readonly string[]
}

/** Whoever may send files of a feed may rehearse them; nothing is kept but how it went, which its certificate says. */
export function noteRehearsal(place: IntakePlace): Command<Rehearsed, null, 'not-yours'> {
  return {
    name: 'intake.rehearse',
    basis: { action: SEND.name, does: SEND.does },
    async run({ viewer, tx, now }, told) {
      const feed = feedsToSend(place, viewer).find(({ id }) => id === told.feed)
      if (feed === undefined) {
        return refuse('not-yours', 'A file is rehearsed by the party whose feed it is.', {
          next: 'Choose a feed of your own organisation.',
        })
      }
      await insertRehearsal(tx, { ...told, source: feed.id, at: now })
      return { result: null, entry: { ...told, because: [...told.because] } }
    },
  }
}
