import type { JsonValue } from '../record/index.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'

/** The words of a CodeableConcept: its text, else what its codes are called, else a code. */
export function wordsIn(concept: JsonValue | undefined): string | undefined {
  const object = objectOf(concept)
  if (object === undefined) return undefined
  const text = textIn(object.text)
  if (text !== undefined) return text
  const codings = objectsOf(object.coding)
  return firstOf(codings, 'display') ?? firstOf(codings, 'code')
}

/** The words of the first of a list of concepts. */
export function firstWords(concepts: JsonValue | undefined): string | undefined {
  return wordsIn(objectsOf(concepts)[0])
}

/** The words of all of them: `left leg, right arm`. */
export function allWords(concepts: JsonValue | undefined): string | undefined {
  const all = objectsOf(concepts).flatMap((one) => wordsIn(one) ?? [])
  return all.length === 0 ? undefined : [...new Set(all)].join(', ')
}

function firstOf(codings: readonly { [key: string]: JsonValue }[], name: string) {
  for (const coding of codings) {
    const text = textIn(coding[name])
    if (text !== undefined) return text
  }
  return undefined
}
