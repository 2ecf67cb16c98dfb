import { numberOf, objectsOf, stringOf, wordsOf, wordsOfAll } from './fhir.ts'
import { quantityWords, rangeWords, ratioWords } from './quantity-words.ts'
import type { JsonObject, JsonValue } from './resource.ts'
import { timingWords } from './timing-words.ts'

/** Numbers that a dosage's own text writes as words. */
const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/**
 * How a medicine is to be taken, of a list of FHIR Dosages, in their own words. What they also say in fields is
 * put into words where their text leaves it out: a route, a limit, a dose that the text does not have.
 */
export function dosageWords(value: JsonValue | undefined): string | undefined {
  const dosages = objectsOf(value).toSorted(
    (a, b) => (numberOf(a.sequence) ?? 0) - (numberOf(b.sequence) ?? 0),
  )
  const words = dosages.flatMap((dosage) => oneDosage(dosage) ?? [])
  const ordered = dosages.some(({ sequence }) => (numberOf(sequence) ?? 0) > 1)
  return words.length === 0 ? undefined : words.join(ordered ? '; then ' : '; ')
}

function oneDosage(dosage: JsonObject): string | undefined {
  const text = stringOf(dosage.text)
  const parts = partsOf(dosage)
  if (text === undefined) return parts.length === 0 ? undefined : parts.join(', ')
  const own = foldDose(text)
  const more = parts.filter((part) => !saidIn(foldDose(part), own))
  return more.length === 0 ? text : `${text} (${more.join(', ')})`
}

function partsOf(dosage: JsonObject): string[] {
  return [
    ...objectsOf(dosage.doseAndRate).flatMap(doseWords),
    wordsOf(dosage.method, 'a way of giving it'),
    wordsOf(dosage.route, 'a route'),
    siteWords(dosage.site),
    timingWords(dosage.timing),
    asNeededWords(dosage),
    limitWords(ratioWords(dosage.maxDosePerPeriod)),
    limitWords(quantityWords(dosage.maxDosePerAdministration), ' at a time'),
    limitWords(quantityWords(dosage.maxDosePerLifetime), ' ever'),
    ...wordsOfAll(dosage.additionalInstruction, 'an instruction'),
    stringOf(dosage.patientInstruction),
  ].filter((part) => part !== undefined)
}

function doseWords(dose: JsonObject): string[] {
  const how = wordsOf(dose.type, 'a kind of dose')
  const amount = quantityWords(dose.doseQuantity) ?? rangeWords(dose.doseRange)
  const rate =
    ratioWords(dose.rateRatio) ?? rangeWords(dose.rateRange) ?? quantityWords(dose.rateQuantity)
  const words = [amount, rate === undefined ? undefined : `at ${rate}`].filter(
    (part) => part !== undefined,
  )
  if (words.length === 0) return []
  // `ordered` is what a dose is unless somebody says otherwise.
  return [
    how === undefined || /^ordered$/i.test(how) ? words.join(' ') : `${how}: ${words.join(' ')}`,
  ]
}

function siteWords(site: JsonValue | undefined): string | undefined {
  const words = wordsOf(site, 'a place')
  return words === undefined ? undefined : `site: ${words}`
}

function asNeededWords({
  asNeededBoolean,
  asNeededCodeableConcept,
}: JsonObject): string | undefined {
  const reason = wordsOf(asNeededCodeableConcept, 'a reason')
  if (reason !== undefined) return `when needed for ${reason}`
  if (asNeededBoolean === false) return undefined
  return asNeededBoolean === true ? 'when needed' : undefined
}

function limitWords(limit: string | undefined, after = ''): string | undefined {
  return limit === undefined ? undefined : `at most ${limit}${after}`
}

/** Lower case, without signs, small numbers as digits. */
function foldDose(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .split(' ')
    .map((word) => {
      const at = NUMBERS.indexOf(word)
      return at < 0 ? word.replace(/^\.+|\.+$/g, '').replace(/s$/, '') : String(at + 1)
    })
    .filter((word) => word !== '')
}

/** It stands there already, word for word: `2 tablets once` is not said by `1 tablet, 2 times`. */
function saidIn(part: readonly string[], text: readonly string[]): boolean {
  return text.some((_, at) => part.every((word, place) => text[at + place] === word))
}
