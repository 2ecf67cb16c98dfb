import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import { bedsOf } from './hospital-stays.ts'
import { householdDrawer } from './households.ts'
import { type Counters, type Life, livesOf } from './life.ts'
import { COMMUNITY_HOSPITAL, COUNCIL, HOSPITAL } from './organisations.ts'
import { peopleOf, type World } from './person.ts'
import { randomOf } from './random.ts'
import { storyLives } from './stories.ts'
import { STORY_HOUSEHOLDS, STORY_PEOPLE, storyOf, storyPeople } from './story-people.ts'
import { beginTruth, writeTruth } from './truth.ts'
import { cldPeriods, writeClient } from './write-cld.ts'
import { writeGpRecord, writeHospitalRecord, writeOrganisations } from './write-fhir.ts'
import { writeStays } from './write-hl7.ts'

/**
 * Everybody of the place, a household at a time; nothing of one household is kept when the next is
 * made.
 */
export function* everybody(world: World): Generator<Life[]> {
  let visits = 0
  const nextVisit = () => {
    visits += 1
    return `V${String(visits).padStart(8, '0')}`
  }
  const counters: Counters = { beds: bedsOf(), nextVisit }
  const stories = storyLives(world, counters)
  yield stories.slice(0, world.people)
  const draw = householdDrawer()
  let made = STORY_PEOPLE
  for (let household = STORY_HOUSEHOLDS; made < world.people; household += 1) {
    const plan = draw(randomOf(world.seed, 'plan', household))
    const people = peopleOf(world, plan, household, made).slice(0, world.people - made)
    made += people.length
    yield livesOf(world, people, counters)
  }
}

/** Writes each household as it comes, and says after each how many people there are so far. */
export function* writeEverybody(world: World, files: ExtractFiles): Generator<number> {
  const periods = cldPeriods(world)
  const listSizes = new Map<string, number>()
  let messages = 0
  const nextMessage = () => {
    messages += 1
    return `MG${String(messages).padStart(9, '0')}`
  }
  beginTruth(files)
  writeOrganisations(world, files)
  let people = 0
  for (const lives of everybody(world)) {
    for (const life of lives) {
      writeStays(world, life, files, nextMessage)
      writeHospitalRecord(world, life, files)
      writeGpRecord(life, files)
      if (life.council !== undefined) writeClient(life.council, periods, files)
      writeTruth(life, storyOf(life.person), files)
      const practice = life.gp?.practice?.code
      if (practice !== undefined) listSizes.set(practice, (listSizes.get(practice) ?? 0) + 1)
    }
    people += lives.length
    yield people
  }
  writeReference(world, listSizes, files)
}

/**
 * What every place has beside its people: areas with their deprivation, postcodes, organisations
 * with list sizes.
 */
function writeReference(
  world: World,
  listSizes: ReadonlyMap<string, number>,
  files: ExtractFiles,
): void {
  const { county, organisations } = world
  files.begin(
    'reference/areas.csv',
    csvRow(['lsoa', 'name', 'district_code', 'district', 'town', 'deprivation_decile']),
  )
  for (const area of county.areas) {
    files.write(
      'reference/areas.csv',
      csvRow([
        area.lsoa,
        area.name,
        area.districtCode,
        area.district,
        area.town,
        area.deprivationDecile,
      ]),
    )
  }
  files.begin('reference/postcodes.csv', csvRow(['postcode', 'lsoa']))
  const named = new Map(storyPeople(world).map(({ address }) => [address.postcode, address]))
  for (const { postcode, area } of [...named.values(), ...county.postcodes()]) {
    files.write('reference/postcodes.csv', csvRow([postcode, area.lsoa]))
  }
  const path = 'reference/organisations.csv'
  files.begin(path, csvRow(['code', 'name', 'kind', 'registered_people']))
  const add = (code: string, name: string, kind: string, size?: number) => {
    files.write(path, csvRow([code, name, kind, size]))
  }
  add(HOSPITAL.code, HOSPITAL.name, 'hospital')
  add(COMMUNITY_HOSPITAL.code, COMMUNITY_HOSPITAL.name, 'community hospital')
  add(COUNCIL.code, COUNCIL.name, 'council')
  for (const { code, name } of organisations.practices)
    add(code, name, 'practice', listSizes.get(code) ?? 0)
  for (const { locationId, name } of organisations.careHomes) add(locationId, name, 'care home')
  for (const { locationId, name } of organisations.nursingHomes)
    add(locationId, name, 'nursing home')
  for (const { locationId, name } of organisations.homeCare) add(locationId, name, 'home care')
}
