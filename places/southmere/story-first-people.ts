import type { Sex } from './names.ts'

/** Somebody of the stories, as README.md tells of them. */
export type Told = {
  story: string
  household: number
  title: string
  given: string
  middle?: string
  family: string
  birthFamily?: string
  knownAs?: string
  sex: Sex
  /** a date, or how many days before as-of */
  born: string | number
  diedDaysAgo?: number
  /** NHS ethnic category */
  ethnicity: string
  /** the nine digits before the check digit; 999 is kept for story people (nhs-number.ts) */
  nhs: string
  home: readonly [line: string, city: string, postcode: string]
  formerHome?: readonly [line: string, city: string, postcode: string]
  mobile?: string
  landline?: string
  email?: string
  practice?: number
  restricted?: true
}

const TWINS_HOME = ['31 Foundry Terrace', 'Mere', 'ZM1 2RW'] as const

/**
 * Ofcom's drama numbers and ZM1 postcodes, as for everybody (county.ts, person.ts). In the order of
 * README.md.
 */
export const FIRST_PEOPLE: readonly Told[] = [
  {
    story: 'In Ward 6 now, with home care from the council',
    household: 0,
    title: 'Mrs',
    given: 'Martha',
    middle: 'Akello',
    family: 'Okello',
    sex: 'female',
    born: '1944-03-12',
    ethnicity: 'N',
    nhs: '999012345',
    home: ['7 Orchard Row', 'Eastmere', 'ZM1 4QT'],
    landline: '01632960144',
  },
  {
    story: 'Martha’s daughter, who cares for her',
    household: 1,
    title: 'Ms',
    given: 'Ruth',
    family: 'Okello',
    sex: 'female',
    born: '1971-06-02',
    ethnicity: 'N',
    nhs: '999012346',
    home: ['22 Quay Street', 'Mere', 'ZM1 2BD'],
    mobile: '07700900123',
    email: 'ruth.okello@example.org',
  },
  {
    story: 'Ready to leave Ward 6, waiting for home care',
    household: 2,
    title: 'Mr',
    given: 'George',
    middle: 'Arthur',
    family: 'Whitfield',
    sex: 'male',
    born: '1946-09-21',
    ethnicity: 'A',
    nhs: '999013101',
    home: ['3 Ropewalk Close', 'Mere Quay', 'ZM1 3JH'],
    landline: '01632960218',
  },
  {
    story: 'Ready to leave Ward 3, waiting for a care home',
    household: 3,
    title: 'Mrs',
    given: 'Irene',
    family: 'Castle',
    birthFamily: 'Tucker',
    sex: 'female',
    born: '1938-01-30',
    ethnicity: 'A',
    nhs: '999013203',
    home: ['Flat 9, Curlew Court', 'Gull Point', 'ZM1 5SN'],
    practice: 1,
  },
  {
    story: 'A safeguarding concern; in Ward 3 now',
    household: 4,
    title: 'Miss',
    given: 'Doris',
    family: 'Penrose',
    sex: 'female',
    born: '1940-11-08',
    ethnicity: 'A',
    nhs: '999013303',
    home: ['18 Heron Lane', 'Wendlebury', 'ZM1 6LE'],
    landline: '01632960377',
    practice: 2,
  },
  {
    story: 'Twin of Amina',
    household: 5,
    title: 'Miss',
    given: 'Amira',
    family: 'Rahman',
    sex: 'female',
    born: '2019-05-17',
    ethnicity: 'K',
    nhs: '999014402',
    home: TWINS_HOME,
  },
  {
    story: 'Twin of Amira',
    household: 5,
    title: 'Miss',
    given: 'Amina',
    family: 'Rahman',
    sex: 'female',
    born: '2019-05-17',
    ethnicity: 'K',
    nhs: '999014403',
    home: TWINS_HOME,
  },
  {
    story: 'Mother of the twins',
    household: 5,
    title: 'Mrs',
    given: 'Nusrat',
    family: 'Rahman',
    birthFamily: 'Chowdhury',
    sex: 'female',
    born: '1990-02-11',
    ethnicity: 'K',
    nhs: '999014404',
    home: TWINS_HOME,
    mobile: '07700900451',
    email: 'nusrat.rahman@example.org',
  },
  {
    story: 'Registered twice at the hospital',
    household: 6,
    title: 'Mr',
    given: 'Robert',
    middle: 'James',
    family: 'Hargreaves',
    knownAs: 'Bob',
    sex: 'male',
    born: '1952-02-05',
    ethnicity: 'A',
    nhs: '999015501',
    home: ['44 Station Road', 'Moorgate', 'ZM1 7PT'],
    mobile: '07700900562',
    practice: 3,
  },
  {
    story: 'The council has no NHS number for her',
    household: 7,
    title: 'Mrs',
    given: 'Edith',
    family: 'Lomax',
    birthFamily: 'Frost',
    sex: 'female',
    born: '1936-08-14',
    ethnicity: 'A',
    nhs: '999015602',
    home: ['5 Priory Gardens', 'Eastmere', 'ZM1 4WB'],
    landline: '01632960613',
  },
  {
    story: 'Died in Mere General',
    household: 8,
    title: 'Mr',
    given: 'Walter',
    family: 'Pryce',
    sex: 'male',
    born: '1939-04-19',
    diedDaysAgo: 40,
    ethnicity: 'A',
    nhs: '999015703',
    home: ['61 Tanners Row', 'Mere', 'ZM1 2LG'],
  },
  {
    story: 'The council has day and month of her birth the wrong way round',
    household: 9,
    title: 'Mrs',
    given: 'Sunita',
    family: 'Patel',
    birthFamily: 'Mistry',
    sex: 'female',
    born: '1951-04-07',
    ethnicity: 'H',
    nhs: '999015804',
    home: ['12 Jubilee Way', 'Castle Hill', 'ZM1 2YN'],
    mobile: '07700900788',
  },
  {
    story: 'The council mistyped his NHS number',
    household: 10,
    title: 'Mr',
    given: 'Thomas',
    family: 'Bright',
    knownAs: 'Tom',
    sex: 'male',
    born: '1958-12-03',
    ethnicity: 'A',
    nhs: '999015906',
    home: ['90 Granary Drive', 'Thornby', 'ZM1 4HA'],
    mobile: '07700900834',
    practice: 4,
  },
  {
    story: 'Married and moved; the hospital has her earlier name and address',
    household: 11,
    title: 'Mrs',
    given: 'Helen',
    middle: 'Jane',
    family: 'Carver',
    birthFamily: 'Doyle',
    sex: 'female',
    born: '1963-10-25',
    ethnicity: 'B',
    nhs: '999016006',
    home: ['2 Saltpan Cottages', 'Saltmarsh', 'ZM1 5AE'],
    formerHome: ['17 Weavers Street', 'Mere', 'ZM1 2SF'],
    mobile: '07700900905',
    practice: 5,
  },
  {
    story: 'Known to the hospital only; in Ward 3 now',
    household: 12,
    title: 'Mr',
    given: 'Daniel',
    family: 'Antwi',
    sex: 'male',
    born: '1979-07-29',
    ethnicity: 'N',
    nhs: '999016107',
    home: ['Flat 2, 8 Harbour Street', 'Mere Quay', 'ZM1 3QD'],
    mobile: '07700900672',
  },
]
