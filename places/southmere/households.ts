import { AGE_BANDS, LAST_BAND } from './population.ts'
import { chooser, type Random, randomOf, type Seed } from './random.ts'

export type HouseholdKind = 'alone' | 'couple' | 'family' | 'lone parent' | 'sharers' | 'care home'
export type Role = 'head' | 'partner' | 'child' | 'sharer' | 'resident'
export type PlannedMember = { role: Role; age: number; twinOf?: number }
export type HouseholdPlan = { kind: HouseholdKind; members: PlannedMember[] }

/**
 * Which households there are before fitting, per cent of households, and the ages of whoever heads
 * them. One in three living alone and the rest are assumptions near the 2021 census's household
 * composition (ONS, table TS003); care-home residents count one each: about 0.7 % of people,
 * assumption.
 */
const STARTING_SHARES: readonly { kind: HouseholdKind; share: number; from: number; to: number }[] =
  [
    { kind: 'alone', share: 30, from: 20, to: 99 },
    { kind: 'couple', share: 28, from: 20, to: 94 },
    { kind: 'family', share: 26, from: 20, to: 64 },
    { kind: 'lone parent', share: 10, from: 20, to: 64 },
    { kind: 'sharers', share: 4.5, from: 18, to: 34 },
    { kind: 'care home', share: 1.6, from: 65, to: 99 },
  ]
/**
 * Twins among births: about 1.5 % of deliveries. Assumption near the published rate of multiple
 * maternities.
 */
const TWIN_RATE = 0.015
const TRIES_PER_CELL = 150
const FITTING_ROUNDS = 150

type Cell = { kind: HouseholdKind; from: number; to: number }

/**
 * Draws households so that the ages of all their members together follow England's (population.ts).
 * The weights of the kinds of household by age of head are fitted once at the start, by the same
 * steps that unfold a blurred picture (Richardson and Lucy): what a cell brings in ages too many is
 * made rarer, too few more common.
 */
export function householdDrawer(): (random: Random) => HouseholdPlan {
  const cells = STARTING_SHARES.flatMap(({ kind, from, to }) => bandsOf(kind, from, to))
  const ages = cells.map((cell, index) => expectedAges(cell, index))
  let weights: number[] = cells.map((cell) => {
    const start = STARTING_SHARES.find(({ kind }) => kind === cell.kind)!
    return (start.share * (cell.to - cell.from + 1)) / (start.to - start.from + 1)
  })
  for (let round = 0; round < FITTING_ROUNDS; round += 1) weights = fitted(weights, ages)
  const choose = chooser(cells.map((cell, index) => [cell, weights[index]!] as const))
  return (random) => planOf(random, choose(random))
}

function bandsOf(kind: HouseholdKind, from: number, to: number): Cell[] {
  const cells: Cell[] = []
  for (let start = from; start <= to; start += 5)
    cells.push({ kind, from: start, to: Math.min(start + 4, to) })
  return cells
}

/** How many people of each band a household of that cell brings, on average. */
function expectedAges(cell: Cell, index: number): number[] {
  const random = randomOf(FITTING_SEED, 'fit', index)
  const counts = new Array<number>(AGE_BANDS.length).fill(0)
  for (let one = 0; one < TRIES_PER_CELL; one += 1) {
    for (const { age } of planOf(random, cell).members) {
      counts[Math.min(LAST_BAND, Math.floor(age / 5))]! += 1 / TRIES_PER_CELL
    }
  }
  return counts
}

const FITTING_SEED: Seed = [20210321, 56490048]

function fitted(weights: readonly number[], ages: readonly number[][]): number[] {
  const total = AGE_BANDS.map((_, band) =>
    sum(weights.map((weight, cell) => weight * ages[cell]![band]!)),
  )
  const people = sum(total)
  const need = AGE_BANDS.map(({ share }, band) => (share * people) / Math.max(total[band]!, 1e-9))
  return weights.map((weight, cell) => {
    const size = sum(ages[cell]!)
    return weight * sum(ages[cell]!.map((count, band) => (count / size) * need[band]!))
  })
}

function planOf(random: Random, { kind, from, to }: Cell): HouseholdPlan {
  const age = random.between(from, to)
  const members: PlannedMember[] = []
  if (kind === 'care home') return { kind, members: [{ role: 'resident', age }] }
  if (kind === 'sharers') {
    const count = random.between(2, 4)
    for (let one = 0; one < count; one += 1) {
      members.push({ role: 'sharer', age: clamp(age + random.between(-3, 3), 18, 40) })
    }
    return { kind, members }
  }
  members.push({ role: 'head', age })
  if (kind === 'couple' || kind === 'family') {
    members.push({ role: 'partner', age: clamp(Math.round(age + random.normal() * 4), 18, 100) })
  }
  if (kind === 'family' || kind === 'lone parent') addChildren(random, members, age)
  return { kind, members }
}

/**
 * Children born when the head was 19 to 43; grown ones have mostly left home, so an older head may
 * have only one left.
 */
function addChildren(random: Random, members: PlannedMember[], headAge: number): void {
  const wanted = 1 + (random.chance(0.55) ? 1 : 0) + (random.chance(0.16) ? 1 : 0)
  let atBirth = clamp(Math.round(29 + random.normal() * 5), 18, Math.min(43, headAge))
  for (let child = 0; child < wanted && atBirth <= Math.min(43, headAge); child += 1) {
    const age = headAge - atBirth
    if (stillAtHome(random, age)) {
      members.push({ role: 'child', age })
      if (random.chance(TWIN_RATE)) members.push({ role: 'child', age, twinOf: members.length - 1 })
    }
    atBirth += random.between(2, 4)
  }
}

function stillAtHome(random: Random, age: number): boolean {
  if (age < 18) return true
  return random.chance(age < 22 ? 0.65 : age < 27 ? 0.4 : age < 35 ? 0.15 : 0.04)
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}
