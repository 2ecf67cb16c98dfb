import { readDay } from './calendar.ts'
import type { Address, County } from './county.ts'
import { withCheckDigit } from './nhs-number.ts'
import type { Person, World } from './person.ts'
import { ETHNICITIES } from './population.ts'
import { FIRST_PEOPLE, type Told } from './story-first-people.ts'
import { LATER_PEOPLE } from './story-later-people.ts'

const PEOPLE: readonly Told[] = [...FIRST_PEOPLE, ...LATER_PEOPLE]

export const STORY_PEOPLE = PEOPLE.length
export const STORY_HOUSEHOLDS = PEOPLE.at(-1)!.household + 1

export function storyPeople(world: World): Person[] {
  return PEOPLE.map((told, index) => personOf(world, told, index))
}

export function storyOf(person: Person): string | undefined {
  return PEOPLE[person.index]?.story
}

function personOf(world: World, told: Told, index: number): Person {
  const { home, formerHome, nhs, born, diedDaysAgo, ethnicity, practice, story: _, ...rest } = told
  return {
    ...rest,
    key: `p${String(index + 1).padStart(7, '0')}`,
    index,
    householdKind: 'alone',
    birth: typeof born === 'number' ? world.asOf - born : readDay(born)!,
    death: diedDaysAgo === undefined ? undefined : world.asOf - diedDaysAgo,
    ethnicity: ETHNICITIES.find((one) => one.nhs === ethnicity)!,
    nhsNumber: withCheckDigit(nhs)!,
    address: addressOf(world.county, home),
    formerAddress: formerHome && addressOf(world.county, formerHome),
    practice: world.organisations.practices[practice ?? 0]!,
  }
}

function addressOf(
  county: County,
  [line, city, postcode]: readonly [string, string, string],
): Address {
  const area = county.areas.find(({ town }) => town === city) ?? county.areas[0]!
  return { lines: [line], city, postcode, area }
}
