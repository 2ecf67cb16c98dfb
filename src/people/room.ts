import type { Concern, Room } from '../room.ts'
import { plural } from '../shell/index.ts'
import { adoptModel, learnModel, matchAgain, trainModel, watchThresholds } from './adopt-model.ts'
import { drawSample } from './draw-sample.ts'
import { findMatch } from './find-match.ts'
import { makeUpModels, showModels } from './made-up-models.ts'
import { matchingKind } from './matching-kind.ts'
import { notMine } from './not-mine.ts'
import { anotherRecordSection } from './pages/another-record.tsx'
import { ownRecordsSection } from './pages/own-records.tsx'
import { countDoubts } from './queries-doubts.ts'
import { countMadeUp } from './queries-numbers.ts'
import { matchingReplay } from './replay-matching.ts'
import { DOUBTS_PATH, sayDifferent, saySame, undoSaid } from './say-who.ts'
import { seeLinks } from './see-links.ts'
import { seeWhy } from './see-why.ts'

/** See what is in doubt about who is who. */
export const SEE_DOUBTS = 'people.doubts'

/** Who is who across systems. */
export const people: Room = {
  name: 'people',
  words: 'who is who',
  kinds: [matchingKind],
  replays: [matchingReplay],
  commands: [
    saySame,
    sayDifferent,
    undoSaid,
    notMine,
    seeWhy,
    seeLinks,
    findMatch,
    trainModel,
    adoptModel,
    drawSample,
  ],
  sections: [anotherRecordSection, ownRecordsSection],
  errands: [learnModel, matchAgain, watchThresholds, makeUpModels],
  madeUp: showModels,
  actions: [{ name: SEE_DOUBTS, does: 'see what is in doubt about who is who' }],
  async pages(app, place) {
    const [{ registerDoubts }, { registerDoubt }, { registerModels }, sample, own] =
      await Promise.all([
        import('./pages/doubts.tsx'),
        import('./pages/doubt.tsx'),
        import('./pages/models.tsx'),
        import('./pages/sample.tsx'),
        import('./pages/own-records.tsx'),
      ])
    own.registerOwnRecords(app, place)
    registerDoubts(app, place)
    registerDoubt(app, place)
    registerModels(app, place)
    sample.registerSample(app, place)
  },
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
      help: 'What is in doubt about who is who, not settled yet.',
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

/** What is in doubt about who is who, for somebody to settle. Pure. */
export function doubtConcerns(doubts: number): Concern[] {
  if (doubts === 0) return []
  return [
    {
      what: `${plural(doubts, 'thing is', 'things are')} in doubt about who is who`,
      since: 'Nothing is closed to anybody meanwhile. Both sides look.',
      first: 'waits',
      at: { href: DOUBTS_PATH, verb: 'See what is in doubt', action: SEE_DOUBTS },
    },
  ]
}
