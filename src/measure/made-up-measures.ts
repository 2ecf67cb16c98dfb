import { actedBy, actorAt, MADE_UP_PLACE } from '../agreement/index.ts'
import { addDays, askErrand, dayInLondon, type Errand, systemActor } from '../kernel/index.ts'
import { IDENTITY } from '../record/index.ts'
import type { Place } from '../room.ts'
import { readPersonas } from '../shell/index.ts'
import { definitionsOf } from './definition.ts'
import { EXPLAIN } from './explain-difference.ts'
import { PUBLISH } from './publish.ts'
import { lastEditions } from './queries.ts'
import { workedMeasures } from './queries-work.ts'

const MAKER = { actor: systemActor('make the made-up place'), purpose: '' }

const NAME = 'measure.make-up-measures'
const AGAIN_MS = 1_000

/** What the made-up place shows of what is counted: the months that are over, worked as anybody has them worked. */
export async function showMeasures(place: Place): Promise<void> {
  await askErrand(place.databases.care, NAME, [''], place.clock.now())
}

/** When what the feeds told is in the record, so that the place is served meanwhile. */
export const makeUpMeasures: Errand<Place> = {
  name: NAME,
  does: 'have what is counted worked in the made-up place',
  async run({ now }, _, place) {
    const under = definitionsOf(place.agreement.current())[0]?.clause
    if (under === undefined) return undefined
    if ((await workedMeasures(place.databases.care.short)).size > 0) return undefined
    if ((await place.errands.waitsSince(IDENTITY)) !== undefined) {
      return new Date(now.getTime() + AGAIN_MS)
    }
    await place.call(PUBLISH, { viewer: MAKER, input: {}, key: 'made-up measures', under })
    await differ(place)
    return undefined
  },
}

/** Partners' own books have other figures, for three reasons of which one is not known yet. */
const OWN: readonly {
  who: string
  measure: string
  times: number
  said: { why?: string; owner?: string; inDays?: number }
}[] = [
  {
    who: 'ruth.adeyemi',
    measure: 'attendances',
    times: 1.06,
    said: { why: 'Our own count has visitors from outside the county in it.' },
  },
  {
    who: 'colin.webb',
    measure: 'first-answer',
    times: 0.8,
    said: { why: 'We count working days, and this counts all days.' },
  },
  {
    who: 'colin.webb',
    measure: 'discharge-delay',
    times: 0.9,
    said: { owner: 'the data desk', inDays: 21 },
  },
]

async function differ(place: Place): Promise<void> {
  const editions = await lastEditions(place.databases.care.short)
  const people = readPersonas(place.settings.placeFolder).flatMap((group) => group.people)
  for (const { who, measure, times, said } of OWN) {
    const persona = people.find(({ id }) => id === who)
    const last = editions.findLast((one) => one.measure === measure && one.told.value !== null)
    if (persona === undefined || last === undefined) continue
    const actor = actedBy(MADE_UP_PLACE, actorAt(place.agreement.current(), persona))
    const { inDays, ...words } = said
    const due = inDays === undefined ? {} : { due: addDays(dayInLondon(place.clock.now()), inDays) }
    const value = (last.told.value! * times).toFixed(2)
    await place.call(EXPLAIN, {
      viewer: { actor, purpose: 'partnership' },
      input: { measure, period: last.period, value, ...words, ...due },
      key: `made-up ${measure}`,
    })
  }
}
