import { dayInLondon } from '../kernel/index.ts'
import { type FieldValue, UNDATED } from './latest.ts'
import { PATIENT } from './person-fields.ts'
import { type FieldTold, PERSON, type Reading, type Said } from './reading.ts'

/** What is counted of an item when it arrives, so that nobody has to look at it again to say how its feed stands. */
export type Told = {
  readonly fields: readonly FieldTold[]
  /** when what it tells was so, ISO; absent where it does not say */
  readonly trueAt?: string
}

/** One line of what a feed did in a month (queries-tally.ts). */
export type TallyLine = {
  readonly what: 'item' | 'field' | 'hours'
  /** of a field its name; of hours how many at most lay between what was so and when it arrived */
  readonly name: string
  /** items that came; items in which the field must not be blank; items that came within these hours */
  readonly asked: number
  /** of them not read; of them blank */
  readonly missing: number
  /** read whole, or in part; in which it is filled */
  readonly filled: number
  /** read whole; in which it can be used */
  readonly valid: number
}

const HOUR_MS = 3_600_000
/** Within how many hours something came: hours of two days, days of a month, then months. */
const LADDER = [1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 144, 168, 240, 336, 504, 744]
const LONGEST = 8_784

/** Facts about a person on which matching and care rest, by what people call them. */
const FACTS: readonly (readonly [name: string, field: string])[] = [
  ['NHS number', 'nhsNumber'],
  ['Family name', 'family'],
  ['Given name', 'given'],
  ['Date of birth', 'birthDate'],
  ['Sex', 'sex'],
  ['Postcode', 'address'],
  ['GP practice', 'gpPractice'],
]

/** What may be told of each fact: the same few of everybody. */
const factsTold = (filled: boolean, valid: boolean): ReadonlyMap<string, FieldTold> =>
  new Map(FACTS.map(([name]) => [name, { name, asked: true, filled, valid }]))
const TOLD = factsTold(true, true)
const AS_GIVEN = factsTold(true, false)
const UNTOLD = factsTold(false, false)

/** Whoever says one of these says who somebody is. */
const NAMING = ['family', 'given', 'birthDate']

/** @param reading absent of what cannot be read */
export function toldBy(reading: Reading | undefined): Told {
  if (reading === undefined) return { fields: [] }
  const at = reading.trueAt ?? (reading.undated ? undefined : trueAtOf(reading))
  const fields = reading.fields ?? factsOf(reading)
  return { fields, ...(at === undefined ? {} : { trueAt: at }) }
}

type Line = { -readonly [K in keyof TallyLine]: TallyLine[K] }

/** Adds up what a batch of items told; pure. */
export class Tally {
  readonly #lines = {
    item: new Map<string, Line>(),
    field: new Map<string, Line>(),
    hours: new Map<string, Line>(),
  }

  item(verdict: 'whole' | 'in-part' | 'unread'): void {
    const read = verdict !== 'unread'
    this.#add('item', '', {
      asked: true,
      missing: !read,
      filled: read,
      valid: verdict === 'whole',
    })
  }

  /** One that was counted as unread when it came, and can be read now. */
  readAgain(verdict: 'whole' | 'in-part' | 'unread'): void {
    if (verdict === 'unread') return
    const line = this.#line('item', '')
    line.missing -= 1
    line.filled += 1
    if (verdict === 'whole') line.valid += 1
  }

  fields({ fields }: Told): void {
    for (const { name, asked, filled, valid } of fields) {
      this.#add('field', name, { asked, missing: asked && !filled, filled, valid })
    }
  }

  /** @param since when the feed was first heard: what was so before then is its history, and came late for no fault */
  fresh({ trueAt }: Told, arrivedAt: string, since: string): void {
    if (trueAt === undefined || trueAt < since) return
    const hours = Math.max(0, Date.parse(arrivedAt) - Date.parse(trueAt)) / HOUR_MS
    const within = LADDER.find((step) => hours <= step) ?? LONGEST
    this.#add('hours', String(within), { asked: true, missing: false, filled: true, valid: true })
  }

  get lines(): readonly TallyLine[] {
    return Object.values(this.#lines).flatMap((lines) => [...lines.values()])
  }

  #add(
    what: TallyLine['what'],
    name: string,
    told: Record<'asked' | 'missing' | 'filled' | 'valid', boolean>,
  ): void {
    const line = this.#line(what, name)
    line.asked += Number(told.asked)
    line.missing += Number(told.missing)
    line.filled += Number(told.filled)
    line.valid += Number(told.valid)
  }

  #line(what: TallyLine['what'], name: string) {
    const known = this.#lines[what].get(name)
    if (known !== undefined) return known
    const line = { what, name, asked: 0, missing: 0, filled: 0, valid: 0 }
    this.#lines[what].set(name, line)
    return line
  }
}

type Item = {
  /** absent of what cannot be read */
  readonly ready?: object | undefined
  readonly row: { readonly passedOver: readonly string[] }
  readonly told: Told
}

/** What is new in a batch, counted. */
export function countedItems(items: readonly Item[]): Tally {
  const tally = new Tally()
  for (const { ready, row, told } of items) {
    if (ready === undefined) tally.item('unread')
    else tally.item(row.passedOver.length > 0 ? 'in-part' : 'whole')
    tally.fields(told)
  }
  return tally
}

/** The month of a moment, by its first day. */
export function monthOf(at: Date): string {
  return `${dayInLondon(at).slice(0, 7)}-01`
}

/** Within how many hours so many of a hundred came; undefined where nothing was counted. Pure. */
export function hoursOf(lines: readonly TallyLine[], percent: number): number | undefined {
  const steps = lines
    .filter(({ what }) => what === 'hours')
    .map(({ name, asked }) => ({ hours: Number(name), asked }))
    .sort((a, b) => a.hours - b.hours)
  const all = steps.reduce((sum, { asked }) => sum + asked, 0)
  let so = 0
  for (const { hours, asked } of steps) {
    so += asked
    if (so * 100 >= all * percent) return hours
  }
  return undefined
}

/** What of the facts each says who says who somebody is. */
function factsOf({ said }: Reading): FieldTold[] {
  return said.flatMap((one) => {
    const fields = one.about === PERSON ? tellsWho(one) : undefined
    if (fields === undefined) return []
    return FACTS.map(([name, field]) => {
      const asGiven = field === 'nhsNumber' && isTold(fields.nhsNumberAsGiven)
      const valid = field === 'address' ? hasPostcode(fields.address) : isTold(fields[field])
      return (valid ? TOLD : asGiven ? AS_GIVEN : UNTOLD).get(name)!
    })
  })
}

/** Its fields, where it says who somebody is: a link, a mark or a number by which somebody is meant does not. */
function tellsWho({ fields }: Said): Readonly<Record<string, FieldValue | undefined>> | undefined {
  const whole = fields[PATIENT] as Record<string, FieldValue> | undefined
  const told = whole ?? fields
  return NAMING.some((field) => isTold(told[field])) ? told : undefined
}

function isTold(value: FieldValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  return !Array.isArray(value) || value.length > 0
}

function hasPostcode(address: FieldValue | undefined): boolean {
  return isTold((address as { postcode?: string } | null | undefined)?.postcode)
}

/** The newest of what it says: a stamp begins with when its word was so. */
function trueAtOf({ said }: Reading): string | undefined {
  let newest: string | undefined
  for (const { stamp } of said) {
    const at = stamp.slice(0, stamp.indexOf('~'))
    if (at !== UNDATED && !Number.isNaN(Date.parse(at)) && (newest === undefined || at > newest))
      newest = at
  }
  return newest
}
