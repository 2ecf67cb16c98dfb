import { numberOf, objectOf, stringOf } from './fhir.ts'
import type { JsonValue } from './resource.ts'

/** A comparator turns a number round: `< 5` is not five. */
const COMPARATORS: ReadonlyMap<string, string> = new Map([
  ['<', 'less than '],
  ['<=', 'at most '],
  ['>=', 'at least '],
  ['>', 'more than '],
])

/** UCUM units of time, as people say them. */
const TIMES: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['min', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['wk', 'week'],
  ['mo', 'month'],
  ['a', 'year'],
])

/** `8 mg`, `at least 2 tablets`; undefined where there is no number. Of a Quantity, Age or Duration. */
export function quantityWords(value: JsonValue | undefined): string | undefined {
  const quantity = objectOf(value)
  const number = numberOf(quantity?.value)
  if (number === undefined) return undefined
  const sign = stringOf(quantity?.comparator)
  const before = sign === undefined ? '' : (COMPARATORS.get(sign) ?? `${sign} `)
  const unit = unitOf(value)
  return `${before}${number}${unit === '' ? '' : ` ${timeWords(unit, number)}`}`
}

/** `1 to 2 tablets` */
export function rangeWords(value: JsonValue | undefined): string | undefined {
  const range = objectOf(value)
  const [low, high] = [quantityWords(range?.low), quantityWords(range?.high)]
  if (low === undefined) return high === undefined ? undefined : `up to ${high}`
  if (high === undefined) return `from ${low}`
  const unit = unitOf(range?.low)
  const same = unit !== '' && unit === unitOf(range?.high)
  return `${same ? numberOf(objectOf(range?.low)?.value) : low} to ${high}`
}

/** `8 mg per 24 hours`, `10 ml per hour` */
export function ratioWords(value: JsonValue | undefined): string | undefined {
  const ratio = objectOf(value)
  const above = quantityWords(ratio?.numerator)
  const below = quantityWords(ratio?.denominator)
  if (above === undefined) return undefined
  return below === undefined ? above : `${above} per ${below.replace(/^1 /, '')}`
}

function unitOf(value: JsonValue | undefined): string {
  const quantity = objectOf(value)
  return stringOf(quantity?.unit) ?? stringOf(quantity?.code)?.replace(/[{}[\]]/g, '') ?? ''
}

/** `day` for the code `d`; a unit of no time is given back as it is. */
export function timeWords(unit: string, count: number): string {
  const word = TIMES.get(unit)
  if (word === undefined) return unit
  return count === 1 ? word : `${word}s`
}
