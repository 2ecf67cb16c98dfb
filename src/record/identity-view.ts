import { birthOf, deathOf, type OtherName, type SourcePerson } from '../people/index.ts'
import { capital, formatList } from '../shell/index.ts'
import { byCode, languageWords } from './code-words.ts'
import { phoneWords } from './phone.ts'
import type { Sources } from './sources.ts'
import { foldWords } from './statement.ts'

/** One value that somebody says is so. */
export type Said = {
  value: string
  sources: readonly string[]
  /** the same as people say it: `the practice` */
  calls?: readonly string[]
  /** ISO: when one of them last said so */
  at?: string
}

/** A fact about the person: what is believed first, then what other sources say instead. */
export type Fact = readonly Said[]

/** `unsaidBy`: where one source says so against others, which know them and do not. */
export type Died = { sources: readonly string[]; unsaidBy?: readonly string[] }

/** Who a person is, across the systems that know them. */
export type IdentityView = {
  /** 'Martha Okello' */
  name: string
  names: Fact
  /** what else they are called, and family names that they had */
  otherNames: Fact
  birthDate: Fact
  deathDate: Fact
  /** who says that the person has died, with a date or without one; absent: nobody */
  dead?: Died
  sex: Fact
  address: Fact
  phones: Fact
  emails: Fact
  gpPractice: Fact
  pronouns?: string
  language?: string
  ethnicity?: string
  nhsNumber?: { number: string; verified: boolean; sources: readonly string[] }
  /** where sources give one person two numbers: both, and who gives which */
  nhsNumbers?: Fact
  /** numbers that fail the check digit, as they were given */
  wrongNumbers: Fact
  /** who says that where the person is must not be shown; then no source's address, number or practice is here */
  restricted?: { sources: readonly string[] }
  /** who has called somebody else by the same number: what they say may be about either */
  ofTwo?: { sources: readonly string[] }
  /** 'Mere General hospital number' and the like: system, value, source */
  identifiers: readonly { value: string; source: string }[]
}

/**
 * Believes a source whose NHS number is verified, because its demographics were traced nationally; then
 * the one that spoke last. Whoever says something else is kept beside it. Of a feed that does not give who somebody is,
 * nothing is said.
 */
export function identityView(persons: readonly SourcePerson[], sources: Sources): IdentityView {
  const before = viewed.get(persons)
  if (before?.sources === sources) return before.view
  const view = workOutView(persons, sources)
  viewed.set(persons, { sources, view })
  return view
}

/** What was said of somebody is never changed: a list that shows them again need not work it out again. */
const viewed = new WeakMap<readonly SourcePerson[], { sources: Sources; view: IdentityView }>()

function workOutView(persons: readonly SourcePerson[], sources: Sources): IdentityView {
  const given = persons.filter(({ source }) => sources.givesOf(source).includes('demographics'))
  const ordered = asBelieved(given)
  const fact = (read: Read, { fold = foldWords, holds = same }: Partial<Sameness> = {}): Fact =>
    factOf(ordered, sources, read, { fold, holds })
  const restricting = ordered.filter(({ restricted }) => restricted === true)
  /** Where somebody is to be found: of a restricted person no source's word. */
  const place: typeof fact = (...given) => (restricting.length > 0 ? [] : fact(...given))
  const numbered = ordered.filter(({ nhsNumber }) => nhsNumber !== undefined)
  const first = <T>(read: (person: SourcePerson) => T | undefined) =>
    ordered.map(read).find((value) => value !== undefined)
  const names = fact(fullName)
  const numbers = fact(({ nhsNumber }) => nhsNumber)
  const namesOf = (some: readonly SourcePerson[]) =>
    some.length === 0
      ? undefined
      : { sources: [...new Set(some.map(({ source }) => sources.nameOf(source)))] }
  return {
    name: names[0]?.value ?? 'Name not known',
    names,
    otherNames: otherNamesOf(ordered, sources),
    // What systems write where nobody knows a birth date is none.
    birthDate: fact((person) => (birthOf(person) === undefined ? undefined : person.birthDate)),
    deathDate: fact(({ deathDate }) => deathDate),
    dead: diedOf(ordered, sources),
    sex: fact(({ sex }) => (sex === 'unknown' ? undefined : sex)),
    // A source that holds only the postcode does not disagree with one that holds the street.
    address: place(addressOf, { fold: foldAddress, holds: holdsAddress }),
    phones: place(({ phones }) => phoneWords(phones[0]), { fold: digitsOf }),
    emails: place(({ emails }) => emails[0], { fold: (text) => text.toLowerCase() }),
    gpPractice: place(({ gpPractice }) => practiceOf(gpPractice, sources)),
    pronouns: first(({ pronouns }) => pronouns),
    language: first(({ language }) => language && languageWords(language)),
    ethnicity: first(({ ethnicity }) => ethnicity),
    nhsNumber: numbered[0] && {
      number: numbered[0].nhsNumber!,
      verified: numbered.some(({ nhsNumberStatus }) => nhsNumberStatus === '01'),
      sources: numbered.map(({ source }) => sources.nameOf(source)),
    },
    nhsNumbers: numbers.length > 1 ? numbers : undefined,
    wrongNumbers: fact(({ nhsNumberAsGiven }) => nhsNumberAsGiven),
    restricted: namesOf(restricting),
    ofTwo: namesOf(ordered.filter(({ ofTwo }) => ofTwo === true)),
    identifiers: ordered.map(({ sourceId, source }) => ({
      value: sourceId,
      source: sources.nameOf(source),
    })),
  }
}

function diedOf(ordered: readonly SourcePerson[], { nameOf }: Sources): Died | undefined {
  const death = deathOf(ordered)
  if (death === undefined) return undefined
  const named = (some: readonly SourcePerson[]) => [
    ...new Set(some.map(({ source }) => nameOf(source))),
  ]
  return {
    sources: named(death.said),
    ...(death.sure ? {} : { unsaidBy: named(death.unsaid) }),
  }
}

/** `Died 3 Mar 2026`, `Has died`; where one source says so against others, that it does. */
export function diedWords(
  { dead, deathDate }: IdentityView,
  day: (on: string) => string,
): string | undefined {
  if (dead === undefined) return undefined
  const on = deathDate[0]?.value
  const died = on === undefined ? 'has died' : `died ${day(on)}`
  return dead.unsaidBy === undefined ? capital(died) : `${formatList(dead.sources)} says: ${died}`
}

/** What stands beside it then. */
export function unsaidWords({ dead }: IdentityView): string | undefined {
  if (dead?.unsaidBy === undefined) return undefined
  const others = dead.unsaidBy.join('; ')
  return `One source says so; others who know them do not (${others}). Nothing is closed until it is settled.`
}

/** 'Martha Okello' as one source writes it; the first given name, for people are called by it. */
export function fullName(person: SourcePerson): string | undefined {
  const parts = [person.given[0], person.family].filter((part) => part !== undefined && part !== '')
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** What else they are called, once each, under who says so. */
function otherNamesOf(ordered: readonly SourcePerson[], sources: Sources): Fact {
  const own = new Set(
    ordered.flatMap(({ family, given }) => [family ?? '', ...given].map(foldWords)),
  )
  const told = new Map<string, { value: string; sources: string[] }>()
  for (const { otherNames = [], source } of ordered) {
    for (const other of otherNames) {
      const value = otherNameWords(other, own)
      if (value === undefined) continue
      const held = told.get(foldWords(value)) ?? { value, sources: [] }
      told.set(foldWords(value), held)
      const name = sources.nameOf(source)
      if (!held.sources.includes(name)) held.sources.push(name)
    }
  }
  return [...told.values()]
}

/**
 * A first name that somebody has given up is theirs to tell, and is not shown; a family name that they had is, because
 * letters and relatives still have it.
 *
 * @param own their names, folded
 */
function otherNameWords({ use, family, given }: OtherName, own: ReadonlySet<string>) {
  const other = family !== undefined && !own.has(foldWords(family)) ? family : undefined
  if (use !== 'nickname') return other === undefined ? undefined : `${other} before`
  const called = given.find((name) => !own.has(foldWords(name)))
  const words = [called, other].filter((part) => part !== undefined).join(' ')
  return words === '' ? undefined : words
}

/** Names and codes of the practices at which any source has the person. */
export function practicesOf(persons: readonly SourcePerson[]): ReadonlySet<string> {
  return new Set(
    persons.flatMap(({ gpPractice }) =>
      [gpPractice?.code, gpPractice?.name].flatMap((one) => (one ? [foldWords(one)] : [])),
    ),
  )
}

/** The name that the agreement gives it, else the one that the source gives: a code tells nobody anything. */
function practiceOf(
  practice: SourcePerson['gpPractice'],
  { partyName }: Sources,
): string | undefined {
  if (practice === undefined) return undefined
  const name = practice.name ?? partyName(practice.code ?? '')
  return name ?? (practice.code && byCode('a practice'))
}

/** Whoever is believed first stands first. */
export function asBelieved(persons: readonly SourcePerson[]): SourcePerson[] {
  return [...persons].sort(byBelief)
}

function byBelief(a: SourcePerson, b: SourcePerson): number {
  const traced = (person: SourcePerson) =>
    person.nhsNumber === undefined ? 0 : person.nhsNumberStatus === '01' ? 2 : 1
  const spoke = (a.asAt ?? '') < (b.asAt ?? '') ? 1 : (a.asAt ?? '') > (b.asAt ?? '') ? -1 : 0
  return traced(b) - traced(a) || spoke || (a.personId < b.personId ? -1 : 1)
}

type Read = (person: SourcePerson) => string | undefined
type Sameness = {
  fold(value: string): string
  /** one folded value says all that another says */
  holds(one: string, other: string): boolean
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}

function same(one: string, other: string): boolean {
  return one === other
}

type Gathered = {
  value: string
  folded: string
  sources: string[]
  calls: string[]
  at: string | undefined
}

function factOf(
  ordered: readonly SourcePerson[],
  sources: Sources,
  read: Read,
  { fold, holds }: Sameness,
): Fact {
  const said: Gathered[] = []
  for (const person of ordered) {
    const value = read(person)
    if (value === undefined || value === '') continue
    const folded = fold(value)
    const name = sources.nameOf(person.source)
    const call = sources.callOf(person.source)
    const known = said.find((one) => holds(one.folded, folded) || holds(folded, one.folded))
    if (known === undefined) {
      said.push({ value, folded, sources: [name], calls: [call], at: person.asAt })
      continue
    }
    if (folded.length > known.folded.length) Object.assign(known, { value, folded })
    if ((person.asAt ?? '') > (known.at ?? '')) known.at = person.asAt
    if (!known.sources.includes(name)) known.sources.push(name)
    if (!known.calls.includes(call)) known.calls.push(call)
  }
  return said.map(({ folded: _, ...one }) => one)
}

/** Part by part, without spaces: `zm14qt` is `ZM1 4QT`, and 11 High Street is not 1 High Street. */
function foldAddress(address: string): string {
  return address
    .split(',')
    .map((part) => foldWords(part).replaceAll(' ', ''))
    .join(' ')
}

/** One has every part that the other has. */
function holdsAddress(one: string, other: string): boolean {
  const parts = new Set(one.split(' '))
  return other.split(' ').every((part) => parts.has(part))
}

function addressOf({ address }: SourcePerson): string | undefined {
  if (address === undefined) return undefined
  const parts = [...address.lines, address.city, address.postcode].filter((part) => part)
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** `Mere General has used one number for two people: …` */
export function ofTwoWords({ ofTwo }: IdentityView): string | undefined {
  if (ofTwo === undefined) return undefined
  const [have, say] = ofTwo.sources.length > 1 ? ['have', 'they say'] : ['has', 'it says']
  const what = `${formatList(ofTwo.sources)} ${have} used one number for two people`
  return `${what}: what ${say} here may be about somebody else.`
}
