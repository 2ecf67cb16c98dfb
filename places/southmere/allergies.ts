import { ALLERGIES, type AllergyKind, NONE_KNOWN } from './allergy-kinds.ts'
import { ageOn, type Day, onDay } from './calendar.ts'
import type { Allergy, Health } from './health.ts'
import type { Person, World } from './person.ts'
import { chooser, type Random, randomOf } from './random.ts'
import type { Stay } from './stay.ts'

export type Severity = 'mild' | 'moderate' | 'severe'
/** What one source has written down; NONE_KNOWN says that somebody asked and there was none. */
export type AllergyEntry = {
  kind: AllergyKind
  since: Day
  reaction?: string
  severity?: Severity
}
/** An empty list says that nothing was written down. */
export type AllergyLists = { gp: AllergyEntry[]; hospital: AllergyEntry[] }

/** Practices that wrote down "no known allergy" of those who have none, by age. Assumptions. */
const GP_NONE_KNOWN = { under18: 0.06, under65: 0.13, from65: 0.42 }
/** What a hospital has of those whom it has had on a ward. Assumptions. */
const HOSPITAL = {
  /** of people with an allergy: the same, none known by mistake; of the rest nothing is written */
  same: 0.8,
  deniesIt: 0.04,
  /** of those that are the same: a reaction that the practice does not know of */
  worse: 0.1,
  /** of people without: asked and none, one that the practice does not know of */
  noneKnown: 0.35,
  another: 0.02,
}

const chooseKind = chooser(ALLERGIES.map((kind) => [kind, kind.share] as const))

export function allergyLists(
  world: World,
  person: Person,
  health: Health,
  stays: readonly Stay[],
): AllergyLists {
  const random = randomOf(world.seed, 'allergies', person.index)
  const known = health.allergies.map(usual)
  const asked = person.birth + Math.floor(random.next() * (lastDay(world, person) - person.birth))
  const gp =
    known.length > 0
      ? known
      : random.chance(gpAsks(ageOn(person.birth, world.asOf)))
        ? [{ kind: NONE_KNOWN, since: asked }]
        : []
  const stay = stays.findLast(({ cancelledAt }) => cancelledAt === undefined)
  return {
    gp,
    hospital: stay === undefined ? [] : inHospital(random, known, onDay(stay.admittedAt)),
  }
}

/** As a practice writes it down. */
export function usual({ kind, since }: Allergy): AllergyEntry {
  return { kind, since, reaction: kind.reaction, severity: kind.severity }
}

function inHospital(random: Random, known: readonly AllergyEntry[], day: Day): AllergyEntry[] {
  const draw = random.next()
  if (known.length === 0) {
    if (draw < HOSPITAL.noneKnown) return [{ kind: NONE_KNOWN, since: day }]
    if (draw > 1 - HOSPITAL.another) return [usual({ kind: chooseKind(random), since: day })]
    return []
  }
  if (draw < HOSPITAL.deniesIt) return [{ kind: NONE_KNOWN, since: day }]
  if (draw > HOSPITAL.same + HOSPITAL.deniesIt) return []
  return known.map((entry) => ({
    ...entry,
    since: Math.max(entry.since, day),
    ...(entry.kind.worst !== undefined && random.chance(HOSPITAL.worse)
      ? { reaction: entry.kind.worst, severity: 'severe' as const }
      : {}),
  }))
}

function gpAsks(age: number): number {
  if (age < 18) return GP_NONE_KNOWN.under18
  return age < 65 ? GP_NONE_KNOWN.under65 : GP_NONE_KNOWN.from65
}

function lastDay(world: World, person: Person): Day {
  return person.death ?? world.asOf - 1
}
