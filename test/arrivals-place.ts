import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Agreement, AgreementRoom } from '../src/agreement/index.ts'
import { agreementOf, southmereTexts } from '../src/agreement/testing.ts'
import { type LoadedFile, loadFiles } from '../src/intake/index.ts'
import { type VerdictRow, verdictsOf } from '../src/intake/queries-testing.ts'
import { personsOf } from '../src/intake/testing.ts'
import { fixedClock, openLog } from '../src/kernel/index.ts'
import { testDatabases } from '../src/kernel/testing.ts'
import { countDoubts, identityOf } from '../src/people/index.ts'
import {
  lookAtPerson,
  type PersonView,
  type RecordDeps,
  recordInWords,
} from '../src/record/index.ts'
import { viewerOf } from '../src/record/testing.ts'
import { openTrail } from '../src/trail/index.ts'
import { anybodyMay } from '../src/trail/testing.ts'
import type { ArrivalCase, ArrivalFile } from './arrivals.ts'

/** Whoever reads here reads as the agreement lets them: a clause of this test's own opens every class of everybody. */
const READER = viewerOf(
  {
    id: 'reader',
    name: 'Reader',
    role: 'arrivals-reader',
    organisation: 'mere-general',
    side: 'nhs',
  },
  'arrivals',
)
const CLASSES =
  '[demographics, hospital, leaving, health-record, council-care, carer, safeguarding, looks]'
const FEED_CLASSES = '[demographics, hospital, health-record, council-care, carer]'
const MINUTE_MS = 60_000

/** One identity as the page has it, and as the command line prints it. */
export type ReadPerson = { ids: readonly string[]; view: PersonView; words: string }

export type ArrivalsPlace = {
  /** loads the files of a case one after the other, a minute between them, from feeds of its own, and reads it back */
  arrive(one: ArrivalCase): Promise<Arrived>
}

/** A place with nobody in it, feeds for each case that declare nothing of how they are read, and a clock. */
export async function openArrivals(
  t: TestContext,
  at: string,
  cases: readonly ArrivalCase[],
): Promise<ArrivalsPlace> {
  const current = await arrivalsAgreement(cases)
  const databases = await testDatabases(t)
  const dataFolder = mkdtempSync(join(tmpdir(), 'concordat-arrivals-'))
  t.after(() => rmSync(dataFolder, { recursive: true, force: true }))
  const clock = fixedClock(at)
  const log = openLog('silent')
  const settings = { dataFolder, logName: 'southmere.example/trail', witnesses: [] }
  const trail = await openTrail({ databases, clock, log, settings, decide: anybodyMay })
  t.after(() => trail.close())
  const agreement = { current: () => current } as AgreementRoom
  const place = { databases, clock, trail, agreement, settings: { dataFolder } }
  const db = databases.owner.short
  return {
    async arrive({ id, files }) {
      const loaded: LoadedFile[] = []
      for (const [at, { feed, bytes }] of files.entries()) {
        const path = join(dataFolder, `${id}-${at}`)
        writeFileSync(path, bytes)
        loaded.push(...(await loadFiles(place, [path], feedOf(id, feed))).files)
        clock.set(new Date(clock.now().getTime() + MINUTE_MS).toISOString())
      }
      const feeds = FEEDS.map((feed) => feedOf(id, feed))
      const { rows } = await db.query<{ content: string }>(
        'select content from record.resource where source = any($1)',
        [feeds],
      )
      return {
        loaded,
        people: await readPeople({ databases, clock, trail, agreement }, feeds),
        verdicts: (await Promise.all(feeds.map((feed) => verdictsOf(db, feed)))).flat(),
        doubts: await countDoubts(db),
        contents: rows.map(({ content }) => content),
      }
    },
  }
}

async function readPeople(deps: RecordDeps, feeds: readonly string[]): Promise<ReadPerson[]> {
  const db = deps.databases.care.short
  const told = await Promise.all(feeds.map((feed) => personsOf(db, feed)))
  const people = new Map<string, ReadPerson>()
  for (const id of told.flat()) {
    const ids = (await identityOf(db, id)).toSorted()
    if (ids.length === 0 || people.has(ids[0]!)) continue
    const look = await lookAtPerson(deps, READER, id)
    if (look.outcome !== 'allowed') throw new Error(`not shown: ${JSON.stringify(look)}`)
    people.set(ids[0]!, { ids, view: look.view, words: recordInWords(look).join('\n') })
  }
  return [...people.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

function sortKey({ view }: ReadPerson): string {
  return `${view.who.name} ${view.who.nhsNumber?.number}`
}

const FEEDS = ['first', 'second'] as const

function feedOf(id: string, feed: ArrivalFile['feed']): string {
  return `case-${id.toLowerCase()}-${feed}`
}

async function arrivalsAgreement(cases: readonly ArrivalCase[]): Promise<Agreement> {
  const texts = await southmereTexts()
  const feeds = cases.flatMap(({ id }) => FEEDS.map((feed) => feedOf(id, feed)))
  const text = CLAUSES + feeds.map((id, at) => feedClause(`90.${at + 4}`, id)).join('')
  return agreementOf({ ...texts, files: [...texts.files, { path: '90-arrivals.yaml', text }] })
}

const feedClause = (number: string, id: string) => `
  - number: '${number}'
    heading: ${id}
    kind: feed
    text: What arrives.
    proposedBy: mere-general
    takesEffect: 2025-04-01
    id: ${id}
    party: mere-general
    name: ${id}
    every: 24 h
    gives: ${FEED_CLASSES}
`

const CLAUSES = `part: 90
heading: What the written cases need
clauses:
  - number: '90.1'
    heading: Reading the cases
    kind: purpose
    text: The cases are read.
    proposedBy: mere-general
    takesEffect: 2025-04-01
    id: arrivals
    name: arrivals
    relationship: not-required
    reaches: ${CLASSES}
    ask: records
    basis: a test
  - number: '90.2'
    heading: Reader
    kind: role
    text: A reader reads the cases.
    proposedBy: mere-general
    takesEffect: 2025-04-01
    id: arrivals-reader
    name: reader of the cases
    heldAt: [mere-general]
  - number: '90.3'
    heading: Readers read everything
    kind: grant
    text: A reader sees everything.
    proposedBy: mere-general
    takesEffect: 2025-04-01
    role: arrivals-reader
    purpose: arrivals
    relationships: []
    data: ${CLASSES}
`

export type Arrived = {
  loaded: LoadedFile[]
  /** each identity once, by name */
  people: ReadPerson[]
  /** of the items, in the order of arrival */
  verdicts: VerdictRow[]
  doubts: number
  /** what is kept of everybody, as it lies in the record */
  contents: string[]
}

export function names(people: readonly ReadPerson[]): string[] {
  return people.map(({ view }) => view.who.name)
}

/** `stay active WARD1 2026-03-01T09:00Z -`, newest first */
export function visits({ view }: ReadPerson): string[] {
  return view.timeline
    .filter(({ kind }) => kind === 'stay' || kind === 'attendance')
    .map(({ kind, status, where, startAt, endAt }) =>
      [kind, status, where?.split(', ')[1] ?? '-', minute(startAt), minute(endAt)].join(' '),
    )
}

export function stays(person: ReadPerson): string[] {
  return visits(person).filter((line) => line.startsWith('stay '))
}

/** Visits that go on, whatever end is planned for them. */
export function open({ view, ...person }: ReadPerson): string[] {
  const timeline = view.timeline
    .filter((item) => item.open)
    .map((item) => ({ ...item, endAt: undefined }))
  return visits({ ...person, view: { ...view, timeline } })
}

export function services({ view }: ReadPerson): string[] {
  return view.now.services.map(({ what }) => what)
}

export function allergies({ view }: ReadPerson): string[] {
  return lines(view.now.allergies)
}

export function medicines({ view }: ReadPerson): string[] {
  return lines(view.now.medicines)
}

/** Of what could not be read, why. */
export function reasons({ verdicts }: Arrived): string[] {
  return verdicts.flatMap(({ reason }) => reason ?? [])
}

function lines(items: PersonView['now']['allergies']): string[] {
  return items
    .map(({ what, more }) => [what, more].filter((part) => part !== undefined).join(', '))
    .sort()
}

function minute(at: string | undefined): string {
  return at?.replace(/:00(\.000)?Z$/, 'Z') ?? '-'
}
