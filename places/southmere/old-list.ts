import { dayOf, partsOf } from './calendar.ts'
import { cleanView, mistyped, type View } from './dirt.ts'
import type { Person, World } from './person.ts'
import { type Random, randomOf } from './random.ts'
import { OLD_LIST } from './rates.ts'

/** How else names are written that come from other letters, or that have no one way of being written in these. */
const SPELLINGS: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ['Mohammed', 'Muhammad', 'Mohamed', 'Muhammed'],
    ['Aisha', 'Ayesha', 'Aysha'],
    ['Fatima', 'Fatimah', 'Fatema'],
    ['Yusuf', 'Yousef', 'Yusef'],
    ['Khadija', 'Khadijah', 'Khadeeja'],
    ['Hussain', 'Hussein', 'Husain'],
    ['Ahmed', 'Ahmad'],
    ['Khan', 'Kahn'],
    ['Begum', 'Begom', 'Begam'],
    ['Siddiqui', 'Siddiqi', 'Sidiqui'],
    ['Choudhury', 'Chowdhury', 'Chaudhry'],
    ['Krzysztof', 'Christopher'],
    ['Katarzyna', 'Katherine'],
    ['Małgorzata', 'Margaret'],
    ['Chen', 'Chan'],
    ['Zhang', 'Cheung'],
  ].map(([name, ...others]) => [name!, others] as const),
)

/**
 * Somebody as an old list of the hospital has them, that nobody has used since: without an NHS number, and typed at a
 * door. It is wrong about some groups of people far oftener than about others, as audits of linkage found: names in
 * another order or spelling, a birth date of which the year alone was known. Undefined for most, who are not on it.
 */
export function oldViewOf(world: World, person: Person): View | undefined {
  const random = randomOf(world.seed, 'old list', person.index)
  const { ethnicity } = person
  const rates = OLD_LIST[ethnicity.nhs === 'A' || ethnicity.nhs === 'B' ? 'british' : 'others']
  if (!random.chance(rates.listed)) return undefined
  const view = cleanView(world, person, 'mere-general', 1)
  view.dirt.push('oldList', 'nhsNumberMissing')
  view.nhsNumber = undefined
  view.middle = undefined
  view.mobile = undefined
  view.landline = undefined
  view.email = undefined
  view.practice = undefined
  if (random.chance(rates.transliterated)) respell(random, view)
  if (random.chance(rates.swapped)) {
    const { given, family } = view
    view.given = family
    view.family = given
    view.dirt.push('givenAndFamilySwapped')
  }
  if (random.chance(rates.firstOfJanuary)) {
    view.birth = dayOf(partsOf(view.birth).year, 1, 1)
    view.dirt.push('birthFirstOfJanuary')
  }
  if (person.formerAddress !== undefined) {
    view.address = person.formerAddress
    view.dirt.push('earlierAddress')
  } else if (random.chance(rates.sharedAddress)) {
    // Many gave where they first stayed.
    view.address = { ...view.address, lines: ['St Anne’s House'] }
    view.dirt.push('sharedAddress')
  }
  return view
}

function respell(random: Random, view: View): void {
  for (const part of ['given', 'family'] as const) {
    const others = SPELLINGS.get(view[part])
    view[part] = others === undefined ? mistyped(random, view[part]) : random.pick([...others])
  }
  view.dirt.push('transliterated')
}
