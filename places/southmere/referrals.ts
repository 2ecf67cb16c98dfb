import { openServices } from './council-waits.ts'
import { CLIENT } from './council-words.ts'
import type { Area } from './county.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { type Random, randomOf } from './random.ts'
import { STORY_PEOPLE } from './story-people.ts'

/** What the council has asked another organisation to do for somebody, and has not heard of since. */
export type Referral = {
  to: { code: string; name: string }
  /** in words, to follow 'asked for' */
  what: string
  since: number
}

export const VOLUNTARY = { code: 'VXS01', name: 'Southmere Voluntary Action' } as const

/** Of those with support at home, and of carers: assumptions. */
const NEED_ADAPTATION = 0.05
const NEED_COMPANY = 0.06
const CARERS_NEED_GROUP = 0.2
/** How long it has been open, in days. Assumption. */
const OPEN = { mean: 40, least: 3, most: 200 }

const ADAPTATIONS = [
  'a stairlift',
  'a shower without a step',
  'a ramp to the front door',
  'wider doors for a wheelchair',
] as const
const COMPANY = ['somebody to visit each week', 'a lunch club', 'help with shopping'] as const

/** People of the stories, by their place: what was asked for them, of whom, and how many days ago. */
const TOLD: ReadonlyMap<number, readonly ['adaptation' | 'company', string, number]> = new Map([
  [1, ['company', 'a group for carers', 30]],
  [9, ['company', 'somebody to visit each week', 16]],
  [25, ['adaptation', 'a stairlift', 75]],
])

/** Whom the council asks: the districts and the voluntary groups. */
export function helpers({ county }: World): Referral['to'][] {
  const districts = new Map(county.areas.map((area) => [area.districtCode, districtOf(area)]))
  return [...districts.values(), VOLUNTARY]
}

/** What is open of this with the district in which somebody lives, or with voluntary groups. */
export function referralOf(world: World, { person, council }: Life): Referral | undefined {
  if (council === undefined || person.death !== undefined) return undefined
  const home = districtOf(person.address.area)
  const random = randomOf(world.seed, 'referral', person.index)
  if (person.index < STORY_PEOPLE) {
    const told = TOLD.get(person.index)
    if (told === undefined) return undefined
    const [kind, what, days] = told
    return { to: kind === 'adaptation' ? home : VOLUNTARY, what, since: world.asOf - days }
  }
  const since = world.asOf - daysOpen(random)
  if (council.clientType !== CLIENT.user) {
    if (!random.chance(CARERS_NEED_GROUP)) return undefined
    return { to: VOLUNTARY, what: 'a group for carers', since }
  }
  if (person.careHome !== undefined || openServices(council).length === 0) return undefined
  if (random.chance(NEED_ADAPTATION)) return { to: home, what: random.pick(ADAPTATIONS), since }
  if (random.chance(NEED_COMPANY)) return { to: VOLUNTARY, what: random.pick(COMPANY), since }
  return undefined
}

function districtOf({ district, districtCode }: Area): Referral['to'] {
  return { code: districtCode, name: `${district} District Council` }
}

function daysOpen(random: Random): number {
  return Math.min(OPEN.most, OPEN.least + Math.floor(random.exponential(OPEN.mean)))
}
