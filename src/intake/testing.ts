import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type Clock,
  type Databases,
  fixedClock,
  newId,
  openLog,
  type PersonId,
  type Queryable,
  type Refusal,
  refuse,
  type Viewer,
} from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import {
  identitiesAfter,
  identitiesOf,
  identityOf,
  readPersons,
  type SourcePerson,
} from '../people/index.ts'
import { lookAtOwnRecord, type PersonView } from '../record/index.ts'
import { recordOf, testPlace, viewerOf } from '../record/testing.ts'
import type { Place } from '../room.ts'
import { inPlace, openTrail } from '../trail/index.ts'
import { anybodyMay } from '../trail/testing.ts'
import { STANDARD_READING } from './feed-reading.ts'
import { heardFrom } from './feeds.ts'
import { itemHash } from './item.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { personKey } from './person-fields.ts'
import { type VerdictRow, verdictsOf } from './queries-testing.ts'
import { NO_FILE, type ReadContext } from './reading.ts'
import type { IntakePlace } from './receive-items.ts'
import { type Replayed, replay } from './replay-item.ts'

/** A place with a database of its own, and a folder to write files into. */
export type TestIntake = IntakePlace & {
  clock: ReturnType<typeof fixedClock>
  write(name: string, content: string | Buffer): string
  /** reads an item in quarantine again, as whoever may */
  replay(viewer: Viewer, id: string): Promise<Replayed | Refusal>
  /** declares how a source is read: as Mere General where nothing else is given, which is declared from the start */
  declare(source: string, reading?: string): void
}

const READINGS = join(import.meta.dirname, '../../places/southmere/readings')
const SOUTHMERE = readFileSync(join(READINGS, 'mere-general.yaml'), 'utf8')

export async function testIntake(t: TestContext): Promise<TestIntake> {
  const databases = await testDatabases(t)
  const folder = mkdtempSync(join(tmpdir(), 'concordat-intake-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const files = join(folder, 'files')
  mkdirSync(files)
  cpSync(READINGS, join(folder, 'readings'), { recursive: true })
  const clock = fixedClock('2026-03-10T09:00:00Z')
  const place = await placeOn(databases, clock, folder)
  t.after(() => place.trail.close())
  return {
    ...place,
    clock,
    async replay(viewer, id) {
      const input = replay.input.safeParse({ id })
      if (!input.success) return refuse('faults', 'The input does not fit.')
      const call = { viewer, input: input.data, key: newId() }
      return (await place.trail.run(
        inPlace(replay, { settings: place.settings } as Place),
        call,
      )) as Replayed | Refusal
    },
    write(name, content) {
      const path = join(files, name)
      writeFileSync(path, content)
      return path
    },
    declare(source, reading = SOUTHMERE) {
      writeFileSync(join(folder, 'readings', `${source}.yaml`), reading)
    },
  }
}

async function placeOn(
  databases: Databases,
  clock: Clock,
  dataFolder: string,
): Promise<IntakePlace> {
  const settings = { dataFolder, logName: 'southmere.example/trail', witnesses: [] }
  const log = openLog('silent')
  const trail = await openTrail({ databases, clock, log, settings, decide: anybodyMay })
  return { databases, clock, trail, settings: { dataFolder, placeFolder: dataFolder } }
}

/** A place with its agreement: what is loaded into it is read as the person themselves reads it. */
export async function testRecord(t: TestContext) {
  const place = await testPlace(t)
  const folder = mkdtempSync(join(tmpdir(), 'concordat-record-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  let files = 0
  const taking = await placeOn(place.databases, place.clock, folder)
  t.after(() => taking.trail.close())
  return {
    ...place,
    /** takes from anybody: what a source sent is there still when no clause names it any more */
    taking,
    heard: (at?: Date) => heardFrom(place.databases.care.short, at),
    /** each content as a file of its own, one after the other */
    async load(source: string, ...contents: (string | object)[]): Promise<LoadedFile[]> {
      const paths = contents.map((content) => {
        files += 1
        const path = join(folder, String(files))
        writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
        return path
      })
      return (await loadFiles(place, paths, source)).files
    },
    async own(nhsNumber: string): Promise<PersonView> {
      const found = await lookAtOwnRecord(place, residentOf(nhsNumber), 'test')
      if (found.outcome !== 'allowed') throw new Error(`nobody is shown: ${found.outcome}`)
      return found.view
    },
  }
}

function residentOf(nhsNumber: string): Viewer {
  return viewerOf({ id: nhsNumber, name: 'Resident', role: 'resident', nhsNumber }, 'own-record')
}

/** An item by itself, as a source that declares nothing sends it. */
export function testContext(
  bytes: Buffer,
  more: Partial<ReadContext> & Pick<ReadContext, 'source' | 'kind'>,
): ReadContext {
  return {
    hash: itemHash(bytes),
    receivedAt: '2026-03-03T12:00:00.000Z',
    turn: 0,
    sequence: 0,
    file: NO_FILE,
    feed: STANDARD_READING,
    ...more,
  }
}

/** Fields by their HL7 number, empty ones in between: `segment('PV1', { 2: 'I', 19: 'V1' })`. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(0, ...Object.keys(fields).map(Number))
  return [name, ...Array.from({ length: last }, (_, at) => fields[at + 1] ?? '')].join('|')
}

export type Person = {
  id?: string
  nhs?: string
  name?: string
  birth?: string
  sex?: string
  /** further fields of PID, and in place of those above */
  pid?: Readonly<Record<number, string>>
}

/** Martha as a made-up trust RXT knows her, with what a test says of her. */
export function pid({
  id = 'H1',
  nhs,
  name = 'Okello^Martha',
  birth,
  sex,
  pid: more,
}: Person = {}): string {
  const ids = [`${id}^^^RXT^MR`, ...(nhs === undefined ? [] : [`${nhs}^^^NHS^NH`])]
  return segment('PID', {
    1: '1',
    3: ids.join('~'),
    5: name,
    7: birth ?? '19440312',
    8: sex ?? 'F',
    11: '1 Lane^^Mere^^ZM1 1ZM',
    ...more,
  })
}

export type Visit = {
  kind?: string
  ward?: string
  visit?: string
  admitted?: string
  discharged?: string
  /** further fields of PV1 */
  pv1?: Readonly<Record<number, string>>
}

export function pv1({
  kind = 'I',
  ward = 'W1',
  visit = 'V1',
  admitted,
  discharged,
  pv1: more,
}: Visit = {}) {
  const times = { 44: admitted ?? '', 45: discharged ?? '' }
  return segment('PV1', { 1: '1', 2: kind, 3: ward, 19: visit, ...times, ...more }).replace(
    /\|+$/,
    '',
  )
}

let control = 0

/** A message of its own control id: `adt('A01', '202603010900', pid(), pv1())`. */
export function adt(trigger: string, at: string, ...segments: string[]): string {
  control += 1
  return withHeader({}, trigger, at, `M${control}`, segments)
}

/** The same with other fields of MSH. */
export function adtWith(
  msh: Readonly<Record<number, string>>,
  trigger: string,
  at: string,
  ...segments: string[]
): string {
  control += 1
  return withHeader(msh, trigger, at, `M${control}`, segments)
}

function withHeader(
  msh: Readonly<Record<number, string>>,
  trigger: string,
  at: string,
  id: string,
  segments: readonly string[],
): string {
  const usual = { 2: 'PAS', 3: 'RXT', 6: at, 8: `ADT^${trigger}`, 9: id, 10: 'P', 11: '2.4' }
  const given = Object.fromEntries(
    Object.entries(msh).map(([field, text]) => [Number(field) - 1, text]),
  )
  // MSH-1 is the separator itself, which stands before MSH-2 already.
  const header = segment('MSH', { 1: '^~\\&', ...usual, ...given })
  return [header, segment('EVN', { 1: trigger, 2: at }), ...segments, ''].join('\r')
}

let file = 0

/** Loads messages as one file; answers what the file's counts are. */
export async function load(place: TestIntake, source: string, ...messages: (string | Buffer)[]) {
  file += 1
  const bytes = Buffer.concat(messages.map((message) => Buffer.from(message)))
  const { files } = await loadFiles(place, [place.write(`${file}.hl7`, bytes)], source)
  return files[0]!
}

/** Everybody of a source, each identity with what pages would show of it; what other sources know is left out. */
export async function seen(place: TestIntake, source: string) {
  const { short } = place.databases.owner
  const own = await personsOf(short, source)
  const done = new Set<string>()
  const identities: Seen[] = []
  for (const personId of own) {
    if (done.has(personId)) continue
    const ids = (await identityOf(short, personId)).filter((id) => own.includes(id))
    for (const id of ids) done.add(id)
    const persons = (await readPersons(short, ids)).sort((a, b) =>
      a.sourceId < b.sourceId ? -1 : 1,
    )
    const { occurrences, resources, now } = await recordOf(short, ids, place.clock.now())
    identities.push({ persons, occurrences, resources, now })
  }
  return identities
}

/** Whom a source has said anything of, in the order of what it calls them. */
export async function personsOf(db: Queryable, source: string): Promise<PersonId[]> {
  const identities = await identitiesOf(db, await identitiesAfter(db, NOBODY, EVERYBODY))
  const persons = await readPersons(db, identities.flat())
  return persons
    .filter((person) => person.source === source)
    .map(({ personId, authority, sourceId }) => ({ personId, key: personKey(authority, sourceId) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ personId }) => personId)
}

/** Before all ids, and more than any place of tests has. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
const EVERYBODY = 100_000

type Pages = Awaited<ReturnType<typeof recordOf>>
export type Seen = Pages & { persons: SourcePerson[] }

/** A moment as it is read, to the second where it has no part of one. */
function second(at: string | undefined): string {
  return at?.replace('.000Z', 'Z') ?? '-'
}

/** Stays and attendances as one line each: `stay active W1 2026-03-01T09:00:00Z -`. */
export function visitsOf({ occurrences }: Pick<Seen, 'occurrences'>): string[] {
  return occurrences
    .map(({ event: { kind, status, unit, startAt, endAt } }) =>
      [kind, status, unit ?? '-', second(startAt), second(endAt)].join(' '),
    )
    .sort()
}

/** What could not be read, and what was read in part, in the order of arrival. */
export function verdicts(place: TestIntake, source: string): Promise<VerdictRow[]> {
  return verdictsOf(place.databases.owner.short, source)
}
