import type { JsonObject, JsonValue } from '../record/index.ts'
import { instantIn } from './fhir-dates.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'
import type { FieldValue } from './latest.ts'
import {
  isNhsNumberSystem,
  NHS_NUMBER_WARNING,
  type NhsNumberFields,
  nhsNumberFields,
} from './nhs-system.ts'

const STATUS = 'NHSNumberVerificationStatus'
const VERIFIED = '01'

/**
 * Whether what has a use and a period holds at a moment: what is called old, has ended or has not begun does not.
 * An end without a time of day is the whole of that day.
 */
export function holdsAt(value: JsonObject, at: string): boolean {
  if (value.use === 'old') return false
  const period = objectOf(value.period)
  if (period === undefined) return true
  const start = instantIn(period.start)
  if (start !== undefined && start > at) return false
  return !hasEnded(period, at)
}

export function hasEnded(period: JsonObject, at: string): boolean {
  const text = textIn(period.end)
  const end = instantIn(text)
  if (end === undefined) return false
  return text!.length <= 10 ? text! < at.slice(0, text!.length) : end <= at
}

export type NumberSaid = {
  fields: Record<string, FieldValue>
  warnings: string[]
  /** the identifiers that are no NHS number and hold now */
  others: JsonObject[]
}

/**
 * The NHS number that somebody has now. A former one is nobody's key; of several that are called current one that is
 * verified counts, or none: a number that may be another person's must not join two people.
 */
export function currentNhsNumber(value: JsonValue | undefined, at: string): NumberSaid {
  const others: JsonObject[] = []
  const found: JsonObject[] = []
  for (const one of objectsOf(value)) {
    if (holdsAt(one, at)) (isNhsNumber(one) ? found : others).push(one)
  }
  if (found.length === 0) return { fields: {}, warnings: [], others }
  const likely = found.length === 1 ? found : likelyOf(found)
  const numbers = likely.map((one) => nhsNumberFields(textIn(one.value) ?? ''))
  const [number] = numbers as [NhsNumberFields]
  if (numbers.some((one) => said(one) !== said(number))) {
    return { fields: {}, warnings: [SEVERAL_WARNING], others }
  }
  const status = statusOf(likely[0]!)
  const fields = { ...number, ...(status === undefined ? {} : { nhsNumberStatus: status }) }
  const warnings = number.nhsNumberAsGiven ? [NHS_NUMBER_WARNING] : []
  return { fields: fields as Record<string, FieldValue>, warnings, others }
}

/** Those that are verified, else official, else such as pass their check, else all. */
function likelyOf(found: readonly JsonObject[]): readonly JsonObject[] {
  const valid = found.filter((one) => nhsNumberFields(textIn(one.value) ?? '').nhsNumber)
  const verified = valid.filter((one) => statusOf(one) === VERIFIED)
  const official = valid.filter(({ use }) => use === 'official')
  return [verified, official, valid].find((some) => some.length > 0) ?? found
}

function said({ nhsNumber, nhsNumberAsGiven }: NhsNumberFields): string | null | undefined {
  return nhsNumber ?? nhsNumberAsGiven
}

const SEVERAL_WARNING = 'somebody has two NHS numbers at once, and neither is used to match'

function isNhsNumber({ system }: JsonObject): boolean {
  return isNhsNumberSystem(textIn(system) ?? '')
}

function statusOf(identifier: JsonObject): string | undefined {
  const extension = extensionOf(identifier, STATUS)
  const [coding] = objectsOf(objectOf(extension?.valueCodeableConcept)?.coding)
  return textIn(coding?.code)
}

/** The extension whose address names it: profiles write further words before and after. */
export function extensionOf(holder: JsonObject, name: string): JsonObject | undefined {
  const { extension } = holder
  if (extension === undefined) return undefined
  for (const one of objectsOf(extension)) {
    if (typeof one.url === 'string' && one.url.includes(name)) return one
  }
  return undefined
}
