import type { SourcePerson } from '../people/index.ts'
import type { Sources } from './sources.ts'

/** One value that somebody says is so. */
export type Said = { value: string; sources: readonly string[] }

/** A fact about the person: what is believed first, then what other sources say instead. */
export type Fact = readonly Said[]

/** Who a person is, across the systems that know them. */
export type IdentityView = {
  /** 'Martha Okello' */
  name: string
  names: Fact
  birthDate: Fact
  deathDate: Fact
  sex: Fact
  address: Fact
  phones: Fact
  emails: Fact
  gpPractice: Fact
  pronouns?: string
  language?: string
  ethnicity?: string
  nhsNumber?: { number: string; verified: boolean; sources: readonly string[] }
  /** numbers that fail the check digit, as they were given */
  wrongNumbers: Fact
  /** 'Mere General hospital number' and the like: system, value, source */
  identifiers: readonly { value: string; source: string }[]
}

/**
 * Believes a source whose NHS number is verified, because its demographics were traced nationally; then
 * the one that spoke last. Whoever says something else is kept beside it.
 */
export function identityView(persons: readonly SourcePerson[], sources: Sources): IdentityView {
  const ordered = [...persons].sort(byBelief)
  const fact = (
    read: (person: SourcePerson) => string | undefined,
    fold = foldWords,
    holds = (one: string, other: string) => one === other,
  ): Fact => factOf(ordered, sources, read, { fold, holds })
  const numbered = ordered.filter(({ nhsNumber }) => nhsNumber !== undefined)
  const first = <T>(read: (person: SourcePerson) => T | undefined) =>
    ordered.map(read).find((value) => value !== undefined)
  const names = fact(fullName)
  return {
    name: names[0]?.value ?? 'Name not known',
    names,
    birthDate: fact(({ birthDate }) => birthDate),
    deathDate: fact(({ deathDate }) => deathDate),
    sex: fact(({ sex }) => (sex === 'unknown' ? undefined : sex)),
    // A source that holds only the postcode does not disagree with one that holds the street.
    address: fact(
      addressOf,
      (text) => foldWords(text).replaceAll(' ', ''),
      (a, b) => a.endsWith(b),
    ),
    phones: fact(
      ({ phones }) => phoneWords(phones[0]),
      (text) => text.replace(/\D/g, ''),
    ),
    emails: fact(({ emails }) => emails[0]),
    gpPractice: fact(({ gpPractice }) => gpPractice?.name ?? gpPractice?.code),
    pronouns: first(({ pronouns }) => pronouns),
    language: first(({ language }) => language),
    ethnicity: first(({ ethnicity }) => ethnicity),
    nhsNumber: numbered[0] && {
      number: numbered[0].nhsNumber!,
      verified: numbered.some(({ nhsNumberStatus }) => nhsNumberStatus === '01'),
      sources: numbered.map(({ source }) => sources.nameOf(source)),
    },
    wrongNumbers: fact(({ nhsNumberAsGiven }) => nhsNumberAsGiven),
    identifiers: ordered.map(({ sourceId, source }) => ({
      value: sourceId,
      source: sources.nameOf(source),
    })),
  }
}

/** 'Martha Okello' as one source writes it; the first given name, for people are called by it. */
export function fullName(person: SourcePerson): string | undefined {
  const parts = [person.given[0], person.family].filter((part) => part !== undefined && part !== '')
  return parts.length === 0 ? undefined : parts.join(' ')
}

function byBelief(a: SourcePerson, b: SourcePerson): number {
  const traced = (person: SourcePerson) =>
    person.nhsNumber === undefined ? 0 : person.nhsNumberStatus === '01' ? 2 : 1
  const spoke = (a.asAt ?? '') < (b.asAt ?? '') ? 1 : (a.asAt ?? '') > (b.asAt ?? '') ? -1 : 0
  return traced(b) - traced(a) || spoke || (a.personId < b.personId ? -1 : 1)
}

type Sameness = {
  fold(value: string): string
  /** one folded value says all that another says */
  holds(one: string, other: string): boolean
}

function factOf(
  ordered: readonly SourcePerson[],
  sources: Sources,
  read: (person: SourcePerson) => string | undefined,
  { fold, holds }: Sameness,
): Fact {
  const said: { value: string; folded: string; sources: string[] }[] = []
  for (const person of ordered) {
    const value = read(person)
    if (value === undefined || value === '') continue
    const folded = fold(value)
    const name = sources.nameOf(person.source)
    const known = said.find((one) => holds(one.folded, folded) || holds(folded, one.folded))
    if (known === undefined) said.push({ value, folded, sources: [name] })
    else {
      if (folded.length > known.folded.length) Object.assign(known, { value, folded })
      if (!known.sources.includes(name)) known.sources.push(name)
    }
  }
  return said.map(({ value, sources: names }) => ({ value, sources: names }))
}

function addressOf({ address }: SourcePerson): string | undefined {
  if (address === undefined) return undefined
  const parts = [...address.lines, address.city, address.postcode].filter((part) => part)
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** `01632 960144`: eleven digits are read in two parts. */
export function phoneWords(phone: string | undefined): string | undefined {
  return phone !== undefined && /^0\d{10}$/.test(phone)
    ? `${phone.slice(0, 5)} ${phone.slice(5)}`
    : phone
}

function foldWords(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
