import type { JsonObject, JsonValue } from './resource.ts'

/**
 * Reading FHIR R4 content as it came, not as it should be: a source may leave anything out or send
 * another shape, and a page must not fail over it. Everything here answers undefined instead.
 */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

export function stringOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** The words of a CodeableConcept: its text, else the first display, else the first code. */
export function wordsOf(concept: JsonValue | undefined): string | undefined {
  const codings = codingsOf(concept)
  return (
    stringOf(objectOf(concept)?.text) ??
    codings.map((coding) => stringOf(coding.display)).find((display) => display !== undefined) ??
    codings.map((coding) => stringOf(coding.code)).find((code) => code !== undefined)
  )
}

export function codesOf(concept: JsonValue | undefined): string[] {
  return codingsOf(concept).flatMap((coding) => stringOf(coding.code) ?? [])
}

function codingsOf(concept: JsonValue | undefined): JsonObject[] {
  return listOf(objectOf(concept)?.coding)
    .map(objectOf)
    .filter((coding) => coding !== undefined)
}

/** The display of a Reference, for instance who recorded it. */
export function displayOf(reference: JsonValue | undefined): string | undefined {
  return stringOf(objectOf(reference)?.display)
}

export function periodOf(value: JsonValue | undefined): { start?: string; end?: string } {
  const period = objectOf(value)
  return { start: stringOf(period?.start), end: stringOf(period?.end) }
}

/** `Ruth Okello` of a HumanName, or of the first of a list of them. */
export function nameOf(value: JsonValue | undefined): string | undefined {
  const name = objectOf(Array.isArray(value) ? value[0] : value)
  if (name === undefined) return undefined
  const given = listOf(name.given).flatMap((part) => stringOf(part) ?? [])
  const parts = [...given, stringOf(name.family) ?? ''].filter((part) => part !== '')
  return stringOf(name.text) ?? (parts.length === 0 ? undefined : parts.join(' '))
}
