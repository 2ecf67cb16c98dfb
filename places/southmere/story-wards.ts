import { LEGAL_STATUS, NOT_FOR_CPR, URGENT_AUTHORISATION } from './alerts.ts'
import { usual } from './allergies.ts'
import { ALLERGIES, NONE_KNOWN } from './allergy-kinds.ts'
import { at, quartersBetween } from './calendar.ts'
import { CLIENT, SUPPORT_REASON, WORK } from './council-words.ts'
import { PARACETAMOL, WARFARIN } from './medicines.ts'
import { ordersOf } from './orders.ts'
import { asked, clientTold, healthWith, homeCareTold, type Teller } from './story-care.ts'

/** People on the wards whom a ward's page, side by side and the council's list are learnt on. */
export function tellBarbara({ world, lives, stay, view }: Teller): void {
  lives[15]!.health = healthWith(
    { osteoporosis: '2009-03-02', falls: '2021-11-19', 'hearing-loss': '2015-05-06' },
    [['Alendronic acid 70mg tablets', 'One tablet a week']],
    world.asOf - 70,
  )
  stay(15, {
    ward: 'Ward 8',
    bay: 1,
    bed: 3,
    reason: 'Broken hip',
    snomed: '5913000',
    came: 25,
    expected: [
      [25, 18],
      [18, 18],
    ],
    ready: 18,
    pathway: 3,
    delays: [
      [17, 'Waiting for confirmation of immediate care needs and pathway'],
      [9, 'Residential/nursing home care arrangements still underway (Pathway 3)'],
    ],
  })
  lives[15]!.council = clientTold(world, view(15, 'southmere-council'), {}, [
    asked(19, 18, 'hospital', 'assessment'),
  ])
}

export function tellLeonard({ world, lives, stay }: Teller): void {
  const leonard = lives[16]!
  leonard.health = healthWith(
    { 'atrial-fibrillation': '2018-06-11', arthritis: '2011-09-30', hypertension: '2005-04-18' },
    [
      [WARFARIN.name, WARFARIN.dose],
      [PARACETAMOL.name, PARACETAMOL.dose],
      ['Naproxen 250mg tablets', 'One tablet twice a day'],
      ['Ramipril 5mg capsules', 'One capsule once a day'],
    ],
    world.asOf - 40,
    '1979-10-23',
  )
  stay(16, {
    ward: 'Ward 6',
    bay: 2,
    bed: 1,
    reason: 'Sepsis',
    snomed: '91302008',
    came: 22,
    expected: [
      [22, 12],
      [12, 8],
    ],
    ready: 8,
    pathway: 1,
    delays: [
      [7, 'Awaiting therapy review of need for supported discharge'],
      [3, 'Equipment and associated training not yet delivered (Pathway 1-3)'],
    ],
  })
  const [warfarin, paracetamol, naproxen] = leonard.health.medicines
  warfarin!.medicine = WARFARIN
  paracetamol!.medicine = PARACETAMOL
  const [onWarfarin, onParacetamol, ...others] = ordersOf(
    world,
    leonard.stays,
    leonard.health.medicines,
  )
  naproxen!.stopped = true
  const eight = { text: WARFARIN.changed!.dose, milligrams: WARFARIN.changed!.milligrams }
  leonard.orders = [
    { ...onWarfarin!, dose: eight },
    { ...onParacetamol!, dose: { text: PARACETAMOL.byVein!, route: 'intravenous' } },
    ...others,
  ]
  const penicillin = usual(leonard.health.allergies[0]!)
  const worse = { reaction: 'Anaphylaxis', severity: 'severe', since: world.asOf - 22 } as const
  leonard.allergies = { gp: [penicillin], hospital: [{ ...penicillin, ...worse }] }
  leonard.flags.push({ ...NOT_FOR_CPR, feed: 'southmere-gp', since: world.asOf - 260 })
}

export function tellSylvia({ world, lives, stay, view }: Teller): void {
  const sylvia = lives[17]!
  const { formerAddress } = sylvia.person
  sylvia.health = healthWith(
    { dementia: '2024-02-14', hypertension: '2010-01-28' },
    [['Amlodipine 5mg tablets', 'One tablet once a day']],
    world.asOf - 55,
  )
  sylvia.hospital = [
    view(17, 'mere-general', {
      family: 'Moreno',
      address: formerAddress!,
      dirt: ['earlierFamily', 'earlierAddress'],
    }),
  ]
  stay(17, {
    ward: 'Ward 3',
    bay: 2,
    bed: 2,
    reason: 'Delirium',
    snomed: '2776000',
    came: 9,
    expected: [[8, 3]],
    ready: 2,
    pathway: 2,
    delays: [
      [
        1,
        'Bed-based rehabilitation, reablement or recovery services not yet available (Pathway 2)',
      ],
    ],
  })
  const latex = ALLERGIES.find(({ words }) => words === 'Allergy to latex')!
  sylvia.allergies = {
    gp: [{ kind: NONE_KNOWN, since: world.asOf - 400 }],
    hospital: [usual({ kind: latex, since: world.asOf - 9 })],
  }
  sylvia.flags.push(
    { ...URGENT_AUTHORISATION, feed: 'mere-general', since: world.asOf - 4 },
    {
      words: 'Deprivation of liberty: standard authorisation asked for, not decided',
      category: LEGAL_STATUS,
      feed: 'southmere-council',
      since: world.asOf - 3,
    },
  )
  sylvia.council = clientTold(
    world,
    view(17, 'southmere-council'),
    { supportReason: SUPPORT_REASON.memory, dementia: 'Yes', hasUnpaidCarer: 'Yes' },
    [homeCareTold(world, 2, 300)],
  )
  tellSylviasFamily({ world, lives, view } as Teller)
}

/** Daughter and son, husband and sister: which of them a worker rings depends on which record they read. */
function tellSylviasFamily({ world, lives, view }: Teller): void {
  const sylvia = lives[17]!
  const paul = lives[26]!
  paul.hospital = []
  paul.council = clientTold(
    world,
    view(26, 'southmere-council'),
    {
      clientType: CLIENT.known,
      supportReason: SUPPORT_REASON.carer,
      employment: WORK.paid,
      funding: '',
      caringHours: 30,
      caresFor: [sylvia.council!.view.id],
      knownFrom: world.asOf - 290,
    },
    [],
  )
  const kin = (given: string, family: string, relationship: string, code: string, phone: string) =>
    ({ given, family, relationship, code, phone }) as const
  sylvia.relatives.push(
    {
      ...kin('Alan', 'Grant', 'Husband', 'HUSB', '07700900178'),
      nextOfKin: true,
      knownTo: ['southmere-gp'],
    },
    {
      ...kin('Teresa', 'Moreno', 'Sister', 'SIS', '07700900179'),
      nextOfKin: true,
      knownTo: ['mere-general'],
    },
    {
      ...kin('Maria', 'Moreno', 'Daughter', 'DAUC', '07700900180'),
      carer: true,
      knownTo: ['southmere-gp'],
    },
    {
      ...kin('Paul', 'Grant', 'Son', 'SONC', paul.person.mobile!),
      carer: true,
      knownTo: ['southmere-council'],
    },
  )
}

/** Two of one name on one ward. */
export function tellMargarets({ world, lives, stay }: Teller): void {
  lives[18]!.health = healthWith(
    { diabetes: '2013-08-08' },
    [['Metformin 500mg tablets', 'One tablet twice a day with meals']],
    world.asOf - 25,
    '2003-01-17',
  )
  stay(18, {
    ward: 'Ward 6',
    bay: 2,
    bed: 3,
    reason: 'Urinary tract infection',
    snomed: '68566005',
    came: 6,
    expected: [[6, -1]],
  })
  lives[19]!.health = healthWith(
    { 'heart-failure': '2022-12-05' },
    [['Bisoprolol 2.5mg tablets', 'One tablet once a day']],
    world.asOf - 18,
  )
  lives[19]!.allergies = {
    gp: [{ kind: NONE_KNOWN, since: world.asOf - 900 }],
    hospital: [{ kind: NONE_KNOWN, since: world.asOf - 15 }],
  }
  stay(19, {
    ward: 'Ward 6',
    bay: 2,
    bed: 5,
    reason: 'Heart failure',
    snomed: '84114007',
    came: 15,
    expected: [[14, 1]],
    ready: 1,
    pathway: 0,
  })
}

export function tellMerricks({ world, lives, stay }: Teller): void {
  lives[20]!.hospital = []
  for (const baby of [lives[21]!, lives[22]!]) {
    baby.relatives.push({
      family: 'Merrick',
      given: 'Jade',
      relationship: 'Mother',
      code: 'MTH',
      phone: lives[20]!.person.mobile!,
      nextOfKin: true,
      knownTo: ['southmere-gp', 'mere-general'],
    })
  }
  stay(21, {
    ward: 'Ward 2',
    bay: 1,
    bed: 2,
    reason: 'Jaundice in a newborn',
    came: 2,
    expected: [[1, -2]],
  })
  lives[22]!.attendances.push({
    arrivedAt: at(world.asOf - 3, 9, 25),
    leftAt: at(world.asOf - 3, 11, 50),
    registration: 0,
    reason: { words: 'Feeding difficulty in a newborn' },
  })
}

/** Whose address nobody may see, whose death has no day, whose care went from one return to the next. */
export function tellWhatIsMissing({ world, lives, stay, view }: Teller): void {
  lives[23]!.attendances.push({
    arrivedAt: at(world.asOf - 20, 22, 15),
    leftAt: at(world.asOf - 19, 1, 30),
    registration: 0,
    reason: { words: 'Cut', snomed: '312608009' },
  })
  stay(23, {
    ward: 'Ward 7',
    bay: 1,
    bed: 4,
    reason: 'Appendicitis',
    snomed: '74400008',
    came: 200,
    ready: 197,
    left: 197,
  })
  const kenneth = lives[24]!
  kenneth.gp = view(24, 'southmere-gp', {
    death: undefined,
    deathUndated: true,
    dirt: ['deathUndated'],
  })
  kenneth.hospital = [view(24, 'mere-general', { death: undefined, dirt: ['deathNotKnown'] })]
  const [quarter] = quartersBetween(world.asOf - 1, world.asOf - 1)
  const ended = world.asOf - quarter!.start
  lives[25]!.council = clientTold(
    world,
    view(25, 'southmere-council', { dirt: ['serviceEndNotSent'] }),
    {},
    [
      asked(ended + 330, ended + 328, 'community', 'planning'),
      { ...homeCareTold(world, 2, ended + 300, ended, 'otherEnd'), endNotSent: true },
    ],
  )
}
