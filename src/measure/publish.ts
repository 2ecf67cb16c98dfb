import { z } from 'zod'
import { type Errand, nextLondonDay, plural, refuse, systemActor } from '../kernel/index.ts'
import { disclosureRule, IDENTITY } from '../record/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { definitionsOf } from './definition.ts'
import { tellAll } from './tell-editions.ts'
import { workRows } from './work-rows.ts'

export const PUBLISH = 'measure.publish'
const DAILY = 'measure.daily'

export type Published = {
  /** periods of which something new is told */
  readonly editions: number
  /** measures of which the two calculators do not agree: nothing of them is told */
  readonly disagreed: readonly string[]
}

/**
 * Works what is new and says it: a new edition of each period that is another than it was said to be. What only few
 * people changed is said when more have.
 */
export const publish = namedCommand({
  name: PUBLISH,
  says: 'Works what is counted by both calculators, and says what is new of it',
  label: 'Work and publish',
  basis: { action: PUBLISH, does: 'have what is counted worked and published', under: ['measure'] },
  input: z.strictObject({}),
  refuses: ['no-clause', 'still-arriving'],
  preview: ({ editions }: Published) =>
    `${plural(editions, 'figure')} would be said anew. What was said before stays.`,
  leads: () => '/measure',
  async run(context, _, place: Place) {
    const agreement = place.agreement.current()
    const rule = disclosureRule(agreement)
    if (agreement === undefined || rule === undefined) {
      return refuse('no-clause', 'No clause says how few people may stand behind a figure.')
    }
    if ((await place.errands.waitsSince(IDENTITY)) !== undefined) {
      const sentence = 'Much has just arrived that is not counted yet: try again in a minute.'
      return refuse('still-arriving', sentence)
    }
    const { disagreed } = await workRows(place)
    const said = await tellAll({ context, place, agreement, rule })
    context.ask(DAILY, 'all', nextNight(context.now))
    const result: Published = { editions: said.length, disagreed }
    return { result, entry: { editions: said, disagreed } }
  },
})

const PUBLISHER = { actor: systemActor('work what is counted'), purpose: '' }

/** Every night: what is new is worked, and told. */
export const publishDaily: Errand<Place> = {
  name: DAILY,
  does: 'work what is counted, and say what is new of it',
  async run({ now }, _, place) {
    const under = definitionsOf(place.agreement.current())[0]?.clause
    if (under === undefined) return undefined
    const key = `${DAILY} ${now.toISOString().slice(0, 10)}`
    const answer = await place.call(PUBLISH, { viewer: PUBLISHER, input: {}, key, under })
    if (!answer.ok) throw new Error('what is counted could not be worked')
    return nextNight(now)
  },
}

/** At four in the morning, when most of what came in the day has been read. */
function nextNight(now: Date): Date {
  return nextLondonDay(now, 4)
}
