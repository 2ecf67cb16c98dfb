import { ageOn } from './calendar.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import type { Person, World } from './person.ts'

/** How many people live in the county, as a statistical office would say it: by area, age, sex and ethnic group. */
const PATH = 'reference/population.csv'
/** The first year of each band of ages; the last is of 90 and over. */
const FROM = [0, 5, 10, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90]
const HEAD = ['area', 'age_from', 'age_to', 'sex', 'ethnic_group', 'year', 'people']
/** By the first letter of the NHS ethnic category; Chinese people are counted as Asian, as the census does. */
const GROUPS: readonly [letters: string, group: string][] = [
  ['ABC', 'white'],
  ['DEFG', 'mixed'],
  ['HJKLR', 'asian'],
  ['MNP', 'black'],
  ['S', 'other'],
]

export type Residents = Map<string, number>

export function countResident(world: World, person: Person, residents: Residents): void {
  const { death, away, birth, sex, ethnicity, address } = person
  if (away === true || (death !== undefined && death <= world.asOf)) return
  const from = FROM.findLast((one) => one <= ageOn(birth, world.asOf))!
  const group = GROUPS.find(([letters]) => letters.includes(ethnicity.nhs))?.[1] ?? 'not known'
  const key = [address.area.lsoa, String(from).padStart(2, '0'), sex, group].join()
  residents.set(key, (residents.get(key) ?? 0) + 1)
}

/** @param year of which the count is */
export function writePopulation(residents: Residents, year: number, files: ExtractFiles): void {
  files.begin(PATH, csvRow(HEAD))
  for (const [key, people] of [...residents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [area, first, sex, group] = key.split(',')
    const from = Number(first)
    const next = FROM[FROM.indexOf(from) + 1]
    const to = next === undefined ? '' : next - 1
    files.write(PATH, csvRow([area, from, to, sex, group, year, people]))
  }
}
