import { ageOn, isoDay } from './calendar.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import type { Life } from './life.ts'
import type { Person, World } from './person.ts'
import { randomOf } from './random.ts'
import { STORY_PEOPLE } from './story-people.ts'

/** Households of which one works for a party that gives a staff list; assumption, kept few so that each can be told. */
const SHARE = 0.16
const STAFF_MAX = 60
const OLDEST = 62
const YOUNGEST = 22
/** In a team; whoever looks at somebody of their own team is asked about it. */
const TEAM = 4

const PARTIES = [
  { party: 'mere-general', role: 'ward-coordinator', unit: 'Ward 3' },
  { party: 'southmere-council', role: 'social-worker', unit: '' },
  { party: 'southmere-community', role: 'community-nurse', unit: '' },
] as const

/** Personas who lodge in the county, each in a household of somebody: account, name, employer, role, unit. */
const LODGERS = [
  ['tom.ellis', 'Tom', 'Ellis', 'mere-general', 'ward-coordinator', 'Ward 3'],
  ['lee.carter', 'Lee', 'Carter', 'mere-general', 'transfer-hub-coordinator', ''],
  ['ana.reid', 'Ana', 'Reid', 'southmere-council', 'social-worker', ''],
  ['ruth.dean', 'Ruth', 'Dean', 'southmere-community', 'community-nurse', ''],
] as const

const STAFF_HEAD = [
  ...['account', 'given', 'family', 'birth_date', 'nhs_number'],
  ...['address_line_1', 'postcode', 'team'],
]
const TRUTH = 'truth/looks.csv'
const TRUTH_HEAD = ['rule', 'account', 'name', 'role', 'organisation', 'unit', 'nhs_number']

/** How many looks of each rule should not have been. Of a day of many looks the last is told. */
const WANTED = {
  'own-record': 8,
  household: 8,
  'family-near': 6,
  colleague: 7,
  'in-the-news': 4,
  'no-event': 4,
} as const
type Rule = keyof typeof WANTED

type Member = {
  account: string
  given: string
  family: string
  party: string
  role: string
  unit: string
  team: string
  /** of whom the feeds know; a lodger and whoever lives next door are in no feed */
  nhsNumber?: string
}
type Home = Pick<Person, 'address'>
type Look = { rule: Rule; by: Member; at: string }

/**
 * Who works for the partners and lives in the county, as employers list them; and looks that should not have been, with
 * the truth of them. A household at a time: what is kept of it is who of it works and whom they could look at.
 */
export class StaffLists {
  readonly #world: World
  readonly #files: ExtractFiles
  readonly #staff: Member[] = []
  readonly #looks: Look[] = []
  readonly #quiet: string[] = []
  #lodgers = 0
  #inNews: string | undefined

  constructor(world: World, files: ExtractFiles) {
    this.#world = world
    this.#files = files
    for (const { party } of PARTIES) files.begin(`staff/${party}.csv`, csvRow(STAFF_HEAD))
    files.begin(TRUTH, csvRow(TRUTH_HEAD))
  }

  add(lives: readonly Life[]): void {
    const known = lives.filter(({ person, gp }) => gp !== undefined && isOrdinary(person))
    const [first] = known
    if (first === undefined) return
    const random = randomOf(this.#world.seed, 'staff', first.person.household)
    for (const life of known) if (isQuiet(life)) this.#quiet.push(life.person.nhsNumber)
    if (!random.chance(SHARE) || this.#staff.length >= STAFF_MAX) return
    const worker = known.find(({ person }) => isOfAge(this.#world, person))?.person
    if (worker === undefined) {
      this.#inNews ??= first.person.nhsNumber
      return
    }
    const number = this.#staff.length
    const { party, role, unit } = PARTIES[number % PARTIES.length]!
    const { given, family, nhsNumber } = worker
    const member: Member = {
      account: `${given}.${family}.${number}`.toLowerCase().replaceAll(/[^a-z0-9.]/g, ''),
      ...{ given, family, party, role, unit, nhsNumber },
      team: `team ${Math.floor(number / (PARTIES.length * TEAM)) + 1}`,
    }
    this.#hire(member, worker, isoDay(worker.birth))
    this.#look('own-record', member, nhsNumber)
    const other = known.find(({ person }) => person !== worker)?.person
    if (other !== undefined) {
      this.#look('household', this.#lodger(other) ?? member, other.nhsNumber)
    }
    this.#neighbour(worker, number)
  }

  /** A persona who lodges there, while there are such; the others live there themselves. */
  #lodger(home: Home): Member | undefined {
    const next = LODGERS[this.#lodgers]
    if (next === undefined) return undefined
    this.#lodgers += 1
    const [account, given, family, party, role, unit] = next
    const member = { account, given, family, party, role, unit, team: 'team of personas' }
    this.#hire(member, home, '')
    return member
  }

  /** Somebody of the same family name a few doors on, who works too and is in no feed. */
  #neighbour(person: Person, number: number): void {
    if (this.#count('family-near') >= WANTED['family-near']) return
    const { party, role, unit } = PARTIES[(number + 1) % PARTIES.length]!
    const { family, address } = person
    const account = `r.${family}.${number}`.toLowerCase().replaceAll(/[^a-z0-9.]/g, '')
    const team = 'team next door'
    const member: Member = { account, given: 'Robin', family, party, role, unit, team }
    const [line = ''] = address.lines
    const home = { address: { ...address, lines: [`Garden flat, ${line}`] } }
    this.#hire(member, home, '')
    this.#look('family-near', member, person.nhsNumber)
  }

  #hire(member: Member, { address }: Home, birth: string): void {
    this.#staff.push(member)
    const { account, given, family, nhsNumber, party, team } = member
    const line = address.lines[0]
    this.#files.write(
      `staff/${party}.csv`,
      csvRow([account, given, family, birth, nhsNumber, line, address.postcode, team]),
    )
  }

  #count(rule: Rule): number {
    return this.#looks.filter((look) => look.rule === rule).length
  }

  #look(rule: Rule, by: Member, at: string): void {
    if (this.#count(rule) < WANTED[rule]) this.#looks.push({ rule, by, at })
  }

  /** When everybody has been added: looks that need more than one household. */
  write(): void {
    const known = this.#staff.filter(({ nhsNumber }) => nhsNumber !== undefined)
    for (const by of known) {
      const mate = known.find((one) => one !== by && one.party === by.party && one.team === by.team)
      if (mate !== undefined) this.#look('colleague', by, mate.nhsNumber!)
    }
    for (const by of known.toReversed()) {
      if (this.#inNews !== undefined) this.#look('in-the-news', by, this.#inNews)
    }
    for (const [at, by] of known.toReversed().entries()) {
      const quiet = this.#quiet[at * 3]
      if (quiet !== undefined && !this.#isOwn(by, quiet)) this.#look('no-event', by, quiet)
    }
    for (const { rule, by, at } of this.#looks) {
      const { account, given, family, role, party, unit } = by
      this.#files.write(TRUTH, csvRow([rule, account, `${given} ${family}`, role, party, unit, at]))
    }
  }

  /** Somebody whom another rule would find as well. */
  #isOwn(by: Member, nhsNumber: string): boolean {
    return this.#staff.some((one) => one === by && one.nhsNumber === nhsNumber)
  }
}

function isOrdinary({ index, away, restricted, death, householdKind }: Person): boolean {
  return (
    index >= STORY_PEOPLE &&
    away !== true &&
    restricted !== true &&
    death === undefined &&
    householdKind !== 'care home'
  )
}

function isOfAge(world: World, { birth }: Person): boolean {
  const age = ageOn(birth, world.asOf)
  return age >= YOUNGEST && age <= OLDEST
}

/** Nothing happens to them, and nothing is written down of them. */
function isQuiet({ stays, attendances, council, health, relatives, flags }: Life): boolean {
  return (
    stays.length + attendances.length + relatives.length + flags.length === 0 &&
    council === undefined &&
    health.conditions.length + health.medicines.length === 0
  )
}
