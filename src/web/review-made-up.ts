import { askErrand, dayInLondon, type Errand } from '../kernel/index.ts'
import {
  drawSample,
  leadsOf,
  listDoubts,
  personIdOf,
  sampleToSay,
  sayDifferent,
  saySame,
  versionInEffect,
} from '../people/index.ts'
import type { Place } from '../room.ts'
import { hasTruth, readTruth, truthOf } from './truth-files.ts'

const NAME = 'web.review-made-up'
const AGAIN_MS = 5_000
const EACH = 10

/** In the made-up place leads of both sides have looked at most pairs that were drawn, and said what is true. */
export async function showReviewed(place: Place): Promise<void> {
  if (!hasTruth(truthOf(place)) || leadsOf(place, drawSample.name).length === 0) return
  await askErrand(place.databases.care, NAME, [''], place.clock.now())
}

/** By the commands by which anybody does it, under keys that are always the same, so that it is done once. */
export const reviewMadeUp: Errand<Place> = {
  name: NAME,
  does: 'have pairs of records drawn and looked at in the made-up place',
  async run({ tx, now }, _, place) {
    const again = new Date(now.getTime() + AGAIN_MS)
    if ((await versionInEffect(tx)) === undefined) return again
    const [viewer] = leadsOf(place, drawSample.name)
    const key = `made-up ${NAME}`
    await place.call(drawSample.name, { viewer: viewer!, input: { each: EACH }, key })
    const found = await sampleToSay(tx, place.agreement.current())
    if (found === undefined || found.sample.drawn_at === null) return again
    const truth = await readTruth(truthOf(place), dayInLondon(now))
    const keyOf = new Map(truth.records.map((one) => [personIdOf(one.source, one.id), one.key]))
    const leads = new Map(leadsOf(place, saySame.name).map((one) => [one.actor.side, one]))
    // Of what is in doubt most is left for whoever looks at the place.
    const doubts = await listDoubts(tx, place.agreement.current(), { limit: 10_000 })
    const unsure = new Set(doubts.map(({ persons: of }) => [...of].sort().join(' ')))
    const looked = found.pairs.filter(
      (one, at) => at % 4 === 0 || !unsure.has(one.persons.join(' ')),
    )
    for (const { id, persons, waitsFor } of looked) {
      const same = keyOf.get(persons[0]!) === keyOf.get(persons[1]!)
      const { name } = same ? saySame : sayDifferent
      const input = { sampled: id, reason: 'Both desks looked at what they hold.' }
      for (const side of waitsFor) {
        const lead = leads.get(side)
        if (lead) await place.call(name, { viewer: lead, input, key: `${key} ${id} ${side}` })
      }
    }
    return undefined
  },
}
