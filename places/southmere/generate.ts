import { bedsOf } from './beds.ts'
import { isoDay } from './calendar.ts'
import { censusOf } from './census.ts'
import { waitingQuota } from './council-requests.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import { householdDrawer } from './households.ts'
import { type Counters, type Life, livesOf } from './life.ts'
import { beginOptOuts, writeOptOuts } from './opt-outs.ts'
import { COMMUNITY_HOSPITAL, COUNCIL, HOSPITAL } from './organisations.ts'
import { peopleOf, type World } from './person.ts'
import { COUNCIL_SWITCHBOARD, HOSPITAL_SWITCHBOARD } from './phones.ts'
import { quotaOf } from './quota.ts'
import { randomOf } from './random.ts'
import { writeSignals } from './signals.ts'
import { StaffLists } from './staff.ts'
import { storyLives } from './stories.ts'
import { STORY_HOUSEHOLDS, STORY_PEOPLE, storyOf, storyPeople } from './story-people.ts'
import { beginTruth, writeTruth } from './truth.ts'
import { VISITOR_SHARE } from './visitors.ts'
import { writeCaseload } from './write-caseload.ts'
import { cldPeriods, writeClient } from './write-cld.ts'
import { staffOf, writeCouncilRecord, writeStaff } from './write-council-record.ts'
import { DAILY_DAYS, writeDaily } from './write-daily.ts'
import { writeGpRecord, writeHospitalRecord, writeOrganisations } from './write-fhir.ts'
import { writeStays } from './write-hl7.ts'
import { Payments } from './write-payments.ts'
import { countResident, type Residents, writePopulation } from './write-population.ts'
import { beginWaiting, writeTasks } from './write-tasks.ts'
import { careToldOf, writeVisits } from './write-visits.ts'

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
  const counters: Counters = {
    census: censusOf(world),
    waiting: waitingQuota(world),
    visitors: quotaOf(VISITOR_SHARE, 0.5),
    beds: bedsOf(world.seed, world.organisations),
    nextVisit,
  }
  const stories = storyLives(world, counters).slice(0, world.people)
  yield stories
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
  const daily = { from: world.asOf - DAILY_DAYS, until: world.asOf }
  const listSizes = new Map<string, number>()
  let messages = 0
  const nextMessage = () => {
    messages += 1
    return `MG${String(messages).padStart(9, '0')}`
  }
  const staff = staffOf(world)
  beginTruth(files)
  writeSignals(world, files)
  beginWaiting(files)
  beginOptOuts(files)
  writeOrganisations(world, files)
  writeStaff(world, staff, files)
  let people = 0
  const residents: Residents = new Map()
  const payments = new Payments(world, files)
  const working = new StaffLists(world, files)
  for (const lives of everybody(world)) {
    for (const life of lives) {
      countResident(world, life.person, residents)
      writeStays(world, life, files, nextMessage)
      writeHospitalRecord(world, life, files)
      writeGpRecord(world, life, files)
      if (life.council !== undefined) writeClient(life.council, periods, files)
      writeCouncilRecord(world, life, staff, files)
      writeDaily(world, life, staff.workers, daily, files)
      const told = careToldOf(world, life)
      writeVisits(life, told, files)
      payments.add(life, told, files)
      writeCaseload(world, life, files)
      writeTasks(world, life, files)
      writeTruth(world, life, storyOf(life.person), files)
      writeOptOuts(world, life, files)
      const practice = life.gp?.practice?.code
      if (practice !== undefined) listSizes.set(practice, (listSizes.get(practice) ?? 0) + 1)
    }
    working.add(lives)
    people += lives.length
    yield people
  }
  payments.write(files)
  working.write()
  writeReference(world, listSizes, files)
  writePopulation(residents, Number(isoDay(world.asOf).slice(0, 4)) - 2, files)
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
    csvRow([
      ...['lsoa', 'name', 'district_code', 'district', 'town', 'deprivation_decile'],
      ...['side', 'map_x', 'map_y'],
    ]),
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
        area.side,
        area.square?.x,
        area.square?.y,
      ]),
    )
  }
  files.begin('reference/postcodes.csv', csvRow(['postcode', 'lsoa']))
  const named = new Map(storyPeople(world).map(({ address }) => [address.postcode, address]))
  for (const { postcode, area } of [...named.values(), ...county.postcodes()]) {
    files.write('reference/postcodes.csv', csvRow([postcode, area.lsoa]))
  }
  writeOrganisationList(world, listSizes, files)
  files.begin('reference/wards.csv', csvRow(['ward', 'what', 'beds', 'phone']))
  for (const { name, what, beds, phone } of organisations.wards)
    files.write('reference/wards.csv', csvRow([name, what, beds, phone]))
}

/** Everybody who sends or is named, with their telephone; of practices their people and the age of their extract. */
function writeOrganisationList(
  world: World,
  listSizes: ReadonlyMap<string, number>,
  files: ExtractFiles,
): void {
  const { organisations } = world
  const path = 'reference/organisations.csv'
  files.begin(path, csvRow(['code', 'name', 'kind', 'registered_people', 'phone', 'extract_as_at']))
  const add = (code: string, name: string, kind: string, phone: string, ...more: string[]) => {
    files.write(path, csvRow([code, name, kind, more[0], phone, more[1]]))
  }
  add(HOSPITAL.code, HOSPITAL.name, 'hospital', HOSPITAL_SWITCHBOARD)
  add(COMMUNITY_HOSPITAL.code, COMMUNITY_HOSPITAL.name, 'community hospital', HOSPITAL_SWITCHBOARD)
  add(COUNCIL.code, COUNCIL.name, 'council', COUNCIL_SWITCHBOARD)
  for (const { code, name, phone, extractAge } of organisations.practices) {
    const size = String(listSizes.get(code) ?? 0)
    add(code, name, 'practice', phone, size, isoDay(world.asOf - 1 - extractAge))
  }
  const providers = [
    ['care home', organisations.careHomes],
    ['nursing home', organisations.nursingHomes],
    ['home care', organisations.homeCare],
  ] as const
  for (const [kind, list] of providers)
    for (const { locationId, name, phone } of list) add(locationId, name, kind, phone)
}
