import type { CouncilEvent } from './council-client.ts'
import { COMPONENT, FREQUENCY, MECHANISM, SERVICE } from './council-words.ts'
import type { CareProvider } from './organisations.ts'
import type { World } from './person.ts'
import { chooser, type Random } from './random.ts'

/** What a service is made of; the dates are put to it by council-care.ts. */
export type Package = Pick<
  CouncilEvent,
  | 'description'
  | 'serviceType'
  | 'component'
  | 'mechanism'
  | 'provider'
  | 'unitCost'
  | 'frequency'
  | 'units'
  | 'visits'
>

/**
 * Prices are made up, in the range that councils speak of; no published price is used (licences:
 * fund-and-measures 6.3).
 */
const PRICES = {
  homeCareHour: [2150, 2650],
  supportedLivingHour: [1950, 2350],
  reablementHour: [2700, 3200],
  daySession: [5800, 7900],
  residentialWeek: [79000, 104000],
  nursingWeek: [98000, 128000],
  extraCareWeek: [21000, 34000],
} as const

const chooseVisits = chooser([
  [1, 25],
  [2, 30],
  [3, 22],
  [4, 23],
] as const)

export function homeCare(random: Random, provider: CareProvider, visits: number): Package {
  const minutes = visits === 1 ? 45 : 30
  return {
    description: visitsText('Home care', visits),
    serviceType: SERVICE.community,
    component: COMPONENT.homeCare,
    mechanism: random.chance(0.4) ? MECHANISM.managed : MECHANISM.commissioned,
    provider,
    unitCost: price(random, PRICES.homeCareHour),
    frequency: FREQUENCY.hour,
    units: ((visits * 7 * minutes) / 60).toFixed(2),
    visits,
  }
}

/** What somebody of that age lives with for long, at home. */
export function communityPackage(
  world: World,
  random: Random,
  age: number,
  learningDisability: boolean,
): Package {
  const agency = random.pick(world.organisations.homeCare)
  const draw = random.next()
  if (learningDisability || (age < 65 && draw > 0.8)) return supportedOrPaid(random, agency, draw)
  if (draw < (age < 65 ? 0.45 : 0.76)) return homeCare(random, agency, chooseVisits(random))
  if (draw < 0.9) return directPayment(random)
  return {
    description: 'Flat in extra care housing',
    serviceType: SERVICE.community,
    component: COMPONENT.extraCare,
    mechanism: MECHANISM.commissioned,
    provider: agency,
    unitCost: price(random, PRICES.extraCareWeek),
    frequency: FREQUENCY.week,
    units: '1.00',
  }
}

export function dayCentre(random: Random): Package {
  const days = random.between(1, 3)
  return {
    description: `Day centre, ${days === 1 ? 'one day' : `${days} days`} a week`,
    serviceType: SERVICE.community,
    component: COMPONENT.day,
    mechanism: MECHANISM.commissioned,
    unitCost: price(random, PRICES.daySession),
    frequency: FREQUENCY.session,
    units: days.toFixed(2),
  }
}

export function careHomePlace(random: Random, home: CareProvider): Package {
  const nursing = home.name.includes('Nursing')
  return {
    description: nursing ? 'Nursing home place' : 'Care home place',
    serviceType: nursing ? SERVICE.nursing : SERVICE.residential,
    component: nursing ? COMPONENT.longNursing : COMPONENT.longResidential,
    mechanism: MECHANISM.commissioned,
    provider: home,
    unitCost: price(random, nursing ? PRICES.nursingWeek : PRICES.residentialWeek),
    frequency: FREQUENCY.week,
    units: '1.00',
  }
}

export function reablement(random: Random): Package {
  const visits = random.between(1, 4)
  return {
    description: visitsText('Reablement at home', visits),
    serviceType: SERVICE.reablement,
    component: COMPONENT.reablement,
    mechanism: MECHANISM.commissioned,
    unitCost: price(random, PRICES.reablementHour),
    frequency: FREQUENCY.hour,
    units: (visits * 7 * 0.5).toFixed(2),
  }
}

export function shortStay(random: Random, home: CareProvider): Package {
  const nursing = home.name.includes('Nursing')
  return {
    ...careHomePlace(random, home),
    description: 'Short stay to recover',
    serviceType: SERVICE.shortTerm,
    component: nursing ? COMPONENT.shortNursing : COMPONENT.shortResidential,
  }
}

/** Home care for a few weeks, without an assessment for long-term support. */
export function shortHomeCare(world: World, random: Random): Package {
  const agency = random.pick(world.organisations.homeCare)
  return { ...homeCare(random, agency, chooseVisits(random)), serviceType: SERVICE.shortTerm }
}

export function lowLevel(random: Random): Package {
  const equipment = random.chance(0.75)
  return {
    description: equipment
      ? random.pick([
          'Grab rails',
          'Walking frame',
          'Pendant alarm',
          'Raised toilet seat',
          'Bath seat',
        ])
      : 'Visits by a support worker',
    serviceType: SERVICE.lowLevel,
    component: equipment ? COMPONENT.equipment : COMPONENT.professional,
    mechanism: MECHANISM.commissioned,
    unitCost: equipment ? price(random, [2500, 18000]) : price(random, [2500, 4200]),
    frequency: equipment ? FREQUENCY.once : FREQUENCY.session,
    units: '1.00',
  }
}

export function visitsText(what: string, visits: number): string {
  return `${what}, ${visits === 1 ? 'one visit' : `${visits} visits`} a day`
}

function supportedOrPaid(random: Random, agency: CareProvider, draw: number): Package {
  if (draw % 0.2 < 0.06) return directPayment(random)
  const hours = random.between(10, 56)
  return {
    description: `Supported living, ${hours} hours a week`,
    serviceType: SERVICE.community,
    component: COMPONENT.supportedLiving,
    mechanism: MECHANISM.commissioned,
    provider: agency,
    unitCost: price(random, PRICES.supportedLivingHour),
    frequency: FREQUENCY.hour,
    units: hours.toFixed(2),
  }
}

function directPayment(random: Random): Package {
  return {
    description: 'Direct payment to arrange own care',
    serviceType: SERVICE.community,
    component: COMPONENT.directPayment,
    mechanism: MECHANISM.directPayment,
    unitCost: price(random, [9000, 46000]),
    frequency: FREQUENCY.week,
    units: '1.00',
  }
}

/** Pounds from pence. */
function price(random: Random, [low, high]: readonly [number, number]): string {
  return (random.between(low, high) / 100).toFixed(2)
}
