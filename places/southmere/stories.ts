import { usual } from './allergies.ts'
import { NONE_KNOWN } from './allergy-kinds.ts'
import { at, type Day } from './calendar.ts'
import {
  CLIENT,
  COMPONENT,
  MECHANISM,
  REVIEW,
  SERVICE,
  SUPPORT_REASON,
  WORK,
} from './council-words.ts'
import { cleanView } from './dirt.ts'
import type { Counters, Life } from './life.ts'
import { ordersOf } from './orders.ts'
import type { World } from './person.ts'
import { isOpen } from './stay.ts'
import {
  asked,
  assessed,
  clientTold,
  healthWith,
  homeCareTold,
  plainLife,
  reablementTold,
  reviewed,
  stayTold,
  type Teller,
} from './story-care.ts'
import {
  tellDaniel,
  tellEdith,
  tellRobert,
  tellSunitaThomasHelen,
  tellWalter,
} from './story-mistakes.ts'
import { storyPeople } from './story-people.ts'
import {
  tellBarbara,
  tellLeonard,
  tellMargarets,
  tellMerricks,
  tellSylvia,
  tellWhatIsMissing,
} from './story-wards.ts'

const HOME_CARE_AWAITED = 'Other home-based social care service not yet available (Pathway 1)'

const MARTHAS_MEDICINES = [
  ['Furosemide 40mg tablets', 'One tablet in the morning'],
  ['Ramipril 5mg capsules', 'One capsule once a day'],
  ['Bisoprolol 2.5mg tablets', 'One tablet once a day'],
  ['Spironolactone 25mg tablets', 'One tablet once a day'],
  ['Tiotropium 18microgram inhalation powder capsules', 'One capsule inhaled once a day'],
  ['Salbutamol 100micrograms/dose inhaler', 'Two puffs when needed'],
  ['Atorvastatin 20mg tablets', 'One tablet at night'],
  ['Paracetamol 500mg tablets', 'Two tablets up to four times a day'],
  ['Omeprazole 20mg capsules', 'One capsule once a day'],
] as const

/**
 * The lives that are the same at every size and for every seed, told in days before as-of.
 * README.md lists them.
 */
export function storyLives(world: World, counters: Counters): Life[] {
  const lives = storyPeople(world).map((person) => plainLife(world, person))
  const teller: Teller = {
    world,
    lives,
    stay: (person, told) => {
      lives[person]!.stays.push(stayTold(world, counters.nextVisit(), told))
    },
    view: (person, feed, wrong = {}, registration = 0) => ({
      ...cleanView(world, lives[person]!.person, feed, registration),
      ...wrong,
    }),
  }
  tellMartha(teller)
  tellRuth(teller)
  tellGeorge(teller)
  tellIrene(teller)
  tellDoris(teller)
  tellTwins(teller)
  tellRobert(teller)
  tellEdith(teller)
  tellWalter(teller)
  tellSunitaThomasHelen(teller)
  tellDaniel(teller)
  tellBarbara(teller)
  tellLeonard(teller)
  tellSylvia(teller)
  tellMargarets(teller)
  tellMerricks(teller)
  tellWhatIsMissing(teller)
  for (const life of lives) finish(world, life, counters)
  return lives
}

/** Where a story does not say otherwise the hospital agrees with the practice; nobody else gets a bed it names. */
function finish(world: World, life: Life, { beds }: Counters): void {
  const { stays, health, allergies } = life
  const known = health.allergies.map(usual)
  if (allergies.gp.length === 0 && allergies.hospital.length === 0) {
    life.allergies = { gp: known, hospital: stays.length > 0 ? known : [] }
  }
  if (life.orders.length === 0) life.orders = ordersOf(world, stays, health.medicines)
  const now = stays.find(isOpen)
  if (now !== undefined) beds.keep(now.moves.at(-1)!.location)
}

function tellMartha({ world, lives, stay, view }: Teller): void {
  const martha = lives[0]!
  martha.health = healthWith(
    {
      hypertension: '2008-11-20',
      arthritis: '2012-03-06',
      'heart-failure': '2019-05-14',
      copd: '2021-10-04',
    },
    MARTHAS_MEDICINES,
    world.asOf - 11,
    '1987-04-02',
  )
  martha.relatives.push({
    family: 'Okello',
    given: 'Ruth',
    relationship: 'Daughter',
    code: 'DAUC',
    phone: '07700900123',
    nextOfKin: true,
    carer: true,
    knownTo: ['southmere-gp', 'mere-general', 'southmere-council'],
  })
  stay(0, {
    ward: 'Ward 6',
    bay: 3,
    bed: 1,
    reason: 'Heart failure',
    snomed: '84114007',
    came: 62,
    ready: 59,
    pathway: 1,
    delays: [[58, HOME_CARE_AWAITED]],
    left: 56,
  })
  stay(0, {
    ward: 'Ward 6',
    bay: 2,
    bed: 4,
    reason: 'Flare-up of chronic obstructive pulmonary disease',
    snomed: '195951007',
    came: 4,
    expected: [
      [4, 0],
      [1, -2],
    ],
  })
  martha.attendances.push({
    arrivedAt: at(world.asOf - 4, 11, 5),
    leftAt: martha.stays[1]!.admittedAt,
    registration: 0,
    reason: martha.stays[1]!.reason,
    stay: martha.stays[1]!,
  })
  martha.missedVisit = lastTuesday(world.asOf - 4)
  martha.council = clientTold(
    world,
    view(0, 'southmere-council', { given: 'Marta', dirt: ['givenMistyped'] }),
    { hasUnpaidCarer: 'Yes' },
    [
      asked(421, 420, 'community', 'assessment'),
      assessed(412, 408, 'both', 'planning'),
      homeCareTold(world, 2, 400, 62, 'hospital'),
      asked(60, 59, 'hospital', 'reablement'),
      reablementTold(56, 36, 'planning'),
      homeCareTold(world, 4, 35),
      reviewed(21, 20, 'planned'),
    ],
  )
}

/** The last one before a day. */
function lastTuesday(day: Day): Day {
  // 6 January 1970 was one, and the fifth day.
  return day - 1 - ((((day - 6) % 7) + 7) % 7)
}

function tellRuth({ world, lives, view }: Teller): void {
  const ruth = lives[1]!
  ruth.hospital = []
  ruth.council = clientTold(
    world,
    view(1, 'southmere-council'),
    {
      clientType: CLIENT.carer,
      supportReason: SUPPORT_REASON.carer,
      employment: WORK.paid,
      funding: '',
      caringHours: 20,
      caresFor: [lives[0]!.council!.view.id],
    },
    [
      asked(52, 52, 'community', 'assessment'),
      assessed(50, 48, 'carer', 'planning'),
      {
        type: 'Service',
        from: 40,
        description: 'Advice and a break for carers',
        serviceType: SERVICE.carer,
        component: COMPONENT.carerServices,
        mechanism: MECHANISM.directPayment,
        unitCost: '300.00',
        frequency: 'One-off',
        units: '1.00',
      },
    ],
  )
}

function tellGeorge({ world, lives, stay, view }: Teller): void {
  lives[2]!.health = healthWith(
    { hypertension: '2004-02-11', stroke: '2016-08-30', falls: '2024-01-15' },
    [
      ['Clopidogrel 75mg tablets', 'One tablet once a day'],
      ['Amlodipine 5mg tablets', 'One tablet once a day'],
    ],
    world.asOf - 90,
  )
  stay(2, {
    ward: 'Ward 6',
    bay: 2,
    bed: 2,
    reason: 'Fall at home',
    snomed: '161898004',
    came: 13,
    ready: 6,
    pathway: 1,
    delays: [[5, HOME_CARE_AWAITED]],
    expected: [[13, 6]],
  })
  lives[2]!.allergies.gp = [{ kind: NONE_KNOWN, since: world.asOf - 800 }]
  lives[2]!.allergies.hospital = [{ kind: NONE_KNOWN, since: world.asOf - 13 }]
  lives[2]!.council = clientTold(world, view(2, 'southmere-council'), {}, [
    asked(7, 6, 'hospital', 'assessment'),
    assessed(6, 5, 'user', 'planning'),
  ])
}

function tellIrene({ world, lives, stay, view }: Teller): void {
  lives[3]!.health = healthWith(
    { dementia: '2022-09-01', osteoporosis: '2010-06-17' },
    [['Donepezil 10mg tablets', 'One tablet at night']],
    world.asOf - 60,
  )
  stay(3, {
    ward: 'Ward 3',
    bay: 2,
    bed: 1,
    reason: 'Pneumonia',
    snomed: '233604007',
    came: 24,
    ready: 11,
    pathway: 3,
    delays: [
      [10, 'Patient/family/carer choice discussions on package still underway'],
      [4, 'Residential/nursing home care not yet available (Pathway 3)'],
    ],
    expected: [
      [24, 14],
      [14, 11],
    ],
  })
  lives[3]!.council = clientTold(
    world,
    view(3, 'southmere-council'),
    { supportReason: SUPPORT_REASON.memory, dementia: 'Yes' },
    [
      asked(301, 300, 'community', 'assessment'),
      assessed(290, 284, 'both', 'planning'),
      homeCareTold(world, 3, 280, 24, 'hospital'),
      asked(12, 11, 'hospital', 'assessment'),
      assessed(10, 8, 'both', 'planning'),
    ],
  )
}

function tellDoris({ world, lives, stay, view }: Teller): void {
  lives[4]!.health = healthWith(
    { diabetes: '2009-10-12', 'hearing-loss': '2018-01-09' },
    [['Metformin 500mg tablets', 'One tablet twice a day with meals']],
    world.asOf - 30,
  )
  stay(4, { ward: 'Ward 3', bay: 2, bed: 3, reason: 'Cellulitis', snomed: '128045006', came: 3 })
  lives[4]!.flags.push({
    words: 'Safeguarding concern: speak to the council before planning discharge',
    category: 'Safeguarding',
    feed: 'mere-general',
    since: world.asOf - 2,
  })
  lives[4]!.council = clientTold(world, view(4, 'southmere-council'), {}, [
    homeCareTold(world, 2, 510),
    reviewed(190, 188, 'planned'),
    { ...reviewed(30, 22, 'safeguarding'), reviewReason: REVIEW.safeguarding },
  ])
}

function tellTwins({ world, lives }: Teller): void {
  const [amira, amina, nusrat] = [lives[5]!, lives[6]!, lives[7]!]
  amira.health = healthWith(
    { asthma: '2023-11-02' },
    [['Salbutamol 100micrograms/dose inhaler', 'Two puffs when needed']],
    world.asOf - 45,
  )
  for (const [twin, daysAgo] of [
    [amira, 120],
    [amina, 33],
  ] as const) {
    const reason =
      twin === amira
        ? { words: 'Asthma attack', snomed: '281239006' }
        : { words: 'Cut', snomed: '312608009' }
    twin.attendances.push({
      arrivedAt: at(world.asOf - daysAgo, 17, 10),
      leftAt: at(world.asOf - daysAgo, 20, 5),
      registration: 0,
      reason,
    })
    twin.relatives.push({
      family: 'Rahman',
      given: 'Nusrat',
      relationship: 'Mother',
      code: 'MTH',
      phone: '07700900451',
      nextOfKin: true,
      knownTo: ['southmere-gp'],
    })
  }
  nusrat.hospital = []
}
