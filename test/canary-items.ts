import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLD_COLUMNS } from '../src/intake/cld-columns.ts'

/**
 * Items of every kind that a feed sends, each with one word in one field that no other has: where it shows, it is known
 * which field of which kind it came from.
 */
export type Planted = { word: string; where: string }

export class Garden {
  readonly planted: Planted[] = []
  readonly #first: number

  /** Two gardens have no word in common that begin a thousand apart. */
  constructor(first: number) {
    this.#first = first
  }

  /** A word that is in no other place. */
  word(where: string): string {
    const word = `quokka${this.#first + this.planted.length}`
    this.planted.push({ word, where })
    return word
  }

  where(word: string): string {
    return this.planted.find((one) => one.word === word)?.where ?? word
  }
}

export const MARTHA = '9990123454'
/** Where she lives: she is restricted, so it is nowhere, whoever asks. */
const HER_STREET = 'Wallaroo Crescent'
export const HER_ADDRESS = /Wallaroo|ZQ7 ?4QT/i
const DAY_MS = 86_400_000

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Resource = { [key: string]: Json }

const day = (now: Date, ago: number) =>
  new Date(now.getTime() - ago * DAY_MS).toISOString().slice(0, 10)
const hl7 = (now: Date, ago: number) => `${day(now, ago).replaceAll('-', '')}1000`

/** What of a resource is code and no text: never planted in, so that it is read as what it is. */
const CODED = [
  ...[
    'resourceType',
    'id',
    'reference',
    'system',
    'status',
    'intent',
    'url',
    'code',
    'value',
    'start',
    'end',
    'use',
  ],
  ...['authoredOn', 'recorded', 'unit', 'family', 'sent', 'date', 'priority', 'lifecycleStatus'],
]

export const AT_HOME = `at 12 ${HER_STREET}, ZQ74QT`

/** Of each kind about a person a resource with text in whatever R4 lets text stand that anything here reads. */
const RESOURCES = readFileSync(join(import.meta.dirname, 'canary-resources.json'), 'utf8')

function resources(now: Date): Resource[] {
  return JSON.parse(RESOURCES.replaceAll('DAY', day(now, 20)).replaceAll('AT HOME', AT_HOME))
}

function plantAt(value: Json, path: readonly string[], words: string): Json {
  const [name, ...rest] = path
  if (name === undefined) return words
  if (Array.isArray(value))
    return value.with(Number(name), plantAt(value[Number(name)]!, rest, words))
  const object = value as Resource
  return { ...object, [name]: plantAt(object[name]!, rest, words) }
}

function* textsIn(value: Json, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value === 'string') {
    const name = path.findLast((one) => !/^\d+$/.test(one)) ?? ''
    if (!CODED.includes(name) && !/Date(?:Time)?$/.test(name)) yield path
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value))
      if (name !== 'meta') yield* textsIn(one, [...path, name])
  }
}

let made = 0
function about(resource: Resource, patient: string): Resource {
  made += 1
  const who = { reference: `Patient/${patient}` }
  const own = [
    'AllergyIntolerance',
    'Consent',
    'EpisodeOfCare',
    'FamilyMemberHistory',
    'Immunization',
    'RelatedPerson',
  ]
  const type = String(resource.resourceType)
  const subject: Resource = own.includes(type)
    ? { patient: who }
    : type === 'Task'
      ? { for: who }
      : type === 'Appointment'
        ? { participant: [{ actor: who, status: 'accepted' }, ...(resource.participant as Json[])] }
        : { subject: who }
  return { id: `canary${made}`, ...resource, ...subject }
}

function patient(id: string): Resource {
  return {
    resourceType: 'Patient',
    id,
    identifier: [
      {
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        value: MARTHA,
        extension: [
          {
            url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
            valueCodeableConcept: { coding: [{ code: 'number-present-and-verified' }] },
          },
        ],
      },
    ],
    name: [{ use: 'official', family: 'Okello', given: ['Martha'] }],
    gender: 'female',
    birthDate: '1944-03-12',
    generalPractitioner: [
      { identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'Y90001' } },
    ],
    address: [{ line: [`12 ${HER_STREET}`], city: 'Southmere', postalCode: 'ZQ7 4QT' }],
  }
}

/** What feeds of FHIR send: sensitive by words in one field each, by a label, by a code. */
export function fhirItems(now: Date, words: Garden, coded: Garden): string {
  const all = resources(now).flatMap((resource) => {
    const type = String(resource.resourceType)
    const byWords = [...textsIn(resource)].map((path) =>
      plantAt(resource, path, `Safeguarding ${words.word(`${type} ${path.join('.')}`)}`),
    )
    const every = (garden: Garden, how: string) =>
      [...textsIn(resource)].reduce<Json>(
        (one, path) => plantAt(one, path, garden.word(`${type} ${path.join('.')} ${how}`)),
        resource,
      ) as Resource
    const meta = { ...((resource.meta as Resource) ?? {}), security: [{ code: 'R' }] }
    const code = JSON.parse(
      JSON.stringify(every(coded, 'by code'))
        .replaceAll('http://example.org/own', 'http://snomed.info/sct')
        .replaceAll('"own"', '"72892002"'),
    ) as Resource
    const hasCode = JSON.stringify(code).includes('72892002')
    return [
      ...(byWords as Resource[]),
      { ...every(words, 'by label'), meta },
      ...(hasCode ? [code] : []),
    ]
  })
  const atHome = resources(now).map((one) =>
    JSON.parse(JSON.stringify(one).replaceAll('plain', AT_HOME)),
  )
  return [patient('p1'), ...[...all, ...atHome].map((one) => about(one, 'p1'))]
    .map((one) => JSON.stringify(one))
    .join('\n')
}

const SEGMENTS: Readonly<
  Record<string, { own: Readonly<Record<number, string>>; plant: readonly number[] }>
> = {
  PV2: { own: {}, plant: [2, 3, 4, 5, 12, 20] },
  PV1: { own: {}, plant: [4, 6, 10, 13, 14, 36, 37, 39] },
  ZU1: { own: {}, plant: [4, 5, 6] },
  NTE: { own: { 1: '1' }, plant: [3] },
  OBX: { own: { 1: '1', 2: 'TX', 3: 'OWN^plain' }, plant: [5, 16] },
}
const LISTED: Readonly<
  Record<string, { own: Readonly<Record<number, string>>; plant: readonly number[] }>
> = {
  DG1: { own: {}, plant: [3, 4, 16] },
  AL1: { own: { 2: 'DA', 3: '^Penicillin', 4: 'SV' }, plant: [3, 5] },
  NK1: { own: { 2: 'Smith^Jo', 3: 'SIS^Sister', 5: '07700900222' }, plant: [3, 7, 13] },
}

function segmentOf(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number))
  return [name, ...Array.from({ length: last }, (_, at) => fields[at + 1] ?? '')].join('|')
}

/** Messages of a hospital: each plants one field of one segment, each with a visit of its own. */
export function messages(now: Date, words: Garden): string {
  const variants = Object.entries(SEGMENTS).flatMap(([name, { own, plant }]) =>
    plant.map((field) => ({
      name,
      fields: {
        ...own,
        [field]: `${name === 'PV2' ? '^' : ''}Safeguarding ${words.word(`${name}-${field}`)}`,
      },
    })),
  )
  const listed = Object.entries(LISTED).flatMap(([name, { own, plant }]) =>
    plant.map((field, at) =>
      segmentOf(name, {
        1: String(at + 1),
        ...own,
        [field]: `X${at}^Safeguarding ${words.word(`${name}-${field}`)}`,
      }),
    ),
  )
  const write = (
    at: number,
    given: { name: string; fields: Readonly<Record<number, string>> } | undefined,
    more: string[],
  ) => {
    const ago = 2 + at
    const main = given?.name === 'PV1' ? given.fields : {}
    const delay = given?.name === 'ZU1' ? given.fields : {}
    const others =
      given === undefined || ['PV1', 'ZU1'].includes(given.name)
        ? []
        : [segmentOf(given.name, given.fields)]
    return [
      `MSH|^~\\&|MEREPAS|RXS|ROUTE|SOUTHMERE|${hl7(now, ago)}||ADT^A01^ADT_A01|CAN${at}|P|2.4|||||GBR|UNICODE UTF-8`,
      `EVN|A01|${hl7(now, ago)}`,
      `PID|1||CANH1^^^RXS^MR~${MARTHA}^^^NHS^NH||Okello^Martha^^^Ms||19440312|F|||||||||||||||||||||||||||NSTS01`,
      'PD1||||||||||||Y',
      segmentOf('PV1', {
        1: '1',
        2: 'I',
        3: `Ward 6^Bay 1^Bed ${at}^RXS`,
        4: '11',
        19: `CANV${at}`,
        44: hl7(now, ago),
        ...main,
      }),
      ...others,
      ...more,
      segmentOf('ZU1', { 1: '1', 2: hl7(now, 1), 3: '1', ...delay }),
    ].join('\r')
  }
  return [
    ...variants.map((one, at) => write(at, one, [])),
    write(variants.length, undefined, [`PV2|||^Fall ${AT_HOME}`, ...listed]),
  ]
    .map((one) => `${one}\r`)
    .join('')
}

/** Rows of a council's return: each plants one column. */
export function returnOf(now: Date, words: Garden): string {
  const row = (at: number, more: Readonly<Record<string, string>>) => ({
    'LA Code': 'E10000099',
    'Reporting Period Start Date': day(now, 200),
    'Reporting Period End Date': day(now, 30),
    'NHS Number': MARTHA,
    'LA Person Unique Identifier': 'CANC1',
    'First Name': 'Martha',
    'Last Name': 'Okello',
    Gender: 'Female',
    'Date of Birth': '1944-03-12',
    'Client Type': 'Service user',
    'Event Type': 'Service',
    'Event Reference': `CAN${at}`,
    'Event Start Date': day(now, 100 + at),
    'Event Description': `plain ${at}`,
    'Service Type': 'Long term support: Community',
    'Service Component': 'Home support or domiciliary care',
    ...more,
  })
  const plant = CLD_COLUMNS.filter(
    (column) =>
      !/Date|Number|ID$|Identifier|[Cc]ode|Name$|Gender|Event Type|Client Type/.test(column),
  )
  const rows = plant.map((column, at) =>
    row(at, {
      ...(/Request/.test(column) ? { 'Event Type': 'Request' } : {}),
      ...(/Assessment/.test(column) ? { 'Event Type': 'Assessment' } : {}),
      ...(/Review/.test(column) ? { 'Event Type': 'Review' } : {}),
      [column]: `Safeguarding ${words.word(`CLD ${column}`)}`,
    }),
  )
  const cell = (value = '') => `"${value.replaceAll('"', '""')}"`
  const lines = [
    row(900, { Postcode: 'ZQ7 4QT' }),
    row(901, { 'Event Description': `Home care ${AT_HOME}` }),
    ...rows,
  ].map((one: Readonly<Record<string, string>>) =>
    CLD_COLUMNS.map((column) => cell(one[column])).join(','),
  )
  return [CLD_COLUMNS.map((column) => cell(column)).join(','), ...lines, ''].join('\n')
}
