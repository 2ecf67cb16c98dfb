import { DAY_MS, remember } from '../kernel/index.ts'

/**
 * What is known of a thing, field by field, each with the stamp of the message that said it last.
 * Messages arrive late, twice and out of order; keeping the greatest stamp for each field gives the
 * same result in whatever order they come, because the merge is commutative, associative and
 * idempotent. A field that a message leaves out stays; a field that it says is empty is null.
 */
export type FieldValue =
  | string
  | boolean
  | null
  | readonly FieldValue[]
  | { [key: string]: FieldValue }
export type Fields = Record<string, FieldValue>
export type Stamped = Record<string, readonly [stamp: string, value: FieldValue]>

/**
 * Orders messages: first by when they were true, then by what follows what when two carry the same
 * second, and last by their hash, so that no two different messages ever tie.
 */
export function stampOf(at: string, rank: number, hash: string): string {
  return `${at}~${rank}~${hash.slice(0, 16)}`
}

/** Stands where the date would, of what has an order and no date: it is older than whatever is dated. */
export const UNDATED = '0000'

/** When the sender says that it was so; when it arrived, of what has no date. */
export function stampedAt(stamp: string): string {
  const at = stamp.slice(0, stamp.indexOf('~'))
  return at === UNDATED ? arrivedAt(stamp.split('~')[ARRIVAL]!) : at
}

/** An arrival as stamps hold it, in the order of time: milliseconds since 1970, in base 36. */
export const arrivalIn = remember(16, (receivedAt) =>
  Date.parse(receivedAt).toString(RADIX).padStart(ARRIVAL_LENGTH, '0'),
)

/** A stamp of something that its sender gives no date: it is as of when it arrived. */
export function isAsOfArrival(stamp: string): boolean {
  const parts = stamp.split('~')
  const [at, arrival] = [parts[0]!, parts[ARRIVAL]]
  return at === UNDATED || (arrival !== undefined && arrivalIn(at) === arrival)
}

function arrivedAt(arrival: string): string {
  return new Date(Number.parseInt(arrival, RADIX)).toISOString()
}

const RADIX = 36
/** Long enough beyond the year 4000. */
const ARRIVAL_LENGTH = 9

/**
 * A date of which something is said, where it can be: a clock may be a day ahead; what claims to be of next year would
 * stand against all that comes before then.
 */
export function believed(at: string | undefined, receivedAt: string): string | undefined {
  if (at === undefined || at <= receivedAt) return at
  return Date.parse(at) - Date.parse(receivedAt) > DAY_MS ? undefined : at
}

/** Which part of the stamp of a resource is its arrival (fhir-stamp.ts). */
const ARRIVAL = 4

/** A message says many fields at once: each stamp is kept once, with what it said. */
export type Packed = Record<string, Fields>

export function packed(known: Stamped): Packed {
  const all: Packed = {}
  for (const name in known) {
    const [stamp, value] = known[name]!
    all[stamp] ??= {}
    all[stamp][name] = value
  }
  return all
}

export function unpacked(all: Packed): Stamped {
  const known: Stamped = {}
  for (const stamp in all) {
    const said = all[stamp]!
    for (const name in said) known[name] = [stamp, said[name]!]
  }
  return known
}

export function stamped(
  fields: Readonly<Record<string, FieldValue | undefined>>,
  stamp: string,
): Stamped {
  const result: Stamped = {}
  for (const field in fields) {
    const value = fields[field]
    if (value !== undefined) result[field] = [stamp, value]
  }
  return result
}

/** Neither argument is changed. */
export function latest(known: Stamped, said: Stamped): Stamped {
  const result: Stamped = { ...known }
  for (const field in said) {
    const entry = said[field]!
    const held = result[field]
    if (held === undefined || held[0] < entry[0]) result[field] = entry
  }
  return result
}

/** The fields that hold something, without their stamps. */
export function standing(known: Stamped): Fields {
  const result: Fields = {}
  for (const field in known) {
    const value = known[field]![1]
    if (value !== null) result[field] = value
  }
  return result
}

/** The stamp of the newest word. */
export function newestStamp(known: Stamped): string {
  let newest = ''
  for (const field in known) {
    const [stamp] = known[field]!
    if (stamp > newest) newest = stamp
  }
  return newest
}

/** When the newest of these fields was said, as the sender dates it. */
export function newestAt(known: Stamped): string | undefined {
  const newest = newestStamp(known)
  return newest === '' ? undefined : stampedAt(newest)
}
