import type { Day } from './calendar.ts'
import { onDay } from './calendar.ts'
import type { CouncilEvent } from './council-client.ts'
import { COMPONENT, FREQUENCY, SERVICE } from './council-words.ts'
import { type HomeVisit, type HomeWeek, mondayOf } from './home-visits.ts'
import type { Life } from './life.ts'
import type { CareProvider } from './organisations.ts'
import type { World } from './person.ts'

/** A week of somebody's care, as it is paid: what was given of it, at its price. */
export type CareWeek = {
  readonly event: CouncilEvent
  /** of the plan of the pooled fund */
  readonly scheme: string
  /** none where the council gives it, or somebody buys it with a direct payment */
  readonly provider?: CareProvider
  readonly monday: Day
  /** hours, or weeks; two decimals */
  readonly units: string
  /** what was to be given, where it is not the same */
  readonly planned: string
  readonly price: string
  readonly pence: number
}

/** Visits of home care as they were made: by the week, and one by one lately. */
export type CareTold = {
  readonly weeks: readonly HomeWeek[]
  readonly visits: readonly HomeVisit[]
}

const SCHEMES = new Map<string | undefined, string>([
  [COMPONENT.homeCare, 'home-care'],
  [COMPONENT.longResidential, 'care-homes'],
  [COMPONENT.longNursing, 'care-homes'],
  [COMPONENT.shortResidential, 'recovery-beds'],
  [COMPONENT.shortNursing, 'recovery-beds'],
  [COMPONENT.reablement, 'reablement'],
  [COMPONENT.directPayment, 'personal-budgets'],
  [COMPONENT.extraCare, 'extra-care'],
])

/** Each week of each service of somebody that the pooled fund pays for, up to as-of. */
export function careWeeksOf(world: World, { council, person }: Life, told: CareTold): CareWeek[] {
  const first = world.asOf - world.historyDays
  return (council?.events ?? []).flatMap((event) => {
    const scheme = schemeOf(event)
    if (scheme === undefined || event.unitCost === undefined || event.units === undefined) return []
    const last = Math.min(world.asOf - 1, event.end ?? world.asOf, person.death ?? world.asOf)
    const start = Math.max(first, event.start)
    const weeks: CareWeek[] = []
    for (let monday = mondayOf(start); monday <= last; monday += 7) {
      const days = Math.min(last, monday + 6) - Math.max(start, monday) + 1
      const planned = (Number(event.units) * days) / 7
      const given = event.visits === undefined ? planned : givenIn(told, event, monday)
      if (given <= 0) continue
      const units = given.toFixed(2)
      const pence = penceOf(units, event.unitCost)
      const { provider, unitCost: price } = event
      weeks.push({
        ...{ event, scheme, monday, units, planned: planned.toFixed(2), price, pence },
        ...(provider === undefined ? {} : { provider }),
      })
    }
    return weeks
  })
}

export function penceOf(units: string, price: string): number {
  return Math.round(Number(units) * Number(price) * 100)
}

function schemeOf({ type, component, serviceType, frequency }: CouncilEvent): string | undefined {
  if (type !== 'Service' || (frequency !== FREQUENCY.hour && frequency !== FREQUENCY.week))
    return undefined
  const scheme = SCHEMES.get(component)
  return scheme === 'home-care' && serviceType === SERVICE.shortTerm ? 'bridging' : scheme
}

/** Hours of a provider in a week, as they were made. */
function givenIn(
  { weeks, visits }: CareTold,
  { provider, start, end }: CouncilEvent,
  monday: Day,
): number {
  const week = weeks.find((one) => one.monday === monday && one.provider === provider)
  if (week !== undefined) return Number(week.delivered.toFixed(2))
  const minutes = visits
    .filter((one) => one.provider === provider && mondayOf(onDay(one.plannedAt)) === monday)
    .filter(({ plannedAt }) => onDay(plannedAt) >= start && onDay(plannedAt) <= (end ?? Infinity))
    .reduce((sum, { actualMinutes = 0 }) => sum + actualMinutes, 0)
  return minutes / 60
}
