import { byCount, formatFullDate } from '../shell/index.ts'
import { codesOf, listOf, numberOf, objectOf, stringOf, wordsOf } from './fhir.ts'
import { quantityWords, rangeWords, timeWords } from './quantity-words.ts'
import type { JsonObject, JsonValue } from './resource.ts'
import { spanWords } from './span.ts'

/** HL7 GTSAbbreviation, as people say them. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['QD', 'once a day'],
  ['BID', 'twice a day'],
  ['TID', '3 times a day'],
  ['QID', '4 times a day'],
  ['QOD', 'every other day'],
  ['AM', 'in the morning'],
  ['PM', 'in the afternoon'],
  ['BED', 'at bedtime'],
  ['WK', 'once a week'],
  ['MO', 'once a month'],
  ['Q1H', 'every hour'],
  ['Q2H', 'every 2 hours'],
  ['Q3H', 'every 3 hours'],
  ['Q4H', 'every 4 hours'],
  ['Q6H', 'every 6 hours'],
  ['Q8H', 'every 8 hours'],
])

/** HL7 EventTiming: what in a day it hangs on. */
const MEALS = [
  ['', 'meals'],
  ['M', 'breakfast'],
  ['D', 'lunch'],
  ['V', 'the evening meal'],
] as const
const WHEN: ReadonlyMap<string, string> = new Map([
  ['MORN', 'in the morning'],
  ['MORN.early', 'early in the morning'],
  ['MORN.late', 'late in the morning'],
  ['NOON', 'at noon'],
  ['AFT', 'in the afternoon'],
  ['AFT.early', 'early in the afternoon'],
  ['AFT.late', 'late in the afternoon'],
  ['EVE', 'in the evening'],
  ['EVE.early', 'early in the evening'],
  ['EVE.late', 'late in the evening'],
  ['NIGHT', 'at night'],
  ['PHS', 'after going to sleep'],
  ['HS', 'at bedtime'],
  ['WAKE', 'on waking'],
  ...MEALS.flatMap(([letter, meal]): [string, string][] => [
    [`C${letter}`, `with ${meal}`],
    [`AC${letter}`, `before ${meal}`],
    [`PC${letter}`, `after ${meal}`],
  ]),
])
const DAYS: ReadonlyMap<string, string> = new Map(
  ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((day) => [day.toLowerCase(), day]),
)

/** When and how often, of a FHIR Timing: `twice a day`, `on Mon and Thu, before meals`. */
export function timingWords(value: JsonValue | undefined): string | undefined {
  const timing = objectOf(value)
  if (timing === undefined) return undefined
  const repeat = objectOf(timing.repeat)
  const parts = [
    codeWords(timing.code),
    ...(repeat === undefined ? [] : repeatWords(repeat)),
    ...listOf(timing.event).flatMap((one) => {
      const at = stringOf(one)
      return at === undefined ? [] : [`on ${formatFullDate(at)}`]
    }),
  ].filter((part) => part !== undefined && part !== '')
  return parts.length === 0 ? undefined : [...new Set(parts)].join(', ')
}

function codeWords(code: JsonValue | undefined): string | undefined {
  const named = [stringOf(objectOf(code)?.text), ...codesOf(code)]
  const known = named.flatMap((one) => CODES.get(one?.toUpperCase() ?? '') ?? [])[0]
  return known ?? wordsOf(code, 'how often,')
}

function repeatWords(repeat: JsonObject): string[] {
  const count = spread(numberOf(repeat.count), numberOf(repeat.countMax))
  const lasts = spread(numberOf(repeat.duration), numberOf(repeat.durationMax))
  const many = numberOf(repeat.durationMax) ?? numberOf(repeat.duration) ?? 1
  const unit = timeWords(stringOf(repeat.durationUnit) ?? '', many)
  const times = list(repeat.timeOfDay).map((time) => time.slice(0, 5))
  return [
    oftenWords(repeat),
    anyOf('on ', list(repeat.dayOfWeek, DAYS)),
    whenWords(repeat),
    anyOf('at ', times),
    lasts === undefined ? undefined : `over ${lasts} ${unit}`.trim(),
    boundsWords(repeat),
    count === undefined ? undefined : `${timesOf(count)} in all`,
  ].filter((part) => part !== undefined)
}

/** `once a day`, `2 to 3 times a day`, `every 4 to 6 hours` */
function oftenWords(repeat: JsonObject): string | undefined {
  const [from, to] = [numberOf(repeat.frequency), numberOf(repeat.frequencyMax)]
  const [period, longest] = [numberOf(repeat.period), numberOf(repeat.periodMax)]
  const unit = stringOf(repeat.periodUnit)
  const times = spread(from, to)
  if (period === undefined) {
    if (times !== undefined) return from === 1 && to === undefined ? 'once' : timesOf(times)
    return longest === undefined && unit === undefined ? undefined : perWords(longest, unit)
  }
  const often = from === undefined && to === undefined ? undefined : timesWords(from, to)
  if (period === 1 && longest === undefined)
    return `${often ?? 'once'} a ${timeWords(unit ?? '', 1)}`
  const every =
    `every ${spread(period, longest)} ${timeWords(unit ?? '', longest ?? period)}`.trim()
  return often === undefined || often === 'once' ? every : `${often} ${every}`
}

function perWords(longest: number | undefined, unit: string | undefined): string {
  return longest === undefined
    ? `each ${timeWords(unit ?? '', 1)}`
    : `at least every ${longest} ${timeWords(unit ?? '', longest)}`.trim()
}

function timesWords(from: number | undefined, to: number | undefined): string {
  if (to === undefined && from === 1) return 'once'
  if (to === undefined && from === 2) return 'twice'
  return timesOf(spread(from, to) ?? '')
}

/** `3 times`, `2 to 3 times` */
function timesOf(count: string): string {
  return `${count} ${byCount(Number(count), 'time', 'times')}`
}

/** `30 minutes before meals` */
function whenWords(repeat: JsonObject): string | undefined {
  const offset = numberOf(repeat.offset)
  const when = list(repeat.when, WHEN)
  if (offset === undefined) return anyOf('', when)
  return `${offset} ${timeWords('min', offset)} from ${anyOf('', when) ?? 'the time'}`
}

function boundsWords(repeat: JsonObject): string | undefined {
  const lasts = quantityWords(repeat.boundsDuration) ?? rangeWords(repeat.boundsRange)
  return lasts === undefined ? spanWords(repeat.boundsPeriod) : `for ${lasts}`
}

function spread(from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined) return to === undefined ? undefined : `up to ${to}`
  return to === undefined || to === from ? String(from) : `${from} to ${to}`
}

function list(value: JsonValue | undefined, words?: ReadonlyMap<string, string>): string[] {
  return listOf(value).flatMap((one) => {
    const text = stringOf(one)
    return text === undefined ? [] : [words?.get(text) ?? text]
  })
}

function anyOf(before: string, words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : before + words.join(' and ')
}
