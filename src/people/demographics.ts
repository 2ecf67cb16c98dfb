import type { PersonId } from '../kernel/index.ts'
import { familyName, givenNames, similarFamily, similarGiven } from './name.ts'
import { areNicknames } from './nicknames.ts'
import type { SourcePerson } from './person.ts'

/** birth dates that systems fill in when nobody knows one */
const PLACEHOLDER_BIRTHS = new Set([
  '1800-01-01',
  '1840-12-31',
  '1880-01-01',
  '1900-01-01',
  '1901-01-01',
  '1753-01-01',
])

/** What of a person is compared, folded once. */
export type Demographics = {
  personId: PersonId
  source: string
  birth: string | undefined
  family: string | undefined
  /** the family name as written: double names are parted at spaces and hyphens */
  familyWritten: string
  given: readonly string[]
  /** what else they are or were called: a name that is one of these contradicts nothing */
  others: { families: readonly string[]; given: readonly string[] }
  sex: string | undefined
}

export function demographicsOf(person: SourcePerson): Demographics {
  return {
    personId: person.personId,
    source: person.source,
    ...calledOf(person),
    sex: person.sex === 'unknown' ? undefined : person.sex,
  }
}

function calledOf(person: Who): Called {
  return {
    birth: birthOf(person),
    family: familyName(person.family),
    familyWritten: person.family ?? '',
    given: givenNames(person.given),
    others: othersOf(person),
  }
}

const NO_OTHERS: Demographics['others'] = { families: [], given: [] }

function othersOf({ otherNames }: Pick<SourcePerson, 'otherNames'>): Demographics['others'] {
  if (otherNames === undefined) return NO_OTHERS
  return {
    families: otherNames.flatMap(({ family }) =>
      family === undefined || familyName(family) === undefined ? [] : [family],
    ),
    given: otherNames.flatMap(({ given }) => givenNames(given)),
  }
}

export function birthOf(person: Pick<SourcePerson, 'birthDate'>): string | undefined {
  const birth = person.birthDate
  if (birth === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(birth)) return undefined
  return PLACEHOLDER_BIRTHS.has(birth) ? undefined : birth
}

/**
 * Two records contradict when at least two of birth date, family name and given name clearly differ.
 * A missing field contradicts nothing.
 */
export function contradict(a: Demographics, b: Demographics): boolean {
  return compared(a, b).filter((one) => one === 'unlike').length >= 2
}

/**
 * What an NHS number that both have proves together with what else is said of them. A number alone proves nothing: it
 * must be borne out by the birth date (the same, or day and month swapped) or by the family name, in any form of it. No
 * other demographic does: a first name is shared by thousands, a postcode by a household, a sex by half of all. What
 * flatly differs must be outweighed by two that agree, as a family name by first name and birth date; a birth date that
 * is a slip off says nothing either way. `weakly`: one agrees; `well`: two do; `wholly`: all three.
 */
export function provenByNumber(
  a: Demographics,
  b: Demographics,
): 'not' | 'weakly' | 'well' | 'wholly' {
  const [birth, family, given] = compared(a, b)
  const all = [birth, family, given]
  const alike = all.filter((one) => one === 'alike').length
  if (alike === 3) return 'wholly'
  if (birth !== 'alike' && family !== 'alike') return 'not'
  if (alike === 2) return 'well'
  return all.includes('unlike') ? 'not' : 'weakly'
}

/** `unsaid`: one of them does not say, or it is a slip off. */
type Compared = 'alike' | 'unlike' | 'unsaid'

/** Birth date, family name, given name. */
function compared(a: Demographics, b: Demographics): readonly [Compared, Compared, Compared] {
  const birth = birthsCompared(a.birth, b.birth)
  if (namesSwapped(a, b)) return [birth, 'alike', 'alike']
  const known = a.family !== undefined && b.family !== undefined
  const family = !known ? 'unsaid' : familiesAgree(a, b) ? 'alike' : 'unlike'
  const [left, right] = [allGiven(a), allGiven(b)]
  const called = left.length > 0 && right.length > 0
  return [birth, family, !called ? 'unsaid' : givensAgree(left, right) ? 'alike' : 'unlike']
}

function birthsCompared(a: string | undefined, b: string | undefined): Compared {
  if (a === undefined || b === undefined) return 'unsaid'
  if (a === b || isSwapped(a, b)) return 'alike'
  return birthsAgree(a, b) ? 'unsaid' : 'unlike'
}

function isSwapped(a: string, b: string): boolean {
  return (
    a.slice(0, 4) === b.slice(0, 4) && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7)
  )
}

export type Who = Pick<SourcePerson, 'nhsNumber' | 'birthDate' | 'family' | 'given' | 'otherNames'>
type Called = Pick<Demographics, 'birth' | 'family' | 'familyWritten' | 'given' | 'others'>

/**
 * Whether a source that says both of one key has called two people by it. A record is corrected field by field, and
 * the NHS number of whoever it is stays; another birth, another name and another number are somebody else.
 */
export function areTwoPeople(a: Who, b: Who): boolean {
  if (a.nhsNumber !== undefined && a.nhsNumber === b.nhsNumber) return false
  const one = calledOf(a)
  const other = calledOf(b)
  if (birthsAgree(one.birth, other.birth) || namesSwapped(one, other)) return false
  const names = [familiesAgree(one, other), givensAgree(one.given, other.given)]
  const numbered = a.nhsNumber !== undefined && b.nhsNumber !== undefined
  return names.filter((agree) => !agree).length > (numbered ? 0 : 1)
}

/**
 * Born the same day into the same family and called differently: twins, until a person says otherwise.
 * The price is that one who has taken a wholly different first name stands apart until reviewed; the
 * other way round, two people would read each other's allergies.
 */
export function mayBeTwins(a: Demographics, b: Demographics): boolean {
  if (a.birth === undefined || a.birth !== b.birth) return false
  if (a.family === undefined || b.family === undefined || !familiesAgree(a, b)) return false
  if (a.given.length === 0 || b.given.length === 0) return false
  if (namesSwapped(a, b)) return false
  if (!givensAgree(allGiven(a), allGiven(b))) return true
  return furtherNamesDiffer(a.given, b.given) || keptApart(a, b)
}

/**
 * One system that keeps two records under names a slip apart (`Amira`, `Amina`) may well know two people;
 * two systems that write one name differently have made the slip.
 */
function keptApart(a: Demographics, b: Demographics): boolean {
  return (
    a.source === b.source &&
    !allGiven(a).some((name) => allGiven(b).some((other) => isCalled(name, other)))
  )
}

/** The same name said otherwise, slips of the pen left out. */
function isCalled(a: string, b: string): boolean {
  return a === b || a.length === 1 || b.length === 1 || areNicknames(a, b)
}

export function clash(a: Demographics, b: Demographics): boolean {
  return contradict(a, b) || mayBeTwins(a, b)
}

/** The first name is the same to the letter. */
export function givenNamesEqual(a: Demographics, b: Demographics): boolean {
  return a.given.length > 0 && a.given[0] === b.given[0]
}

/** Equal, day and month swapped, or one of year, month and day different. */
export function birthsAgree(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true
  if (isSwapped(a, b)) return true
  const [yearA, monthA, dayA] = a.split('-')
  const [yearB, monthB, dayB] = b.split('-')
  return Number(yearA !== yearB) + Number(monthA !== monthB) + Number(dayA !== dayB) <= 1
}

function familiesAgree(a: Called, b: Called): boolean {
  if (a.family === undefined || b.family === undefined || a.family === b.family) return true
  const [left, right] = [a, b].map(({ familyWritten, others }) => [
    familyWritten,
    ...others.families,
  ])
  return left!.some((one) => right!.some((other) => similarFamily(one, other)))
}

/** The name that they go by first. */
function allGiven({ given, others }: Demographics): readonly string[] {
  return others.given.length === 0 || given.length === 0 ? given : [...given, ...others.given]
}

/** Any given name of one like any of the other: many are called by their second name. */
function givensAgree(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return true
  return a.some((name) => b.some((other) => similarGiven(name, other)))
}

/** `Mohammed Ali` and `Mohammed Hassan`: the shared first name says little where second names clash. */
function furtherNamesDiffer(a: readonly string[], b: readonly string[]): boolean {
  if (a.length < 2 || b.length < 2 || !similarGiven(a[0]!, b[0]!)) return false
  const [furtherA, furtherB] = [a.slice(1), b.slice(1)]
  return !furtherA.some((name) => furtherB.some((other) => similarGiven(name, other)))
}

function namesSwapped(a: Called, b: Called): boolean {
  if (a.family === undefined || b.family === undefined) return false
  return b.given.includes(a.family) && a.given.includes(b.family)
}
