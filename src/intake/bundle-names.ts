import { whyNoId } from '../people/index.ts'
import type { JsonObject } from '../record/index.ts'
import {
  addressOf,
  aliasOf,
  type EntryHead,
  headOf,
  identifierAlias,
  isOwn,
  keptId,
  type Name,
  nameOf,
} from './fhir-address.ts'
import { instantIn } from './fhir-dates.ts'
import { partyOf } from './fhir-reference.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'
import { type FileContext, type Party, Unreadable } from './reading.ts'

/** Types that others name to say about whom, by whom or where: worth remembering where they stand. */
const REFERRED = new Set([
  'Device',
  'Group',
  'Location',
  'Medication',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
])
const WITH_IDENTIFIERS = new Set(['Medication', 'Patient'])
const WITH_NAMES = new Set(['Location', 'Organization'])
const SCOPE_LENGTH = 16

type Noted = {
  type: string
  given: string | undefined
  head: EntryHead
  name: Name
  also: string[]
}

/**
 * What a bundle says of itself and of its entries, that one entry needs to be understood: what each is called
 * there, whose server they come from, of when they are. Entries that are called what they are cost no memory.
 */
export class BundleNames {
  readonly #noted: Noted[] = []
  readonly #bases = new Map<string, number>()
  readonly #parties: { noted: Noted; party: Party }[] = []

  note(entry: JsonObject): void {
    const resource = objectOf(entry.resource)
    const type = textIn(resource?.resourceType)
    if (resource === undefined || type === undefined) return
    const head = headOf(entry)
    const given = textIn(resource.id)
    const name = nameIn(type, given, head)
    if (name === undefined) return
    if (name.base !== undefined) this.#bases.set(name.base, (this.#bases.get(name.base) ?? 0) + 1)
    const also = WITH_IDENTIFIERS.has(type) ? identifiersOf(type, resource) : []
    const noted = { type, given, head, name, also }
    if (also.length > 0 || isCalledOtherwise(noted)) this.#noted.push(noted)
    if (!WITH_NAMES.has(type)) return
    const party = partyOf(resource)
    if (party.code !== undefined || party.name !== undefined) this.#parties.push({ noted, party })
  }

  /**
   * @param bundle what stands around the entries
   * @param digest tells the bundle from every other
   * @param outer of the file that it stands in, or of the feed
   */
  file(bundle: JsonObject, digest: string, outer: FileContext): FileContext {
    const type = textIn(bundle.type)
    const newestFirst = type === 'history'
    const dated = instantIn(bundle.timestamp) ?? instantIn(objectOf(bundle.meta)?.lastUpdated)
    const local = !newestFirst && this.#noted.some(({ name }) => name.local)
    const file: FileContext = {
      ...outer,
      dated: dated ?? outer.dated,
      newestFirst: newestFirst ? true : undefined,
      bases: new Set([...outer.bases, ...this.#basesByCount()]),
      scope: local ? digest.slice(0, SCOPE_LENGTH) : '',
    }
    const aliases = new Map(outer.aliases)
    for (const noted of this.#noted) addAliases(noted, file, aliases)
    const parties = new Map(outer.parties)
    for (const { noted, party } of this.#parties) {
      const id = keptId(noted.name, file)
      if (id !== undefined) parties.set(`${noted.type}/${id}`, party)
    }
    return { ...file, aliases, parties }
  }

  /** The server of most entries is taken for the feed's own, where nothing else says which is. */
  #basesByCount(): string[] {
    return [...this.#bases].sort(([, a], [, b]) => b - a).map(([base]) => base)
  }
}

/** What cannot be named is told when it is read. */
function nameIn(type: string, given: string | undefined, head: EntryHead): Name | undefined {
  try {
    return nameOf(type, given, head)
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

/** By the current ones: what somebody was called once may be what another is called now. */
function identifiersOf(type: string, resource: JsonObject): string[] {
  return objectsOf(resource.identifier).flatMap((identifier) => {
    const [system, value] = [textIn(identifier.system), textIn(identifier.value)]
    if (system === undefined || value === undefined || identifier.use === 'old') return []
    if (whyNoId(value) !== undefined) return []
    return [identifierAlias(type, system, value)]
  })
}

function isCalledOtherwise({ type, given, head, name }: Noted): boolean {
  if (name.local || name.id === undefined || name.id !== given) return true
  if (head.fullUrl === undefined) return false
  const stands = addressOf(head.fullUrl)
  if (stands.kind === 'literal') return stands.id !== given || stands.type !== type
  return stands.kind !== 'urn' || stands.uuid !== given || REFERRED.has(type)
}

function addAliases(
  { type, given, head, name, also }: Noted,
  file: FileContext,
  aliases: Map<string, string>,
): void {
  const id = keptId(name, file)
  if (id === undefined) return
  const kept = `${type}/${id}`
  const ownServer = name.base === undefined || isOwn(name.base, file)
  const written = given === undefined || !ownServer ? [] : [`${type}/${given}`]
  const fullUrl = head.fullUrl === undefined ? [] : [aliasOf(head.fullUrl)]
  for (const alias of [...fullUrl, ...written]) if (alias !== kept) aliases.set(alias, kept)
  // A number that two of them have names neither.
  for (const alias of also) aliases.set(alias, (aliases.get(alias) ?? kept) === kept ? kept : '')
}
