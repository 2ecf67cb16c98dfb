import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { parse } from 'yaml'
import { mayDo, powerDecider } from '../access/index.ts'
import { type Agreement, type AgreementRoom, openAgreement } from '../agreement/index.ts'
import {
  type Actor,
  DAY_MS,
  fixedClock,
  isRefusal,
  openLog,
  type PersonId,
  type Queryable,
  type Transaction,
  type Viewer,
} from '../kernel/index.ts'
import { personCalled, testDatabases } from '../kernel/testing.ts'
import { clauseKinds } from '../rooms.ts'
import { openTrail } from '../trail/index.ts'
import { contentTakenApart, takenApart } from './apart.ts'
import { classList } from './class-list.ts'
import { type ClassingInput, classingOf } from './classing.ts'
import { SHOWN_TYPES } from './elements.ts'
import { type CareEvent, eventIdOf } from './event.ts'
import { keepClassing } from './keep-classing.ts'
import type { KnownEvent } from './known-event.ts'
import type { KnownResource } from './known-resource.ts'
import { nowOf } from './now.ts'
import { occurrencesOf } from './occurrence.ts'
import { countedKnownAt } from './occurrence-history.ts'
import { occurrencesOfIdentities } from './queries-occurrences.ts'
import { eventVersions, otherEvents, resourcesOf } from './queries-read.ts'
import { medicineStates } from './read-known.ts'
import { spansOf } from './rebuild-occurrences.ts'
import { type JsonObject, resourceIdOf } from './resource.ts'
import type { Sources } from './sources.ts'
import * as events from './store-events.ts'
import * as resources from './store-resources.ts'

export { rebuildOccurrences } from './rebuild-occurrences.ts'

const SOUTHMERE = join(import.meta.dirname, '../../places/southmere/agreement')

const testClasses = clausesOf<ClassingInput['classes'][number]>('data-class').map(
  ({ holds, ...row }): ClassingInput['classes'][number] => {
    const none = { labels: [], lists: [], sources: [], purposes: [], words: [] }
    return holds === undefined ? row : { ...row, holds: { ...none, ...holds } }
  },
)

/** How the made-up place's text classes what is stored, as its files have it. */
const testRules = classingOf({
  classes: testClasses,
  feeds: clausesOf('feed'),
  lists: new Map(
    testClasses
      .flatMap(({ holds }) => holds?.lists ?? [])
      .map((name) => [name, classList(join(SOUTHMERE, '..'), name)]),
  ),
})
export const testClassing = { ...testRules, least: 10 }

function clausesOf<T>(kind: string): T[] {
  const texts = readdirSync(SOUTHMERE).filter((name) => name.endsWith('.yaml'))
  return texts
    .flatMap((name) => parse(readFileSync(join(SOUTHMERE, name), 'utf8')).clauses ?? [])
    .filter((clause) => clause.kind === kind)
}

/** The classes that a text calls sensitive and that somebody may be shown. */
export function sensitiveIn(agreement: Agreement): string[] {
  const classes = agreement.table<{ id: string; sensitive?: boolean }>('data-class')
  return classes.filter((one) => one.sensitive && one.id !== 'opt-outs').map(({ id }) => id)
}

/** What a feed would have stored, classed as the made-up place does it. */
export async function storeEvents(
  tx: Transaction,
  source: string,
  learntAt: Date,
  told: readonly CareEvent[],
): Promise<events.StoredEvents> {
  await keepClassing(tx, testClassing, () => {})
  return events.storeEvents(tx, source, learntAt, told, testClassing)
}

export async function storeResources(
  tx: Transaction,
  source: string,
  learntAt: Date,
  kept: Parameters<typeof resources.storeResources>[3],
): ReturnType<typeof resources.storeResources> {
  return resources.storeResources(tx, source, learntAt, kept, testClassing)
}

/** A hospital stay that is open, with what a test says of it. */
export function testEvent(more: Partial<KnownEvent> = {}): KnownEvent {
  const event: Omit<KnownEvent, 'dataClass'> = {
    personId: personCalled('martha'),
    eventId: '00000000-0000-0000-0000-0000000000e1',
    kind: 'stay',
    status: 'active',
    startAt: '2026-03-01T10:12:00.000Z',
    organisation: 'RXS',
    unit: 'Ward 6',
    label: 'Hospital stay',
    detail: {},
    form: 'message',
    numbers: [],
    saidAt: '2026-03-01T10:12:00.000Z',
    source: 'mere-general',
    learntAt: '2026-03-01T10:15:00.000Z',
    changedAt: '2026-03-01T10:15:00.000Z',
    ...more,
  }
  return classed(event)
}

/** As it would be read if it had been stored. */
export function classed(event: Omit<KnownEvent, 'dataClass'> & { dataClass?: string }): KnownEvent {
  const { dataClass, apart } = testClassing.ofEvent(event.source, event)
  return takenApart({ ...event, dataClass: event.dataClass ?? dataClass }, apart ?? null)
}

/** What every telling has beside what it tells, under a key of the test's own. */
export function told(key: string) {
  const eventId = eventIdOf('test', '', key)
  return { eventId, form: 'message' as const, saidAt: '2026-03-01T10:12:00.000Z' }
}

/** A stamp older than any that a test needs to be newer. */
export const STAMP = '2026-02-20T02:00:00.000Z~4'

/** Two that say something else are two. */
export function testResource(
  type: string,
  content: JsonObject,
  source = 'southmere-gp',
): KnownResource {
  const { dataClass, apart } = testClassing.ofResource(
    source,
    type,
    content,
    JSON.stringify(content),
  )
  const resource = {
    personId: personCalled('martha'),
    type,
    id: resourceIdOf('southmere-gp', type, JSON.stringify(content)),
    source,
    dataClass,
    content,
    stamp: STAMP,
    contested: false,
    learntAt: '2026-02-20T02:00:00.000Z',
  }
  return contentTakenApart(resource, apart ?? null)
}

/** Three feeds on two sides, as an agreement would describe them. */
export const testSources: Sources = {
  nameOf: (source) =>
    ({ 'mere-general': 'Mere General', 'southmere-gp': 'GP records' })[source] ??
    'Southmere Council',
  callOf: (source) =>
    ({ 'mere-general': 'the hospital', 'southmere-gp': 'the practice' })[source] ?? 'the council',
  contactOf: () => undefined,
  freshUntil: (_, asAt) => new Date(Date.parse(asAt) + 124 * DAY_MS).toISOString(),
  sideOf: (source) => (source === 'southmere-council' ? 'council' : 'nhs'),
  givesOf: (source) => {
    if (source === 'southmere-council') return ['demographics', 'council-care', 'carer']
    return source === 'mere-general'
      ? ['demographics', 'hospital']
      : ['demographics', 'health-record']
  },
  codesOf: () => new Set(['RXS']),
  partyName: (code) => (code === 'RXS' ? 'Mere General' : undefined),
  sides: [
    { id: 'nhs', name: 'The NHS' },
    { id: 'council', name: 'The council' },
  ],
}

/**
 * What of these identities is kept otherwise than the rules say, worked out from what sources told and from links
 * alone, as it was known at a time: one sentence each. And how many things there are.
 */
export async function keptOtherwise(
  db: Queryable,
  identityIds: readonly PersonId[],
  at: Date,
): Promise<{ count: number; otherwise: string[] }> {
  const spans = await spansOf(db, identityIds)
  const members = [...spans.values()].flat().flatMap((span) => span.members)
  const versions = Map.groupBy(
    await eventVersions(db, [...new Set(members)]),
    ({ event }) => event.personId,
  )
  const kept = await occurrencesOfIdentities(db, identityIds, at)
  let count = 0
  const otherwise: string[] = []
  for (const [identity, found] of kept) {
    const own = spans.get(identity) ?? []
    const told = new Set(own.flatMap((span) => span.members))
    const all = [...told].flatMap((id) => versions.get(id) ?? [])
    const [there, due] = [found, countedKnownAt(all, own, at.toISOString())].map((some) =>
      JSON.stringify(some.toSorted((a, b) => (a.id < b.id ? -1 : 1))),
    )
    count += found.length
    if (there !== due) otherwise.push(`${identity} at ${at.toISOString()}: ${there} and not ${due}`)
  }
  return { count, otherwise }
}

export const TEST_NOW = '2026-03-03T12:00:00Z'

/** The made-up place's own agreement in effect, on a database of its own. */
export async function testPlace(t: TestContext) {
  const databases = await testDatabases(t)
  const clock = fixedClock(TEST_NOW)
  const log = openLog('silent')
  // A folder of its own: what a key has signed is kept beside it, and this log is nobody else's.
  const dataFolder = mkdtempSync(join(tmpdir(), 'concordat-record-'))
  t.after(() => rmSync(dataFolder, { recursive: true, force: true }))
  const settings = { dataFolder, logName: 'southmere.example/test', witnesses: [] }
  let agreement: AgreementRoom | undefined
  const decide = powerDecider(() => agreement?.current())
  const trail = await openTrail({ databases, clock, log, settings, decide })
  const kinds = clauseKinds
  const mode = 'made-up'
  agreement = await openAgreement({ databases, trail, kinds, clock, log, mode })
  const adopted = await agreement.adoptFolder(SOUTHMERE)
  if (isRefusal(adopted)) throw new Error(adopted.sentence)
  t.after(() => trail.close())
  const whyNot = (viewer: Viewer, name: string) => {
    const answer = mayDo(agreement.current(), viewer, { name, does: 'do this' })
    return isRefusal(answer) ? answer : undefined
  }
  return { databases, clock, log, trail, agreement, whyNot, feeds: async () => [] }
}

export function viewerOf(
  actor: Partial<Actor> & Pick<Actor, 'id' | 'name' | 'role'>,
  purpose: string,
): Viewer {
  return { actor: { organisation: '', side: '', via: 'web', ...actor }, purpose }
}

const priya = {
  id: 'priya.shah',
  name: 'Priya Shah',
  role: 'ward-coordinator',
  organisation: 'mere-general',
  side: 'nhs',
}

export const PRIYA = viewerOf({ ...priya, unit: 'Ward 6' }, 'direct-care')
export const TOM = viewerOf(
  { ...priya, id: 'tom.ellis', name: 'Tom Ellis', unit: 'Ward 3' },
  'direct-care',
)
export const MARTHA = viewerOf(
  { id: 'martha.okello', name: 'Martha Okello', role: 'resident', nhsNumber: '9990123454' },
  'own-record',
)

/** What pages read of somebody, without asking who may: for tests of what feeds bring. */
export async function recordOf(
  db: Queryable,
  personIds: readonly PersonId[],
  now = new Date(TEST_NOW),
) {
  const [events, resources] = await Promise.all([
    otherEvents(db, personIds, [], 500),
    resourcesOf(db, personIds, SHOWN_TYPES, medicineStates(now), { limit: 500 }),
  ])
  const occurrences = occurrencesOf(events)
  return {
    occurrences,
    resources,
    now: nowOf({ occurrences, resources, sources: testSources, now }),
  }
}

/** Where the results of a search are, as the form leads there. */
export async function searchAddress(app: FastifyInstance, words: string): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/people',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    payload: new URLSearchParams({ words }).toString(),
  })
  return String(answer.headers.location)
}
