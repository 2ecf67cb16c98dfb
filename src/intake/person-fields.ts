import { type PersonId, toPersonId } from '../kernel/index.ts'
import {
  areTwoPeople,
  type Merge,
  type OtherName,
  personIdOf,
  type SourcePerson,
  type Who,
} from '../people/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import {
  type Fields,
  type FieldValue,
  latest,
  newestAt,
  type Stamped,
  stamped,
  stampedAt,
  standing,
} from './latest.ts'

/**
 * What a source says of a person as a FHIR Patient: one whole, so that the next one takes back what it leaves out.
 * It stands beside the fields of messages: of each the newest word counts, and what one form leaves out takes nothing
 * back that the other said.
 */
export const PATIENT = 'patient'

/** A field for each record that the source says is this person too: `merge PERSON-ID`. */
const MERGE = 'merge '
/** A field for each authority, with the numbers that it gave the person: `ids SYSTEM`. */
const IDS = 'ids '
/** A field for each mark of protection: the person is protected while one stands. */
const RESTRICTED = 'restricted'
/** A field for each stay that is said to have ended in death, with its day where it is known: `died VISIT`. */
const DIED = 'died '

type Identifier = { system: string; value: string }

/** What a source calls a person: the value under the authority that gave it out, spelled as ids are made of them. */
export function personKey(authority: string, sourceId: string): string {
  return JSON.stringify([authority.trim().toUpperCase(), sourceId.trim()])
}

export function mergeField(personId: PersonId): string {
  return MERGE + personId
}

export function identifiersField(system: string): string {
  return IDS + system
}

export function restrictionField(mark: string): string {
  return `${RESTRICTED} ${mark}`
}

/** Which of the telephone numbers in a field are mobile. */
export function mobilesField(phones: string): string {
  return `${phones}Mobile`
}

export function diedField(visit: string): string {
  return DIED + visit
}

function ofThemselves(known: Stamped): Stamped {
  if (mergedWith(known).length === 0) return known
  return Object.fromEntries(Object.entries(known).filter(([name]) => !name.startsWith(MERGE)))
}

/** A record that a Patient links to, with the key under which it is known. */
export type Link = { personId: PersonId; key: string; because: Merge['because'] }

export function linksIn(known: Stamped | undefined): readonly Link[] {
  return (wholeOf(known).links ?? []) as unknown as readonly Link[]
}

function wholeOf(known: Stamped | undefined): Fields {
  return (known?.[PATIENT]?.[1] ?? {}) as Fields
}

/** Of each fact the newest word, whether a message or the Patient said it. */
function words(known: Stamped): Stamped {
  const patient = known[PATIENT]
  if (patient === undefined) return known
  const [stamp] = patient
  const said = stamped(wholeOf(known), stamp)
  for (const { personId, because } of linksIn(known)) said[mergeField(personId)] = [stamp, because]
  return latest(known, said)
}

/** The person as the source knows them after everything that it said so far. */
export function personFrom(source: string, key: string, known: Stamped): SourcePerson {
  const [authority, sourceId] = JSON.parse(key) as [string, string]
  const said = words(known)
  const fields = standing(whole(said))
  const address = fields.address as SourcePerson['address']
  const work = list(fields.workPhones)
  return {
    source,
    sourceId,
    authority,
    personId: personIdOf(source, sourceId, authority),
    nhsNumber: text(fields.nhsNumber),
    nhsNumberStatus: text(fields.nhsNumberStatus),
    nhsNumberAsGiven: text(fields.nhsNumberAsGiven),
    identifiers: identifiersIn(fields),
    family: text(fields.family),
    given: list(fields.given),
    birthDate: text(fields.birthDate),
    ...deathIn(said, fields),
    restricted: namesIn(fields, RESTRICTED).some((name) => fields[name] === true) || undefined,
    sex: text(fields.sex) as SourcePerson['sex'],
    address,
    phones: unique([...list(fields.phones), ...work]),
    emails: unique([...list(fields.emails), ...list(fields.workEmails)]),
    gpPractice: fields.gpPractice as SourcePerson['gpPractice'],
    ethnicity: text(fields.ethnicity),
    language: text(fields.language),
    pronouns: text(fields.pronouns),
    merges: mergesIn(said),
    ...(fields[KEY_OF_TWO] === true ? { ofTwo: true } : {}),
    ...(fields.traced === true ? { traced: true } : {}),
    asAt: newestAt(ofThemselves(known)),
    ...(fields.otherNames === undefined ? {} : { otherNames: fields.otherNames as OtherName[] }),
    ...usesOf(fields, work),
  }
}

/**
 * Several fields of messages are one thing in a Patient: its telephones are those at home and at work, each with its
 * use. Where it says that thing, what messages said of it before is no longer so; where it says nothing, it is.
 */
const ONE_IN_PATIENT: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    phones: [mobilesField('phones'), 'workPhones', mobilesField('workPhones')],
    emails: ['workEmails'],
  }),
)

function whole(known: Stamped): Stamped {
  const told = known[PATIENT]?.[0]
  if (told === undefined) return known
  const patient = wholeOf(known)
  const older = [...ONE_IN_PATIENT]
    .filter(([name]) => patient[name] !== undefined && known[name]?.[0] === told)
    .flatMap(([, names]) => names)
    .filter((name) => (known[name]?.[0] ?? told) < told)
  if (older.length === 0) return known
  return Object.fromEntries(Object.entries(known).filter(([name]) => !older.includes(name)))
}

const KEY_OF_TWO = 'ofTwo'
/** That a key has named two people is so whenever it is said, and older than all else that is. */
export const OF_TWO: Stamped = { [KEY_OF_TWO]: ['0~', true] }

/** Whether what is said of a key is of another person than what was known under it, in either form. */
export function isSomebodyElse(known: Stamped, said: Readonly<Record<string, unknown>>): boolean {
  const told = (said[PATIENT] ?? said) as Fields
  const patient = wholeOf(known)
  const births = [known.birthDate?.[1], patient.birthDate]
  // Nearly everything that is said is of whom it was said of before.
  if (!told.birthDate || births.every((birth) => !birth || birth === told.birthDate)) return false
  return [standing(known), patient].some((one) => areTwoPeople(whoIn(one), whoIn(told)))
}

function whoIn(fields: Fields): Who {
  const { nhsNumber, birthDate, family, given } = fields
  return {
    nhsNumber: text(nhsNumber),
    birthDate: text(birthDate),
    family: text(family),
    given: list(given),
  }
}

/** Each number once, in one order whatever order they were told in. */
function identifiersIn(fields: Fields): Identifier[] {
  const told = [
    ...((fields.identifiers ?? []) as Identifier[]),
    ...namesIn(fields, IDS).flatMap((name) =>
      list(fields[name]).map((value) => ({ system: name.slice(IDS.length), value })),
    ),
  ]
  if (told.length < 2) return told
  const byKey = new Map(told.map((one) => [`${one.system}|${one.value}`, one]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

const FIRST_DEATH = '1901-01-02'

/** Whoever spoke last of it is believed: the mark of the person, or a stay that ended so. */
function deathIn(known: Stamped, fields: Fields): Pick<SourcePerson, 'dead' | 'deathDate'> {
  const deathDate = text(fields.deathDate)
  const alive = known.dead?.[1] === false ? known.dead[0] : ''
  const [stay] = namesIn(fields, DIED)
    .map((name) => known[name]!)
    .filter(([stamp]) => stamp > alive)
    .sort(([a], [b]) => (a < b ? 1 : -1))
  // A day on which systems begin to count is none on which somebody died.
  const counted = deathDate !== undefined && deathDate < FIRST_DEATH
  const isDated = deathDate !== undefined && !counted
  const dead = fields.dead === true || isDated || stay !== undefined
  const day = isDated ? deathDate : text(stay?.[1])
  const before = day !== undefined && day < (text(fields.birthDate) ?? '')
  return { deathDate: dead && !before ? day : undefined, dead: dead || undefined }
}

function namesIn(fields: Fields, prefix: string): string[] {
  return Object.keys(fields).filter((name) => name.startsWith(prefix))
}

function usesOf(fields: Fields, work: readonly string[]): Pick<SourcePerson, 'phoneUses'> {
  const mobiles = ['phones', 'workPhones'].flatMap((name) => list(fields[mobilesField(name)]))
  const home = list(fields.phones)
  const uses = [
    ...work.filter((number) => !home.includes(number)).map((number) => [number, 'work'] as const),
    ...mobiles.map((number) => [number, 'mobile'] as const),
  ]
  return uses.length === 0 ? {} : { phoneUses: Object.fromEntries(uses) }
}

function unique(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)]
}

/**
 * Whom a Patient names to be rung, as RelatedPersons; whom it names no longer is active no longer.
 *
 * @param before what was known until now
 */
export function contactsFrom(
  { sourceId, authority, personId }: SourcePerson,
  known: Stamped,
  before: Stamped | undefined,
): ParsedResource[] {
  const now = (wholeOf(known).contacts ?? []) as unknown as JsonObject[]
  const was = (wholeOf(before).contacts ?? []) as unknown as JsonObject[]
  return [...now, ...was.slice(now.length)].map((contact, at) => {
    const id = `${sourceId}-contact-${at + 1}`
    const patient = { reference: `Patient/${sourceId}` }
    const content = {
      resourceType: 'RelatedPerson',
      id,
      active: at < now.length,
      patient,
      ...contact,
    }
    const stamp = known[PATIENT]![0]
    return { type: 'RelatedPerson', sourceId: id, server: authority, personId, content, stamp }
  })
}

/** Whom fields name as merged with the person, or once merged. */
export function mergedWith(fields: Readonly<Record<string, unknown>>): PersonId[] {
  const found: PersonId[] = []
  for (const name in fields) {
    if (name.startsWith(MERGE)) found.push(toPersonId(name.slice(MERGE.length)))
  }
  return found
}

/** Links that stand, each with when it was said; one that was taken back is null, and is none. */
function mergesIn(known: Stamped): Merge[] | undefined {
  const merges = mergedWith(known)
    .map((personId) => ({ personId, said: known[mergeField(personId)]! }))
    .filter(({ said: [, because] }) => because !== null)
    .map(({ personId, said: [stamp, because] }) => ({
      personId,
      because: because as Merge['because'],
      at: stampedAt(stamp),
    }))
    .sort((a, b) => (a.personId < b.personId ? -1 : 1))
  return merges.length === 0 ? undefined : merges
}

function text(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function list(value: FieldValue | undefined): string[] {
  return Array.isArray(value) ? (value as string[]) : []
}
