import { ALLERGIES } from './allergy-kinds.ts'
import { at, dayOf, readDay } from './calendar.ts'
import { visitsText } from './care-packages.ts'
import { CONDITIONS } from './conditions.ts'
import type { CouncilClient, CouncilEvent } from './council-client.ts'
import {
  ASSESSMENT,
  CLIENT,
  COMPONENT,
  FREQUENCY,
  FUNDING,
  HOME,
  MECHANISM,
  METHOD,
  OUTCOME,
  REVIEW,
  ROUTE,
  SERVICE,
  SUPPORT_REASON,
  WORK,
} from './council-words.ts'
import { cleanView, type View } from './dirt.ts'
import type { Health } from './health.ts'
import type { Life } from './life.ts'
import type { Person, World } from './person.ts'
import type { Feed } from './rates.ts'
import type { Stay } from './stay.ts'

export type Teller = {
  world: World
  lives: Life[]
  /** adds a stay to the life of the person with that number in the order of README.md */
  stay(person: number, told: ToldStay): void
  view(person: number, feed: Feed, wrong?: Partial<View>, registration?: number): View
}

/** Everybody of the stories begins here: known to GP and hospital, rightly, and to nobody else. */
export function plainLife(world: World, person: Person): Life {
  return {
    person,
    health: { conditions: [], medicines: [], allergies: [], frailty: 1 },
    stays: [],
    attendances: [],
    gp: cleanView(world, person, 'southmere-gp'),
    hospital: [cleanView(world, person, 'mere-general')],
    allergies: { gp: [], hospital: [] },
    orders: [],
    relatives: [],
    flags: [],
  }
}

/**
 * Conditions by id and the day on which the GP wrote them down; medicines by name, with their dose.
 */
export function healthWith(
  conditions: Readonly<Record<string, string>>,
  medicines: readonly (readonly [name: string, dose: string])[],
  since: number,
  penicillin?: string,
): Health {
  return {
    conditions: Object.entries(conditions).map(([id, day]) => ({
      kind: CONDITIONS.find((kind) => kind.id === id)!,
      since: readDay(day)!,
    })),
    medicines: medicines.map(([name, dose]) => ({
      medicine: { name, dose },
      since,
      stopped: false,
    })),
    allergies:
      penicillin === undefined ? [] : [{ kind: ALLERGIES[0]!, since: readDay(penicillin)! }],
    frailty: 1,
  }
}

/** A stay told in days before as-of. */
export type ToldStay = {
  ward: string
  bay: number
  bed: number
  reason: string
  snomed?: string
  came: number
  ready?: number
  pathway?: 0 | 1 | 2 | 3
  /** days before as-of on which a reason was written down */
  delays?: readonly (readonly [daysAgo: number, reason: string])[]
  left?: number
  died?: boolean
  registration?: 0 | 1
  /** said so many days before as-of; the day meant is so many before it, or after where it is below 0 */
  expected?: readonly (readonly [saidDaysAgo: number, daysAgo: number])[]
}

export function stayTold(world: World, visit: string, told: ToldStay): Stay {
  const on = (daysAgo: number, hour: number, minute: number) =>
    at(world.asOf - daysAgo, hour, minute)
  const location = { ward: told.ward, bay: told.bay, bed: told.bed }
  return {
    visit,
    registration: told.registration ?? 0,
    method: '21',
    emergency: true,
    reason: { words: told.reason, snomed: told.snomed },
    consultant: world.organisations.wards.find(({ name }) => name === told.ward)!.consultant,
    admittedAt: on(told.came, 16, 40),
    moves: [{ at: on(told.came, 16, 40), location }],
    expected: (told.expected ?? []).map(([said, day]) => ({
      at: said === told.came ? on(said, 16, 40) : on(said, 10, 5),
      day: world.asOf - day,
    })),
    readyAt: told.ready === undefined ? undefined : on(told.ready, 10, 15),
    pathway: told.ready === undefined ? undefined : (told.pathway ?? 0),
    delays: (told.delays ?? []).map(([daysAgo, reason]) => ({ at: on(daysAgo, 9, 30), reason })),
    leftAt: told.left === undefined ? undefined : on(told.left, 15, 20),
    died: told.died ?? false,
    needsCouncil: false,
  }
}

type ToldEvent = Omit<CouncilEvent, 'reference' | 'start' | 'end'> & { from: number; to?: number }

/** A client told in days before as-of; `view` is put right or wrong by the caller. */
export function clientTold(
  world: World,
  view: View,
  about: Partial<CouncilClient>,
  events: readonly ToldEvent[],
): CouncilClient {
  return {
    view,
    clientType: CLIENT.user,
    supportReason: SUPPORT_REASON.personal,
    accommodation: HOME.owner,
    employment: WORK.retired,
    hasUnpaidCarer: 'No',
    autism: 'No',
    sight: 'No visual impairment',
    hearing: 'No hearing impairment',
    dementia: 'No',
    funding: FUNDING.joint,
    caresFor: [],
    ...about,
    events: events.map(({ from, to, ...event }, place) => ({
      ...event,
      reference: `${view.id}-${String(place + 1).padStart(2, '0')}`,
      start: world.asOf - from,
      end: to === undefined ? undefined : world.asOf - to,
    })),
  }
}

export function asked(
  from: number,
  to: number,
  route: keyof typeof ROUTE,
  outcome: keyof typeof OUTCOME,
): ToldEvent {
  const description = route === 'hospital' ? 'Leaving hospital' : 'Asked for help'
  return { type: 'Request', from, to, description, route: ROUTE[route], outcome: OUTCOME[outcome] }
}

export function assessed(
  from: number,
  to: number,
  method: keyof typeof METHOD,
  outcome: keyof typeof OUTCOME,
): ToldEvent {
  return {
    type: 'Assessment',
    from,
    to,
    description: method === 'carer' ? 'Carer’s assessment' : 'Care Act assessment',
    assessmentType: ASSESSMENT.long,
    method: METHOD[method],
    outcome: OUTCOME[outcome],
  }
}

export function reviewed(from: number, to: number, reason: keyof typeof REVIEW): ToldEvent {
  return {
    type: 'Review',
    from,
    to,
    description: 'Review of support',
    reviewReason: REVIEW[reason],
    achieved: 'Partially Met',
    method: METHOD.both,
    outcome: OUTCOME.continued,
  }
}

/** Half an hour a visit, at a made-up price. */
export function homeCareTold(
  world: World,
  visits: number,
  from: number,
  to?: number,
  outcome?: keyof typeof OUTCOME,
): ToldEvent {
  return {
    type: 'Service',
    from,
    to,
    description: visitsText('Home care', visits),
    serviceType: SERVICE.community,
    component: COMPONENT.homeCare,
    mechanism: MECHANISM.commissioned,
    provider: world.organisations.homeCare[0]!,
    unitCost: '24.10',
    frequency: FREQUENCY.hour,
    units: (visits * 3.5).toFixed(2),
    visits,
    outcome: outcome && OUTCOME[outcome],
  }
}

export function reablementTold(from: number, to: number, outcome: keyof typeof OUTCOME): ToldEvent {
  return {
    type: 'Service',
    from,
    to,
    description: visitsText('Reablement at home', 3),
    serviceType: SERVICE.reablement,
    component: COMPONENT.reablement,
    mechanism: MECHANISM.commissioned,
    unitCost: '29.40',
    frequency: FREQUENCY.hour,
    units: '10.50',
    outcome: OUTCOME[outcome],
  }
}

/** The first day on which the stories make sense: everybody in them has been born for two years. */
export const EARLIEST_AS_OF = dayOf(2022, 1, 1)
