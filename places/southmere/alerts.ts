import { ageOn, type Day, onDay } from './calendar.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { type Random, randomOf } from './random.ts'
import type { Feed } from './rates.ts'
import { isOpen } from './stay.ts'

/** A warning in a record. */
export type Flag = {
  feed: Feed
  words: string
  snomed?: string
  category: string
  since: Day
}

export const RESUSCITATION = 'Resuscitation decision'
export const LEGAL_STATUS = 'Legal status'
/** SNOMED CT, as the Summary Care Record has it. */
export const NOT_FOR_CPR = {
  words: 'Not for attempted cardiopulmonary resuscitation',
  snomed: '450476008',
  category: RESUSCITATION,
} as const
export const URGENT_AUTHORISATION = {
  words: 'Deprivation of liberty: urgent authorisation given by the hospital',
  category: LEGAL_STATUS,
} as const
export const STANDARD_AUTHORISATION = {
  words: 'Deprivation of liberty: standard authorisation in force',
  category: LEGAL_STATUS,
} as const

/** Who has a decision; where it is written down: practice only, both, hospital only. Assumptions. */
const DECIDED = { careHome: 0.4, from85: 0.08, from75: 0.03 }
const WRITTEN = { practiceOnly: 0.5, both: 0.85 }
/** Of people with dementia: in hospital now; of those whose care-home place the council pays. Assumptions. */
const DEPRIVED = { inHospital: 0.3, careHome: 0.3 }

/** Decisions about resuscitation, and what lets somebody be kept where they are who cannot decide that. */
export function alertsOf(world: World, life: Life): Flag[] {
  if (life.person.death !== undefined) return []
  const random = randomOf(world.seed, 'alerts', life.person.index)
  return [...resuscitation(world, random, life), ...legalStatus(world, random, life)]
}

function resuscitation(world: World, random: Random, life: Life): Flag[] {
  const { person } = life
  const age = ageOn(person.birth, world.asOf)
  const share = person.careHome
    ? DECIDED.careHome
    : age >= 85
      ? DECIDED.from85
      : age >= 75
        ? DECIDED.from75
        : 0
  if (!random.chance(share)) return []
  const since = world.asOf - random.between(20, 900)
  const draw = random.next()
  const feeds: Feed[] = []
  if (life.gp !== undefined && draw < WRITTEN.both) feeds.push('southmere-gp')
  if (life.hospital.length > 0 && draw >= WRITTEN.practiceOnly) feeds.push('mere-general')
  return feeds.map((feed) => ({ ...NOT_FOR_CPR, feed, since }))
}

function legalStatus(world: World, random: Random, life: Life): Flag[] {
  if (!life.health.conditions.some(({ kind }) => kind.id === 'dementia')) return []
  const flags: Flag[] = []
  const stay = life.stays.find(isOpen)
  const urgent = random.chance(DEPRIVED.inHospital)
  const standard = random.chance(DEPRIVED.careHome)
  if (stay !== undefined && urgent) {
    const since = Math.min(world.asOf - 1, onDay(stay.admittedAt) + 1)
    flags.push({ ...URGENT_AUTHORISATION, feed: 'mere-general', since })
  }
  if (standard && life.person.careHome !== undefined && life.council !== undefined) {
    const since = world.asOf - random.between(30, 330)
    flags.push({ ...STANDARD_AUTHORISATION, feed: 'southmere-council', since })
  }
  return flags
}
