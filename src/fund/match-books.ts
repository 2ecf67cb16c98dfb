import { addDays, type Pence } from '../kernel/index.ts'
import { periodOf } from './period.ts'

/** A payment as our books have it: the transfers of one scheme, supplier and day, which others write as one line. */
export type OurPayment = {
  readonly scheme: string
  readonly supplier: string
  readonly day: string
  readonly pence: Pence
  /** ids of its transfers */
  readonly transfers: readonly string[]
}

/** A line of a side's books. */
export type TheirLine = {
  readonly id: string
  readonly side: string
  readonly costCentre: string
  /** for which its cost centre is, on its day; undefined where nobody has said so */
  readonly scheme: string | undefined
  readonly supplier: string
  readonly day: string
  readonly pence: Pence
  readonly file: string
  readonly row: number
}

/** Why two books differ, in the order in which it is looked for. */
export const DIFFERENCES = [
  'timing',
  'cost-centre',
  'vat',
  'amount',
  'no-mapping',
  'not-in-theirs',
  'not-in-ours',
] as const
export type Reason = (typeof DIFFERENCES)[number]

/** A payment and a line that are of one thing; `agreed` where both books say the same of it. */
export type Matched = {
  readonly reason: Reason | 'agreed'
  readonly ours?: OurPayment
  readonly theirs?: TheirLine
}

/** So many days may lie between the two books of one payment. */
const DAYS_APART_MAX = 45
/** Standard and reduced rate (Value Added Tax Act 1994, s. 2 and 29A), in hundredths: net in one, gross in another. */
const VAT_RATES = [20n, 5n] as const

type Fits = (ours: OurPayment, theirs: TheirLine) => boolean

const sameMonth: Fits = (a, b) => periodOf(a.day) === periodOf(b.day)
const near: Fits = (a, b) =>
  b.day <= addDays(a.day, DAYS_APART_MAX) && a.day <= addDays(b.day, DAYS_APART_MAX)
const sameScheme: Fits = (a, b) => a.scheme === b.scheme
const samePence: Fits = (a, b) => a.pence === b.pence
const sameSupplier: Fits = (a, b) =>
  a.supplier !== '' && squeeze(a.supplier) === squeeze(b.supplier)

/** By what payments and lines can be of one thing at all, so that each is held against few. */
type Key = (one: Pick<OurPayment | TheirLine, 'pence' | 'scheme'>) => string
const byPence: Key = ({ pence }) => String(pence)
const byScheme: Key = ({ scheme }) => scheme ?? ''
const byNothing: Key = () => ''

/** Each rule is tried over all that is left by those before it. */
const RULES: readonly (readonly [Matched['reason'], Key, Fits])[] = [
  [
    'agreed',
    byPence,
    (a, b) => sameScheme(a, b) && samePence(a, b) && sameMonth(a, b) && sameSupplier(a, b),
  ],
  ['agreed', byPence, (a, b) => sameScheme(a, b) && samePence(a, b) && sameMonth(a, b)],
  ['timing', byPence, (a, b) => sameScheme(a, b) && samePence(a, b) && near(a, b)],
  ['cost-centre', byPence, (a, b) => samePence(a, b) && sameSupplier(a, b) && near(a, b)],
  [
    'vat',
    byNothing,
    (a, b) => (sameScheme(a, b) || sameSupplier(a, b)) && isTaxed(a.pence, b.pence) && near(a, b),
  ],
  ['amount', byScheme, (a, b) => sameScheme(a, b) && sameSupplier(a, b) && sameMonth(a, b)],
]

/**
 * Which lines of others' books are which of our payments. Every payment and every line stands in the answer once, so
 * that what the books come to differs by what the answer says and by nothing else. The order in which they are given
 * does not matter.
 */
export function matchBooks(ours: readonly OurPayment[], theirs: readonly TheirLine[]): Matched[] {
  const [payments, lines] = [new Set(inOrder(ours)), new Set(inOrder(theirs))]
  const matched: Matched[] = []
  for (const [reason, keyOf, fits] of RULES) {
    const byKey = Map.groupBy(payments, keyOf)
    for (const line of lines) {
      const some = byKey.get(keyOf(line)) ?? []
      const found = nearest(
        line,
        some.filter((one) => payments.has(one) && fits(one, line)),
      )
      if (found === undefined) continue
      payments.delete(found)
      lines.delete(line)
      matched.push({ reason, ours: found, theirs: line })
    }
  }
  const known = [...inOrder(theirs)]
  for (const line of lines) matched.push({ reason: whyAlone(line, known), theirs: line })
  for (const payment of payments) matched.push({ reason: 'not-in-theirs', ours: payment })
  return matched
}

/** A line of tax beside what it is of; a cost centre of which nobody has said for what it is; or nothing of ours. */
function whyAlone(line: TheirLine, all: readonly TheirLine[]): Reason {
  const taxed = all.some(
    (other) =>
      other.id !== line.id &&
      other.side === line.side &&
      other.supplier !== '' &&
      squeeze(other.supplier) === squeeze(line.supplier) &&
      isTaxOf(line.pence, other.pence),
  )
  if (taxed) return 'vat'
  return line.scheme === undefined ? 'no-mapping' : 'not-in-ours'
}

function absolute(pence: Pence): Pence {
  return pence < 0n ? -pence : pence
}

/** Whether a sum is the tax alone of another, to the nearest penny. */
function isTaxOf(tax: Pence, of: Pence): boolean {
  return VAT_RATES.some((rate) => absolute(absolute(tax) * 100n - absolute(of) * rate) < 100n)
}

/** Whether one sum is the other with its tax, to the nearest penny. */
function isTaxed(a: Pence, b: Pence): boolean {
  if (a < 0n !== b < 0n || a === 0n || b === 0n) return false
  const [net, gross] =
    absolute(a) < absolute(b) ? [absolute(a), absolute(b)] : [absolute(b), absolute(a)]
  return VAT_RATES.some((rate) => absolute(gross * 100n - net * (100n + rate)) < 100n)
}

function nearest({ day }: TheirLine, found: readonly OurPayment[]): OurPayment | undefined {
  const apart = (one: OurPayment) => Math.abs(Date.parse(one.day) - Date.parse(day))
  const [first] = [...found].sort((a, b) => apart(a) - apart(b))
  return first
}

function inOrder<T extends { day: string; supplier: string; pence: Pence }>(
  all: readonly T[],
): T[] {
  const key = (one: T) =>
    JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return [...all].sort((a, b) =>
    a.day === b.day ? (key(a) < key(b) ? -1 : 1) : a.day < b.day ? -1 : 1,
  )
}

/** `Bright Bridge Care Ltd` and `BRIGHT BRIDGE CARE LIMITED` are one. */
function squeeze(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/\b(?:ltd|limited|plc|llp|cic)\b/g, '')
    .replaceAll(/[^a-z0-9]/g, '')
}
