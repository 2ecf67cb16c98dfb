import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import type { Place } from '../room.ts'
import { plural } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { findLeaks } from './find-leaks.ts'
import { noteReason, proofOf } from './note-words.ts'
import { objectionFeeds } from './opt-out-kind.ts'
import { planPeople } from './plan-people.ts'
import { answerLeaks, openLeak } from './queries-opt-out-tests.ts'
import { OPT_OUTS_TESTED } from './test-opt-outs.ts'

export const ANSWER_LEAK = 'record.answer-leak'

/** Whoever was counted against their word is taken out, and planning goes on only when a new test finds nobody. */
export const answerLeak = namedCommand({
  name: ANSWER_LEAK,
  says: 'Takes whoever opted out out of what is counted, and answers for it',
  label: 'Put it right and answer for it',
  basis: { action: ANSWER_LEAK, does: 'answer for a leak of opt-outs, so that counting goes on' },
  input: z.strictObject({
    words: noteReason(
      'How did it come about, and what was done?',
      'Everybody who counts reads it.',
    ),
  }),
  refuses: ['no-leak', 'still-leaks'],
  preview: () => 'Whoever opted out is taken out, it is tested again, and counting goes on.',
  leads: () => '/governance',
  async run({ tx, viewer, now, announce }, { words }, { agreement }: Place) {
    if ((await openLeak(tx)) === undefined) return refuse('no-leak', 'No leak has to be answered.')
    const current = agreement.current()
    const found = await findLeaks(tx, current)
    const persons = found.leaks.map(({ person }) => person)
    const all = [...persons, ...(await identityIdsOf(tx, persons))]
    await planPeople(tx, [...new Set(all)], objectionFeeds(current))
    const after = await findLeaks(tx, current)
    if (after.leaks.length > 0) {
      const sentence = `${plural(after.leaks.length, 'person is', 'people are')} counted still, and nothing goes on.`
      return refuse('still-leaks', sentence)
    }
    await answerLeaks(tx, { at: now, by: viewer.actor.name, words })
    announce(OPT_OUTS_TESTED, '')
    const result = { takenOut: persons.length }
    return { result, entry: { ...result, words: proofOf(words) }, about: persons }
  },
})
