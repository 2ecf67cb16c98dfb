import type { Directory } from './directory.ts'
import { whyUncertain } from './elements.ts'
import { objectOf, objectsOf, referenceOf, statusOf, systemCodesOf, wordsOf } from './fhir.ts'
import type { KnownResource } from './known-resource.ts'
import { ratioWords } from './quantity-words.ts'
import type { JsonObject } from './resource.ts'
import { foldWords } from './statement.ts'

/** What a medicine is called, and what more its own resource says of it. */
export type MedicineName = { what: string; concept?: JsonObject; more: readonly string[] }

/**
 * medication[x]: the words on the spot; else the Medication that it refers to, first the one that it contains,
 * then the one that the source sent by itself; else what the reference is called.
 */
export function medicineName(
  resource: KnownResource,
  directory: Directory,
): MedicineName | undefined {
  const { content } = resource
  const own = wordsOf(content.medicationCodeableConcept, 'a medicine')
  if (own !== undefined) {
    return { what: own, concept: objectOf(content.medicationCodeableConcept), more: [] }
  }
  const reference = objectOf(content.medicationReference)
  const medication =
    containedIn(content, referenceOf(reference)) ?? directory.content(resource, reference)
  // A name that its own source has taken back, or that nobody can be sure of, is no name.
  if (medication !== undefined && isDoubtful(medication)) return undefined
  const named = medication && fromMedication(medication)
  if (named !== undefined) return named
  const display = typeof reference?.display === 'string' ? reference.display.trim() : ''
  return display === '' ? undefined : { what: display, more: [] }
}

function fromMedication(medication: JsonObject): MedicineName | undefined {
  const ingredients = objectsOf(medication.ingredient).flatMap((one) => ingredientWords(one))
  const form = wordsOf(medication.form, 'a form')
  const what =
    wordsOf(medication.code, 'a medicine') ??
    (ingredients.length === 0 ? undefined : ingredients.join(' and '))
  if (what === undefined) return undefined
  const amount = ratioWords(medication.amount)
  const more = [
    ...(wordsOf(medication.code, 'a medicine') === undefined ? [] : ingredients),
    ...(form === undefined ? [] : [form]),
    ...(amount === undefined ? [] : [amount]),
    ...(statusOf(medication.status).includes('inactive') ? ['no longer supplied'] : []),
  ].filter((part) => !foldWords(what).includes(foldWords(part)))
  return { what, concept: objectOf(medication.code), more }
}

function isDoubtful(medication: JsonObject): boolean {
  const wrong = statusOf(medication.status).includes('entered-in-error')
  return wrong || whyUncertain(medication) !== undefined
}

function ingredientWords(ingredient: JsonObject): string[] {
  const item =
    wordsOf(ingredient.itemCodeableConcept, 'an ingredient') ?? displayIn(ingredient.itemReference)
  if (item === undefined) return []
  const strength = ratioWords(ingredient.strength)
  const words = strength === undefined ? item : `${item} ${strength}`
  return [ingredient.isActive === false ? `${words} (not active)` : words]
}

function displayIn(reference: JsonObject[string] | undefined): string | undefined {
  const display = objectOf(reference)?.display
  return typeof display === 'string' && display.trim() !== '' ? display.trim() : undefined
}

export function containedIn(
  content: JsonObject,
  reference: string | undefined,
): JsonObject | undefined {
  if (!reference?.startsWith('#')) return undefined
  return objectsOf(content.contained).find(({ id }) => id === reference.slice(1))
}

/** `warfarin` of `Warfarin 1mg tablets`: what stands before its strength and its form. */
export function ingredientOf(what: string): string {
  const folded = foldWords(what)
  const bare = folded.split(/ ?\d/)[0]!.replace(FORMS, '').trim()
  return bare === '' ? folded : bare
}

const FORM_WORDS =
  'tablets? capsules? oral solution suspension inhalers? injection cream ointment drops patch(?:es)? spray powder ' +
  'sachets? gastro modified effervescent dispersible'
const FORMS = new RegExp(` (?:${FORM_WORDS.replaceAll(' ', '|')})\\b.*$`)

export function medicineCodes({ concept }: MedicineName): string[] {
  return systemCodesOf(concept)
}
