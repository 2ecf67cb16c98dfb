import { listOf, nameOf, numberOf, objectOf, objectsOf, statusOf, stringOf } from './fhir.ts'
import { phoneWords } from './phone.ts'
import { type JsonObject, type JsonValue, resourceIdOf } from './resource.ts'
import { isOver } from './span.ts'
import { foldWords } from './statement.ts'

/** What belongs to nobody and is referred to: who works there, what a medicine is, where a ward can be rung. */
export type SharedResource = { id: string; type: string; source: string; content: JsonObject }

/** A reference as one resource wrote it: what it means depends on who says it. */
export type Referrer = { source: string; refs?: Readonly<Record<string, string>> }

export type Contact = { name?: string; phone?: string }

/** What sources sent of organisations, workers, places and medicines, by how others refer to them. */
export type Directory = {
  content(from: Referrer, reference: JsonValue | undefined): JsonObject | undefined
  contact(from: Referrer, reference: JsonValue | undefined): Contact | undefined
  /** by name, within one source where that is given: two hospitals have a Ward 6 */
  named(name: string | undefined, source?: string): Contact | undefined
}

export function directoryOf(shared: readonly SharedResource[], now: Date): Directory {
  const byId = new Map(shared.map((one) => [one.id, one]))
  const byName = Map.groupBy(shared, ({ content }) => foldWords(stringOf(content.name) ?? ''))
  const contactIn = (content: JsonObject): Contact => ({
    name: stringOf(content.name) ?? nameOf(content.name),
    phone: phoneIn(content.telecom, now),
  })
  const content: Directory['content'] = (from, reference) => {
    const id = targetId(from, reference)
    const found = id === undefined ? undefined : byId.get(id)
    return found === undefined || isWrong(found) ? undefined : found.content
  }
  return {
    content,
    contact(from, reference) {
      const found = content(from, reference)
      return found === undefined ? undefined : contactIn(found)
    },
    named(name, source) {
      const folded = foldWords(name ?? '')
      if (folded === '') return undefined
      const all = (byName.get(folded) ?? []).filter((one) => !isWrong(one))
      const own = source === undefined ? all : all.filter((one) => one.source === source)
      const contacts = own.map((one) => contactIn(one.content))
      return contacts.find(({ phone }) => phone !== undefined) ?? contacts[0]
    },
  }
}

export const NO_DIRECTORY: Directory = directoryOf([], new Date(0))

/** Of an Organization that no longer is, no number is given. */
function isWrong({ content }: SharedResource): boolean {
  return content.active === false || statusOf(content.status).includes('inactive')
    ? content.resourceType !== 'Medication'
    : false
}

/** Id of what a reference leads to at the same source; undefined for what leads to another server. */
export function targetId(from: Referrer, reference: JsonValue | undefined): string | undefined {
  const written = stringOf(objectOf(reference)?.reference)
  if (written === undefined) return undefined
  const resolved =
    from.refs !== undefined && Object.hasOwn(from.refs, written) ? from.refs[written]! : written
  const [, type, id] = /^([A-Z][A-Za-z]+)\/([^/#|]+)(?:\/_history\/[^/]+)?$/.exec(resolved) ?? []
  return type === undefined ? undefined : resourceIdOf(from.source, type, id!)
}

/** The number that is rung: a telephone that is still used, the one that the source puts first. */
export function phoneIn(telecom: JsonValue | undefined, now: Date): string | undefined {
  const phones = objectsOf(telecom).filter(
    ({ system, use, period }) => system === 'phone' && use !== 'old' && !isOver(period, now),
  )
  const [first] = phones.toSorted((a, b) => rankOf(a) - rankOf(b))
  return phoneWords(stringOf(first?.value)?.replace(/\s+/g, ''))
}

function rankOf({ rank }: JsonObject): number {
  return numberOf(rank) ?? Number.MAX_SAFE_INTEGER
}

/** Every reference of a resource to what belongs to nobody. */
export function referencesIn(content: JsonObject): JsonValue[] {
  const members = objectsOf(content.participant).flatMap(({ member, onBehalfOf }) => [
    member,
    onBehalfOf,
  ])
  return [
    content.medicationReference,
    content.managingOrganization,
    ...members,
    ...listOf(content.managingOrganization),
  ].filter((one) => one !== undefined)
}
