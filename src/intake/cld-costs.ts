import { DAY_MS } from '../kernel/index.ts'
import type { RowTold } from './cld-conditions.ts'
import { readDecimal } from './cld-row.ts'
import { readCouncilDate } from './moment.ts'

/** What the services of a return cost in its period, by the department's sum: to hold against the council's books. */
export type CostsTold = {
  readonly services: number
  /** those of which cost, frequency and, where it is needed, units are told */
  readonly costed: number
  /** as text */
  readonly pence: string
}

/** Weeks of cost in one unit, by how the frequency begins; whatever else is paid for each planned unit of a week. */
const FREQUENCIES: readonly (readonly [begins: string, times: bigint, by: bigint])[] = [
  ['week', 1n, 1n],
  ['fortnight', 1n, 2n],
  ['4-week', 1n, 4n],
  ['month', 12n, 52n],
  ['quarter', 4n, 52n],
  ['annual', 1n, 52n],
]
const ONCE = 'one-off'
/** Decimals of a cost and of units that are counted. */
const PLACES = 4

/** Weekly cost × weeks of service within the period, both ends counted; what is paid once is counted once. */
export class CldCosts {
  #services = 0
  #costed = 0
  #pence = 0n

  take(row: RowTold): void {
    if (row.get('Event Type') !== 'Service') return
    this.#services += 1
    const pence = penceOf(row)
    if (pence === undefined) return
    this.#costed += 1
    this.#pence += pence
  }

  end(): CostsTold {
    return { services: this.#services, costed: this.#costed, pence: this.#pence.toString() }
  }
}

function penceOf(row: RowTold): bigint | undefined {
  const cost = scaled(row.get('Unit Cost'))
  const frequency = row.get('Cost Frequency (Unit Type)').toLowerCase()
  const days = daysOf(row)
  if (cost === undefined || frequency === '' || days === undefined) return undefined
  if (frequency.startsWith(ONCE)) return rounded(cost * 100n, scale(PLACES))
  const known = FREQUENCIES.find(([begins]) => frequency.startsWith(begins))
  if (known !== undefined) {
    const [, times, by] = known
    return rounded(cost * 100n * times * days, scale(PLACES) * by * 7n)
  }
  const units = scaled(row.get('Planned units per week'))
  if (units === undefined) return undefined
  return rounded(cost * 100n * units * days, scale(PLACES) * scale(PLACES) * 7n)
}

/** The days of the service that lie in the period. */
function daysOf(row: RowTold): bigint | undefined {
  const day = (text: string) => {
    const read = readCouncilDate(text)
    return read.ok ? Date.parse(read.moment.date) / DAY_MS : undefined
  }
  const [from, to] = [
    day(row.get('Reporting Period Start Date')),
    day(row.get('Reporting Period End Date')),
  ]
  const start = day(row.get('Event Start Date'))
  if (from === undefined || to === undefined || start === undefined) return undefined
  const given = row.get('Event End Date')
  const end = given === '' ? to : day(given)
  if (end === undefined) return undefined
  return BigInt(Math.max(0, Math.min(end, to) - Math.max(start, from) + 1))
}

/** Without its sign: a council may write a cost as what goes out. */
function scaled(text: string): bigint | undefined {
  const decimal = text === '' ? undefined : readDecimal(text)?.replace('-', '')
  if (decimal === undefined) return undefined
  const [whole, part = ''] = decimal.split('.')
  return BigInt(`${whole}${part.slice(0, PLACES).padEnd(PLACES, '0')}`)
}

function scale(places: number): bigint {
  return 10n ** BigInt(places)
}

/** To the nearest penny; half of one goes up. */
function rounded(times: bigint, by: bigint): bigint {
  return (2n * times + by) / (2n * by)
}
