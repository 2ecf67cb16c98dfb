import { at, dayOf } from './calendar.ts'
import { COMPONENT, FREQUENCY, MECHANISM, OUTCOME, SERVICE } from './council-words.ts'
import type { View } from './dirt.ts'
import { asked, assessed, clientTold, healthWith, homeCareTold, type Teller } from './story-care.ts'

/** People whom a feed has wrong, twice, late or not at all. */
export function tellRobert({ world, lives, stay, view }: Teller): void {
  const robert = lives[8]!
  robert.health = healthWith(
    { coronary: '2014-07-23', diabetes: '2011-05-05' },
    [
      ['Aspirin 75mg dispersible tablets', 'One tablet once a day'],
      ['Metformin 500mg tablets', 'One tablet twice a day with meals'],
    ],
    world.asOf - 75,
    '1999-09-09',
  )
  const dirt: View['dirt'] = ['nhsNumberMissing', 'nickname']
  const bob = { given: 'Bob', middle: undefined, nhsNumber: undefined, dirt }
  robert.hospital.push(view(8, 'mere-general', bob, 1))
  stay(8, {
    ward: 'Ward 4',
    bay: 1,
    bed: 2,
    reason: 'Chest pain',
    snomed: '29857009',
    came: 380,
    ready: 377,
    left: 377,
  })
  stay(8, {
    ward: 'Ward 4',
    bay: 3,
    bed: 5,
    reason: 'Heart attack',
    snomed: '22298006',
    came: 95,
    ready: 90,
    left: 90,
    registration: 1,
  })
}

export function tellEdith({ world, lives, stay, view }: Teller): void {
  lives[9]!.health = healthWith(
    { 'atrial-fibrillation': '2017-03-13', falls: '2023-06-28' },
    [['Apixaban 5mg tablets', 'One tablet twice a day']],
    world.asOf - 20,
  )
  stay(9, {
    ward: 'Ward 6',
    bay: 4,
    bed: 6,
    reason: 'Urinary tract infection',
    snomed: '68566005',
    came: 210,
    ready: 205,
    left: 205,
  })
  lives[9]!.council = clientTold(
    world,
    view(9, 'southmere-council', { nhsNumber: undefined, dirt: ['nhsNumberMissing'] }),
    {},
    [
      asked(200, 198, 'community', 'assessment'),
      assessed(190, 186, 'user', 'planning'),
      homeCareTold(world, 1, 180, 10, 'otherEnd'),
      {
        type: 'Service',
        from: 9,
        description: 'Short stay to recover',
        serviceType: SERVICE.shortTerm,
        component: COMPONENT.shortResidential,
        mechanism: MECHANISM.commissioned,
        provider: world.organisations.careHomes[0]!,
        unitCost: '905.00',
        frequency: FREQUENCY.week,
        units: '1.00',
      },
    ],
  )
}

export function tellWalter({ world, lives, stay, view }: Teller): void {
  lives[10]!.health = healthWith(
    { copd: '2012-12-12', 'heart-failure': '2020-02-20' },
    [['Furosemide 40mg tablets', 'One tablet in the morning']],
    world.asOf - 150,
  )
  stay(10, {
    ward: 'Ward 6',
    bay: 5,
    bed: 3,
    reason: 'Pneumonia',
    snomed: '233604007',
    came: 47,
    left: 40,
    died: true,
  })
  lives[10]!.council = clientTold(world, view(10, 'southmere-council'), {}, [
    homeCareTold(world, 4, 333, 40, 'died'),
  ])
}

export function tellSunitaThomasHelen({ world, lives, view }: Teller): void {
  const sunita = view(11, 'southmere-council', { birth: dayOf(1951, 7, 4), dirt: ['birthSwapped'] })
  lives[11]!.council = clientTold(world, sunita, {}, [asked(88, 86, 'community', 'advice')])
  const number = lives[12]!.person.nhsNumber
  const mistyped = `${number.slice(0, 5)}${(Number(number[5]) + 1) % 10}${number.slice(6)}`
  const thomas = view(12, 'southmere-council', {
    nhsNumber: mistyped,
    given: 'Tom',
    dirt: ['nhsNumberMistyped', 'nickname'],
  })
  lives[12]!.council = clientTold(world, thomas, {}, [
    asked(140, 139, 'community', 'planning'),
    {
      type: 'Service',
      from: 130,
      to: 128,
      description: 'Grab rails',
      serviceType: SERVICE.lowLevel,
      component: COMPONENT.equipment,
      mechanism: MECHANISM.commissioned,
      unitCost: '85.00',
      frequency: 'One-off',
      units: '1.00',
      outcome: OUTCOME.asPlanned,
    },
  ])
  const helen = lives[13]!
  helen.hospital = [
    view(13, 'mere-general', {
      family: 'Doyle',
      address: helen.person.formerAddress!,
      dirt: ['earlierFamily', 'earlierAddress'],
    }),
  ]
  helen.attendances.push({
    arrivedAt: at(world.asOf - 500, 13, 30),
    leftAt: at(world.asOf - 500, 16, 45),
    registration: 0,
    reason: { words: 'Sprained ankle', snomed: '44465007' },
  })
}

export function tellDaniel({ lives, stay }: Teller): void {
  const daniel = lives[14]!
  daniel.gp = undefined
  daniel.hospital = daniel.hospital.map((view) => ({
    ...view,
    nhsNumber: undefined,
    practice: undefined,
    dirt: ['nhsNumberMissing'],
  }))
  stay(14, {
    ward: 'Ward 3',
    bay: 2,
    bed: 5,
    reason: 'Asthma attack',
    snomed: '281239006',
    came: 2,
  })
}
