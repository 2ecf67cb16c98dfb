import { BRITISH_GIVEN, FAMILY, NICKNAMES, type Origin, OTHER_GIVEN } from './name-lists.ts'
import { chooser, type Random } from './random.ts'

export type Sex = 'female' | 'male'

type Draw = (random: Random) => string

const families = mapValues(FAMILY, byRank)
const given = mapValues(OTHER_GIVEN, ({ female, male }) => ({
  female: byRank(female),
  male: byRank(male),
}))
const british = BRITISH_GIVEN.map(({ before, female, male }) => ({
  before,
  female: byRank(female),
  male: byRank(male),
}))

/** A given name of that origin, for those born in that year. */
export function givenName(random: Random, origin: Origin, sex: Sex, birthYear: number): string {
  if (origin !== 'british') return given[origin][sex](random)
  const cohort = british.find(({ before }) => birthYear < before) ?? british.at(-1)!
  return cohort[sex](random)
}

/** A family name as a man of the family bears it; one in fifty British ones is double. */
export function familyName(random: Random, origin: Origin): string {
  const name = families[origin](random)
  if (origin !== 'british' || !random.chance(0.02)) return name
  const second = families.british(random)
  return second === name ? name : `${name}-${second}`
}

/** Polish names in -ski end in -ska for women; Sikh women called Singh at birth are Kaur. */
export function familyNameFor(name: string, sex: Sex): string {
  if (sex === 'male') return name === 'Kaur' ? 'Singh' : name
  if (name === 'Singh') return 'Kaur'
  return name.endsWith('ski') ? `${name.slice(0, -1)}a` : name
}

export function nicknameOf(random: Random, name: string): string | undefined {
  const short = NICKNAMES.get(name)
  return short === undefined ? undefined : random.pick(short)
}

export function titleFor(random: Random, sex: Sex, age: number, married: boolean): string {
  if (age < 16) return sex === 'male' ? 'Master' : 'Miss'
  if (random.chance(0.012)) return 'Dr'
  if (sex === 'male') return 'Mr'
  if (married && random.chance(0.75)) return 'Mrs'
  return age >= 70 && random.chance(0.6) ? 'Mrs' : random.pick(['Miss', 'Ms'])
}

/**
 * The first names are commonest: weights 1/7, 1/8, 1/9 ... down the list. Our own choice, no
 * register's.
 */
function byRank(list: readonly string[]): Draw {
  return chooser(list.map((name, rank) => [name, 1 / (rank + 7)] as const))
}

function mapValues<K extends string, V, W>(
  record: Readonly<Record<K, V>>,
  change: (value: V) => W,
): Record<K, W> {
  const entries = Object.entries(record) as [K, V][]
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<K, W>
}
