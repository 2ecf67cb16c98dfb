import type { DataClass } from './data-class.ts'
import type { JsonObject, JsonValue } from './resource.ts'

/**
 * Fields of an item that are in another class than the item: the name of a detail of an event, or a pointer (RFC 6901)
 * into a resource → the class.
 */
export type Apart = Readonly<Record<string, DataClass>>

/** What was taken out of an item, so that nobody meets it who does not ask for its class. */
export type KeptApart<T = JsonValue> = {
  readonly field: string
  readonly dataClass: DataClass
  readonly value: T
}

type Allows = (dataClass: DataClass) => boolean

type WithDetail = {
  readonly detail: Readonly<Record<string, string>>
  readonly apart?: readonly KeptApart<string>[]
}

/** An event as whoever reads it meets it: without what is apart. */
export function takenApart<T extends WithDetail>(event: T, apart: Apart | null): T {
  if (apart === null) return event
  const kept: KeptApart<string>[] = []
  const detail: Record<string, string> = {}
  for (const [field, value] of Object.entries(event.detail)) {
    const dataClass = Object.hasOwn(apart, field) ? apart[field] : undefined
    if (dataClass === undefined) detail[field] = value
    else kept.push({ field, dataClass, value })
  }
  return { ...event, detail, apart: kept }
}

/** The same with what a viewer may see of what is apart; the rest of it is gone. */
export function putBack<T extends WithDetail>(event: T, allows: Allows): T {
  if (event.apart === undefined) return event
  const { apart, ...plain } = event
  const open = apart!.filter(({ dataClass }) => allows(dataClass))
  const more = Object.fromEntries(open.map(({ field, value }) => [field, value]))
  return { ...plain, detail: { ...event.detail, ...more } } as T
}

type WithContent = { readonly content: JsonObject; readonly apart?: readonly KeptApart[] }

export function contentTakenApart<T extends WithContent>(resource: T, apart: Apart | null): T {
  if (apart === null) return resource
  let { content } = resource as WithContent
  const kept: KeptApart[] = []
  for (const [field, dataClass] of [...Object.entries(apart), ...wholesOf(apart)]) {
    const path = pathOf(field)
    const value = valueAt(content, path)
    if (value === undefined) continue
    kept.push({ field, dataClass, value })
    content = withValue(content, path, undefined) as JsonObject
  }
  return { ...resource, content, apart: kept }
}

export function contentPutBack<T extends WithContent>(resource: T, allows: Allows): T {
  if (resource.apart === undefined) return resource
  const { apart, ...plain } = resource
  let content: JsonValue = resource.content
  for (const { field, dataClass, value } of apart!.toReversed()) {
    const path = pathOf(field)
    // What it stood in is not open: a part by itself would say something else.
    if (valueAt(content, path.slice(0, -1)) === undefined) continue
    if (allows(dataClass)) content = withValue(content, path, value)
  }
  return { ...plain, content } as unknown as T
}

/** How it is taken: one step without the others is another dose. What else is said to somebody about it is none. */
const IN_DOSE =
  /^(\/(?:dosageInstruction|dosage))\/\d+\/(?!additionalInstruction|patientInstruction)/
/** A number without its unit is another number. */
const IN_QUANTITY = /^(.+)\/(?:unit|comparator)$/

/** What would say something false without a field that is apart: it goes with it. */
function wholesOf(apart: Apart): [string, DataClass][] {
  const wholes = new Map<string, DataClass>()
  for (const [field, dataClass] of Object.entries(apart)) {
    const whole = IN_DOSE.exec(field)?.[1] ?? IN_QUANTITY.exec(field)?.[1]
    if (whole !== undefined && !wholes.has(whole)) wholes.set(whole, dataClass)
  }
  return [...wholes]
}

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as JsonObject)[name]
  }
  return at
}

/** A copy with another value there; without one, what it stood for is left out, and its place in a list is empty. */
function withValue(
  value: JsonValue,
  [name, ...rest]: readonly string[],
  other: JsonValue | undefined,
): JsonValue {
  if (typeof value !== 'object' || value === null || name === undefined) return value
  const inner =
    rest.length === 0 ? other : withValue((value as JsonObject)[name] ?? null, rest, other)
  if (Array.isArray(value)) return value.with(Number(name), inner ?? null)
  if (inner !== undefined) return { ...value, [name]: inner }
  const { [name]: _, ...without } = value as JsonObject
  return without
}
