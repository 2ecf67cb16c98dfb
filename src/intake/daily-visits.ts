import { formatList, plural } from '../kernel/index.ts'
import { Unreadable } from './reading.ts'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
type Day = (typeof DAYS)[number]

/** Visits that are planned alike: on these days, from then, for so many minutes, by so many carers. */
export type PlannedVisit = {
  /** from Monday */
  days: readonly Day[]
  /** `08:00` */
  start: string
  minutes: number
  carers: number
}

const ENTRY = /^(\S+) (\d{1,2}):(\d{2})(?: (\d{1,4})(?: (\d{1,2}))?)?$/
const SPAN = /^([A-Za-z]{3})(?:-([A-Za-z]{3}))?$/
const ENTRIES_MAX = 100
const MINUTES_MAX = 24 * 60
const CARERS_MAX = 9

const NOT_WRITTEN =
  'the visits are not written as Mon-Fri 08:00 30 1 (days, start, minutes, carers)'

/**
 * `Mon-Fri 08:00 30 1; Sat,Sun 09:00 30 1`.
 * @throws Unreadable with the number of the entry that cannot be read
 */
export function readVisits(text: string): PlannedVisit[] {
  const entries = text
    .split(';')
    .map((entry) =>
      entry
        .trim()
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/ ?([,-]) ?/g, '$1'),
    )
    .filter((entry) => entry !== '')
  if (entries.length > ENTRIES_MAX) throw new Unreadable(`there are over ${ENTRIES_MAX} visits`, AT)
  return entries.map((entry, at) => {
    const found = visitIn(entry)
    if (found === undefined) throw new Unreadable(NOT_WRITTEN, `${AT}, entry ${at + 1}`)
    return found
  })
}

const AT = 'column "visits"'

/** `Mon to Fri at 08:00 and 17:00 for 30 minutes each; Sat and Sun at 09:00 for 30 minutes, by 2 carers` */
export function visitWords(visits: readonly PlannedVisit[]): string {
  const alike = Map.groupBy(visits, ({ days, minutes, carers }) =>
    JSON.stringify([days, minutes, carers]),
  )
  return [...alike.values()]
    .map((group) => {
      const { days, minutes, carers } = group[0]!
      const each = group.length > 1 ? ' each' : ''
      const long = minutes === 0 ? '' : ` for ${plural(minutes, 'minute')}${each}`
      const by = carers > 1 ? `, by ${plural(carers, 'carer')}` : ''
      return `${dayWords(days)} at ${formatList(group.map(({ start }) => start))}${long}${by}`
    })
    .join('; ')
}

function visitIn(entry: string): PlannedVisit | undefined {
  const [, days, hour, minute, minutes = '0', carers = '1'] = ENTRY.exec(entry) ?? []
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  const named = days.split(',').map(daysIn)
  if (named.some((one) => one === undefined)) return undefined
  const asked = new Set(named.flatMap((one) => one!))
  if (Number(minutes) > MINUTES_MAX || Number(carers) < 1 || Number(carers) > CARERS_MAX) {
    return undefined
  }
  return {
    days: DAYS.filter((day) => asked.has(day)),
    start: `${hour!.padStart(2, '0')}:${minute}`,
    minutes: Number(minutes),
    carers: Number(carers),
  }
}

/** `Fri-Mon` goes over the end of the week. */
function daysIn(part: string): Day[] | undefined {
  const [, first, last = first] = SPAN.exec(part) ?? []
  const from = placeOf(first)
  const to = placeOf(last)
  if (from < 0 || to < 0) return undefined
  const count = ((to - from + DAYS.length) % DAYS.length) + 1
  return Array.from({ length: count }, (_, at) => DAYS[(from + at) % DAYS.length]!)
}

function placeOf(name = ''): number {
  return DAYS.findIndex((day) => day.toLowerCase() === name.toLowerCase())
}

function dayWords(days: readonly Day[]): string {
  if (days.length === DAYS.length) return 'every day'
  const [first] = days
  const last = days.at(-1)!
  const isSpan = days.length > 2 && placeOf(last) - placeOf(first) + 1 === days.length
  return isSpan ? `${first} to ${last}` : formatList(days)
}
