import { type Day, onDay } from './calendar.ts'
import type { Prescription } from './health.ts'
import type { Medicine } from './medicines.ts'
import type { World } from './person.ts'
import type { Random } from './random.ts'
import { isOpen, type Stay } from './stay.ts'

export type Route = 'oral' | 'intravenous'
export type Dose = { text: string; milligrams?: number; route?: Route }

/** A medicine that the hospital gives on a ward, or gave to go home with. */
export type Order = {
  stay: Stay
  medicine: string
  dose: Dose
  since: Day
  /** in force; what was given to go home with counts for four weeks */
  active: boolean
  onWard: boolean
}

const DAYS_AFTER = 28
const ORDERS_ON_WARD = 4
/** Of medicines that a hospital gives and a practice too: how often they are not the same. Assumptions. */
const DIFFERENT = { dose: 0.2, byVein: 0.15, stillGivenWhenStopped: 0.5 }

/** As a practice gives it. The way in is said only where there is another. */
export function usualDose({ dose, milligrams, byVein }: Medicine): Dose {
  return { text: dose, milligrams, route: byVein === undefined ? undefined : 'oral' }
}

/**
 * What the hospital gives: on the ward up to four of somebody's medicines, one to go home with after each stay.
 * Without `random` all of it is as the practice gives it.
 */
export function ordersOf(
  world: World,
  stays: readonly Stay[],
  medicines: readonly Prescription[],
  random?: Random,
): Order[] {
  const given = medicines.filter(
    ({ stopped }) => !stopped || random?.chance(DIFFERENT.stillGivenWhenStopped),
  )
  const taken = stays.filter(({ cancelledAt, died }) => cancelledAt === undefined && !died)
  return taken.flatMap((stay, place): Order[] => {
    const order = ({ medicine }: Prescription, since: Day, onWard: boolean): Order => {
      const active = onWard || since > world.asOf - DAYS_AFTER
      const dose =
        random !== undefined && active ? doseNow(random, medicine, onWard) : usualDose(medicine)
      return { stay, medicine: medicine.name, dose, since, active, onWard }
    }
    if (isOpen(stay)) {
      const since = onDay(stay.admittedAt)
      return given.slice(0, ORDERS_ON_WARD).map((one) => order(one, since, true))
    }
    const home = given[place % Math.max(1, given.length)]
    return home === undefined ? [] : [order(home, onDay(stay.leftAt!), false)]
  })
}

function doseNow(random: Random, medicine: Medicine, onWard: boolean): Dose {
  const { byVein, changed } = medicine
  if (byVein !== undefined && onWard && random.chance(DIFFERENT.byVein)) {
    return { text: byVein, route: 'intravenous' }
  }
  if (changed !== undefined && random.chance(DIFFERENT.dose)) {
    return { ...usualDose(medicine), text: changed.dose, milligrams: changed.milligrams }
  }
  return usualDose(medicine)
}
