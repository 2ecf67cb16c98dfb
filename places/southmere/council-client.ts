import { ageOn, type Day } from './calendar.ts'
import { CLIENT, FUNDING, HOME, SUPPORT_REASON, WORK } from './council-words.ts'
import type { View } from './dirt.ts'
import type { Health } from './health.ts'
import type { CareProvider } from './organisations.ts'
import type { Person } from './person.ts'
import { chooser, type Random } from './random.ts'

export type CouncilEventType = 'Request' | 'Assessment' | 'Service' | 'Review'

/** One event of the council's; a service without an end goes on. */
export type CouncilEvent = {
  type: CouncilEventType
  reference: string
  start: Day
  end?: Day
  /** the service is over and no return says so: it is in one and not in the next */
  endNotSent?: true
  description: string
  outcome?: string
  route?: string
  assessmentType?: string
  /** of the assessment or the review */
  method?: string
  serviceType?: string
  component?: string
  mechanism?: string
  provider?: CareProvider
  reviewReason?: string
  achieved?: string
  /** pounds with two decimals */
  unitCost?: string
  frequency?: string
  /** a week, with two decimals */
  units?: string
  /** of home care: visits a day */
  visits?: number
}

export type CouncilClient = {
  view: View
  clientType: (typeof CLIENT)[keyof typeof CLIENT]
  supportReason: string
  accommodation: string
  employment: string
  hasUnpaidCarer: 'Yes' | 'No' | 'Unknown'
  autism: 'Yes' | 'No' | 'Unknown'
  sight: string
  hearing: string
  dementia: 'Yes' | 'No' | 'Unknown'
  funding: string
  events: CouncilEvent[]
  /** of carers: hours a week, and the council's numbers of those they care for */
  caringHours?: number
  caresFor: string[]
  /** of carers known by association: since when and until when their person has had support */
  knownFrom?: Day
  knownUntil?: Day
}

const chooseHome = chooser([
  [HOME.owner, 55],
  [HOME.social, 25],
  [HOME.private, 12],
  [HOME.family, 8],
] as const)
const chooseFunding = chooser([
  [FUNDING.council, 50],
  [FUNDING.joint, 44],
  [FUNDING.client, 6],
] as const)

/** What the council writes of somebody beside the events. */
export function clientOf(
  random: Random,
  person: Person,
  health: Health,
  view: View,
  clientType: CouncilClient['clientType'],
  asOf: Day,
): CouncilClient {
  const has = (id: string) => health.conditions.some(({ kind }) => kind.id === id)
  const age = ageOn(person.birth, person.death ?? asOf)
  const user = clientType === CLIENT.user
  return {
    view,
    clientType,
    supportReason: user ? supportReasonOf(random, has, age) : SUPPORT_REASON.carer,
    accommodation: accommodationOf(random, person),
    employment:
      age >= 66
        ? WORK.retired
        : random.pick([WORK.paid, WORK.retired, WORK.retired, WORK.seeking, WORK.unknown]),
    hasUnpaidCarer: random.chance(0.6) ? 'No' : 'Unknown',
    autism: random.chance(has('learning-disability') ? 0.25 : 0.006)
      ? 'Yes'
      : random.chance(0.7)
        ? 'No'
        : 'Unknown',
    sight:
      has('cataract') && random.chance(0.2)
        ? 'Partial sight/sight impaired'
        : 'No visual impairment',
    hearing:
      has('hearing-loss') && random.chance(0.5) ? 'Hearing impairment' : 'No hearing impairment',
    dementia: has('dementia') ? 'Yes' : random.chance(0.8) ? 'No' : 'Unknown',
    funding: user ? chooseFunding(random) : '',
    events: [],
    caresFor: [],
  }
}

function supportReasonOf(random: Random, has: (id: string) => boolean, age: number): string {
  if (has('learning-disability')) return SUPPORT_REASON.learning
  if (has('dementia')) return SUPPORT_REASON.memory
  if (age < 65 && has('psychosis')) return SUPPORT_REASON.mental
  if (has('cataract') && random.chance(0.05)) return SUPPORT_REASON.sight
  return random.pick([
    SUPPORT_REASON.personal,
    SUPPORT_REASON.personal,
    SUPPORT_REASON.personal,
    SUPPORT_REASON.mobility,
    SUPPORT_REASON.isolation,
  ])
}

function accommodationOf(random: Random, person: Person): string {
  if (person.careHome === undefined) return chooseHome(random)
  return person.careHome.name.includes('Nursing') ? HOME.nursing : HOME.residential
}
