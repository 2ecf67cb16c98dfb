import { at, councilDay, type Day, dayOf, isoDay, partsOf } from './calendar.ts'
import { type CareTold, type CareWeek, careWeeksOf, penceOf } from './care-charged.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import { stayAt } from './home-visits.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { randomOf } from './random.ts'

const PAYMENTS = 'fund/payments.csv'
/** Which lines are wrong, and in what way they are to be found out. */
const TRUTH = 'truth/invoices.csv'
/** The columns of interface.md, "Fund". */
const INVOICE = csvRow([
  'invoice_number',
  'supplier_id',
  'supplier',
  'date',
  'line',
  'person_reference',
  'week_start',
  'units',
  'unit_price',
  'amount',
])
/** Providers are charged by the month, of the months that are over: so many. */
const MONTHS = 2
const OWN = { locationId: '', name: '' }
/** How many lines in a thousand are charged wrongly, and how. Assumptions. */
const WRONG = { twice: 6, short: 8, over: 6, stranger: 3, ended: 300, away: 500 }

type Charged = {
  readonly month: number
  readonly monday: Day
  readonly reference: string
  readonly units: string
  readonly price: string
  /** '' where it is right */
  readonly verdict: string
}

/**
 * What is paid for the care of the council's people: by scheme, provider and week for the books, and for the last
 * months by person and week as providers charge it, with the mistakes that invoices have.
 */
export class Payments {
  readonly #world: World
  readonly #sums = new Map<string, number>()
  readonly #lines = new Map<string, number>()
  readonly #months: readonly { readonly from: Day; readonly until: Day }[]

  constructor(world: World, files: ExtractFiles) {
    this.#world = world
    files.begin(TRUTH, csvRow(['invoice_number', 'line', 'verdict']))
    const { year, month } = partsOf(world.asOf)
    const first = (back: number) => {
      const months = year * 12 + (month - 1) - back
      return dayOf(Math.floor(months / 12), (months % 12) + 1, 1)
    }
    this.#months = Array.from({ length: MONTHS }, (_, nth) => {
      const back = MONTHS - nth
      return { from: first(back), until: first(back - 1) }
    })
  }

  add(life: Life, told: CareTold, files: ExtractFiles): void {
    if (life.council === undefined) return
    const weeks = careWeeksOf(this.#world, life, told)
    for (const { monday, scheme, provider = OWN, pence } of weeks) {
      const key = JSON.stringify([isoDay(monday), scheme, provider.locationId, provider.name])
      this.#sums.set(key, (this.#sums.get(key) ?? 0) + pence)
    }
    for (const week of weeks) this.#charge(life, week, files)
  }

  /** By week, scheme and provider. */
  write(files: ExtractFiles): void {
    files.begin(PAYMENTS, csvRow(['week_start', 'scheme', 'provider_id', 'provider', 'amount']))
    for (const [key, pence] of [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const [week, scheme, id, name] = JSON.parse(key) as string[]
      files.write(PAYMENTS, csvRow([week, scheme, id, name, (pence / 100).toFixed(2)]))
    }
  }

  #charge(life: Life, week: CareWeek, files: ExtractFiles): void {
    const { monday, provider } = week
    const month = this.#months.findIndex(({ from, until }) => from <= monday && monday < until)
    if (provider === undefined || month < 0) return
    const { council, person } = life
    const random = randomOf(this.#world.seed, 'invoices', person.index * 40_009 + monday)
    const thousandth = random.between(0, 999)
    const says = { reference: council!.view.id, units: week.units, price: week.price }
    const isAway = Array.from({ length: 7 }, (_, day) => at(monday + day, 9)).some(
      (minute) => stayAt(life, minute) !== undefined,
    )
    const less = Number(week.planned) > Number(week.units)
    const claimsAll = less && (isAway ? thousandth < WRONG.away : thousandth < WRONG.short)
    let from = isAway ? 0 : WRONG.short
    const isNow = (many: number) => {
      from += many
      return !isAway && thousandth >= from - many && thousandth < from
    }
    if (claimsAll) says.units = week.planned
    const [over, stranger, twice] = [isNow(WRONG.over), isNow(WRONG.stranger), isNow(WRONG.twice)]
    if (over) says.price = (Number(week.price) + 1.5).toFixed(2)
    if (stranger) says.reference = `X${says.reference}`
    const verdict = claimsAll ? (isAway ? 'in-hospital' : 'short') : ''
    const wrong = over ? 'over' : stranger ? 'not-ours' : verdict
    this.#line(week, { month, monday, ...says, verdict: wrong }, files)
    if (twice && month + 1 < MONTHS)
      this.#line(week, { month: month + 1, monday, ...says, verdict: 'twice' }, files)
    const end = Math.min(week.event.end ?? Infinity, person.death ?? Infinity)
    const ends = monday <= end && end < monday + 7
    if (ends && thousandth % 1000 >= 1000 - WRONG.ended)
      this.#line(
        week,
        { month, monday: monday + 7, ...says, units: week.event.units!, verdict: 'ended' },
        files,
      )
  }

  #line(
    { provider }: CareWeek,
    { month, monday, reference, units, price, verdict }: Charged,
    files: ExtractFiles,
  ): void {
    const { until } = this.#months[month]!
    const of = isoDay(until - 1).slice(0, 7)
    const number = `${provider!.locationId.slice(-4)}-${of.replace('-', '')}`
    const line = (this.#lines.get(number) ?? 0) + 1
    this.#lines.set(number, line)
    const row = [number, provider!.locationId, provider!.name, councilDay(until), line, reference]
    const amount = (penceOf(units, price) / 100).toFixed(2)
    files.write(
      `fund/invoices-${of}.csv`,
      csvRow([...row, councilDay(monday), units, price, amount]),
      INVOICE,
    )
    if (verdict !== '') files.write(TRUTH, csvRow([number, line, verdict]))
  }
}
