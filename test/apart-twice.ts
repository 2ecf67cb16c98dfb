import type { TestContext } from 'node:test'
import { personIdOf } from '../src/people/index.ts'
import { readPersonas, routesOf } from '../src/shell/index.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'
import { signIn } from './sign-in.ts'

/**
 * One place made twice: once with a household that a refuge keeps apart, of whom others know one as well, and once
 * without. What those who may not see it are answered is compared, but for ids of looks and whatever else is new.
 */
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
export const ROSA = 'rosa.quinn'
export const REFUGE = 'southmere-refuge'
const SOUTHMERE = `${import.meta.dirname}/../places/southmere`

type Somebody = {
  id: string
  number?: string
  family: string
  given: string
  born: string
  code: string
}

function patient({ id, number, family, given, born }: Somebody) {
  return {
    resourceType: 'Patient',
    id,
    meta: { lastUpdated: '2026-03-01T09:00:00Z' },
    ...(number === undefined ? {} : { identifier: [{ system: NHS, value: number }] }),
    name: [{ family, given: [given] }],
    birthDate: born,
    address: [{ line: ['4 Hidden Row'], postalCode: 'ZM9 9ZZ' }],
    generalPractitioner: [{ identifier: { value: 'Y90001' } }],
  }
}

function careOf({ id, code }: Somebody) {
  return {
    resourceType: 'EpisodeOfCare',
    id: `${id}-e`,
    meta: { lastUpdated: '2026-03-01T09:00:00Z' },
    status: 'active',
    type: [{ text: 'Place of safety' }],
    patient: { reference: `Patient/${id}` },
    managingOrganization: { identifier: { value: code } },
    period: { start: '2026-02-20' },
  }
}

function stayOf({ id, code }: Somebody) {
  return {
    resourceType: 'Encounter',
    id: `${id}-v`,
    meta: { lastUpdated: '2026-03-01T09:00:00Z' },
    status: 'in-progress',
    class: { code: 'IMP' },
    subject: { reference: `Patient/${id}` },
    period: { start: '2026-03-01T10:12:00Z' },
    serviceProvider: { identifier: { value: code } },
    location: [{ location: { display: 'Ward 6' } }],
  }
}

function bundle(...resources: object[]): string {
  const entry = resources.map((resource) => ({ resource }))
  return JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry })
}

const MARTHA = { number: '9990123454', family: 'Okello', given: 'Martha', born: '1944-03-12' }
const AT_MERE = { ...MARTHA, id: 'H1', code: 'RXS' }
const AT_COUNCIL = { ...MARTHA, id: 'C1', code: 'E10000099' }
/** Known to the hospital by name alone: the household has her with a number, with which somebody else signs in. */
const MAYA = { family: 'Vantongeren', given: 'Maya', born: '1990-05-05', id: 'H2', code: 'RXS' }

/** Who fled: one whom everybody knows, one whom the hospital has without a number, and a child nobody else knows. */
export const HOUSEHOLD: readonly Somebody[] = [
  { ...MARTHA, id: 'F1', code: 'VXS01' },
  { ...MAYA, id: 'F2', number: '9990123462', code: 'VXS01' },
  { id: 'F3', family: 'Zephyrine', given: 'Lio', born: '2019-09-09', code: 'VXS01' },
]
export const APART_IDS = HOUSEHOLD.map(({ id }) => personIdOf(REFUGE, id, 'FHIR'))

export async function openTwice(t: TestContext): Promise<{ twins: readonly [Twin, Twin] }> {
  const [wanting, whole] = [await openOne(t, false), await openOne(t, true)]
  return { twins: [wanting, whole] }
}

export type Twin = OpenedPlace & {
  as(persona: string): Promise<Asks>
  paths: readonly string[]
}

/** What somebody asks, and what they are answered, with what is new each time taken out. */
export type Asks = {
  get(path: string): Promise<string>
  find(words: string, path?: string): Promise<string>
}

async function openOne(t: TestContext, withThem: boolean): Promise<Twin> {
  const opened = await openTestPlace(t)
  await opened.arrives(
    'mere-general',
    'mere.json',
    bundle(patient(AT_MERE), stayOf(AT_MERE), patient(MAYA), stayOf(MAYA)),
  )
  await opened.arrives(
    'southmere-council',
    'council.json',
    bundle(patient(AT_COUNCIL), careOf(AT_COUNCIL)),
  )
  const told = HOUSEHOLD.flatMap((one) => [patient(one), careOf(one), stayOf(one)])
  if (withThem) await opened.arrives(REFUGE, 'refuge.json', bundle(...told))
  const app = await opened.listen()
  const { origin } = opened.place.settings
  const paths = routesOf(app)
    .filter(
      ({ method, url }) =>
        method === 'GET' &&
        !/[:*]|sign-|mailbox|bundle|everything|event|news|metrics|assets/.test(url),
    )
    .map(({ url }) => url)
  const as = async (persona: string): Promise<Asks> => {
    const cookie = await signIn(origin, persona)
    const headers = { accept: 'text/html', cookie }
    const said = async (answer: Response) =>
      withoutIds(
        `${answer.status} ${answer.headers.get('location') ?? ''}\n${await answer.text()}`,
        origin,
      )
    const page = await fetch(new URL('/agreement', origin), { headers })
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())![1]!
    return {
      get: async (path) =>
        said(await fetch(new URL(path, origin), { headers, redirect: 'manual' })),
      find: async (words, path = '/people') => {
        const body = new URLSearchParams({ words, _csrf: csrf })
        const form = { method: 'POST', headers, body } as const
        return said(await fetch(new URL(path, origin), form))
      },
    }
  }
  return { ...opened, paths, as }
}

export const AT_MERE_ID = personIdOf('mere-general', 'H1', 'RXS')
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** The ids of people stay: those of anybody else would be seen. */
const PEOPLE = new Set<string>([
  ...APART_IDS,
  ...['H1', 'H2'].map((id) => personIdOf('mere-general', id, 'RXS')),
  personIdOf('southmere-council', 'C1', 'E10000099'),
])

/** What is new each time is taken out: ids of looks, tokens, hashes of the log. */
export function withoutIds(text: string, origin: string): string {
  return text
    .replaceAll(origin, 'ORIGIN')
    .replaceAll(UUID, (id) => (PEOPLE.has(id) ? id : 'ID'))
    .replaceAll(/name="(?:_csrf|key)" value="[^"]*"/g, 'TOKEN')
    .replaceAll(/data-session="[^"]*"/g, 'SESSION')
    .replaceAll(/nonce(?:="|-)[\w+/=-]+/g, 'NONCE')
    .replaceAll(/[\w+/-]{40,}=*/g, 'HASH')
    .replaceAll(/[0-9a-f]{12,}/g, 'HASH')
    .replaceAll(/[0-9a-f]{4} [0-9a-f]{4}(?: [0-9a-f]{4})+/g, 'HASH')
}

/** All who may not see it. */
export function others(): string[] {
  return readPersonas(SOUTHMERE)
    .flatMap(({ people }) => people.map(({ id }) => id))
    .filter((id) => id !== ROSA)
}

const SEARCHES = [
  ...['Zephyrine', 'Lio Zephyrine', 'Vantongeren', 'Maya', 'Okello', '9990123462', '999 012 3462'],
  ...[
    '9990123454',
    'ZM9 9ZZ',
    '4 Hidden Row',
    '2019-09-09',
    '1990',
    'F1',
    'F3',
    'Ward 6',
    'Zephyrin',
  ],
]

/** What one of them asks: every page, everybody's records, and searches. */
export function requestsOf(twin: Twin, asks: Asks): (readonly [string, () => Promise<string>])[] {
  const people = [...PEOPLE].flatMap((id) => [
    `/people/${id}`,
    `/people/${id}/looks`,
    `/people/${id}/kept`,
    `/for/${id}`,
    `/people/${id}/known/2026-03-09T09:00:00.000Z`,
    `/do/record.note?person=${id}`,
  ])
  return [
    ...[...twin.paths, ...people].map((path) => [path, () => asks.get(path)] as const),
    ...SEARCHES.map((words) => [`find ${words}`, () => asks.find(words)] as const),
  ]
}
