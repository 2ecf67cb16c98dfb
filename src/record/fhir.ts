import { byCode, isOneOf, withoutCode } from './code-words.ts'
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

export function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return listOf(value)
    .map(objectOf)
    .filter((one) => one !== undefined)
}

export function stringOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

export function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/**
 * The words of a CodeableConcept: its text, else the first display, without a code; else that what it says is named
 * only by a code.
 *
 * @param noun what it is: `a condition`
 */
export function wordsOf(concept: JsonValue | undefined, noun: string): string | undefined {
  const codings = codingsOf(concept)
  const codes = codesOf(concept)
  const isCode = isOneOf(codes)
  const texts = [objectOf(concept)?.text, ...codings.map(({ display }) => display)]
  for (const text of texts) {
    const words = withoutCode(stringOf(text) ?? '', isCode)
    if (words !== undefined) return words
  }
  const named = codes.length > 0 || texts.some((text) => stringOf(text) !== undefined)
  return named ? byCode(noun) : undefined
}

/** The words of each CodeableConcept of a list. */
export function wordsOfAll(concepts: JsonValue | undefined, noun: string): string[] {
  return listOf(concepts).flatMap((concept) => wordsOf(concept, noun) ?? [])
}

export function codesOf(concept: JsonValue | undefined): string[] {
  return codingsOf(concept).flatMap((coding) => stringOf(coding.code) ?? [])
}

/** `system|code`, sorted: two systems that use one code mean two things by it. */
export function systemCodesOf(concept: JsonValue | undefined): string[] {
  return codingsOf(concept)
    .flatMap(({ system, code }) =>
      stringOf(code) === undefined ? [] : [`${stringOf(system) ?? ''}|${stringOf(code)}`],
    )
    .sort()
}

/** The codes of a status, which other versions of FHIR write as plain text. */
export function statusOf(value: JsonValue | undefined): string[] {
  const text = stringOf(value)
  return text === undefined ? codesOf(value) : [text]
}

function codingsOf(concept: JsonValue | undefined): JsonObject[] {
  return objectsOf(objectOf(concept)?.coding)
}

/** The display of a Reference, for instance who recorded it. */
export function displayOf(reference: JsonValue | undefined): string | undefined {
  return stringOf(objectOf(reference)?.display)
}

/** `Practitioner/12`, `#1`, or a whole address, as it was written. */
export function referenceOf(reference: JsonValue | undefined): string | undefined {
  return stringOf(objectOf(reference)?.reference)
}

export function periodOf(value: JsonValue | undefined): { start?: string; end?: string } {
  const period = objectOf(value)
  return { start: stringOf(period?.start), end: stringOf(period?.end) }
}

/** The words of a list of Annotations. */
export function notesOf(notes: JsonValue | undefined): string[] {
  return objectsOf(notes).flatMap(({ text }) => stringOf(text) ?? [])
}

/** `Ruth Okello` of a HumanName, or of the first of a list that is still used. */
export function nameOf(value: JsonValue | undefined): string | undefined {
  const names = Array.isArray(value) ? value.map(objectOf) : [objectOf(value as JsonValue)]
  const known = names.filter((name) => name !== undefined)
  const isUsed = ({ use, period }: JsonObject) =>
    use !== 'old' && use !== 'maiden' && periodOf(period).end === undefined
  const name = known.find(isUsed) ?? known[0]
  if (name === undefined) return undefined
  const given = listOf(name.given).flatMap((part) => stringOf(part) ?? [])
  const parts = [...given, stringOf(name.family) ?? ''].filter((part) => part !== '')
  return stringOf(name.text) ?? (parts.length === 0 ? undefined : parts.join(' '))
}
