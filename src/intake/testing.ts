import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type Clock,
  type Databases,
  fixedClock,
  newId,
  openLog,
  type Refusal,
  refuse,
  type Viewer,
} from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { lookAtOwnRecord, type PersonView } from '../record/index.ts'
import { testPlace, viewerOf } from '../record/testing.ts'
import type { Place } from '../room.ts'
import { inPlace, openTrail } from '../trail/index.ts'
import { anybodyMay } from '../trail/testing.ts'
import { STANDARD_READING } from './feed-reading.ts'
import { itemHash } from './item.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { NO_FILE, type ReadContext } from './reading.ts'
import type { IntakePlace } from './receive-items.ts'
import { type Replayed, replay } from './replay-item.ts'

/** A place with a database of its own, and a folder to write files into. */
export type TestIntake = IntakePlace & {
  clock: ReturnType<typeof fixedClock>
  write(name: string, content: string | Buffer): string
  /** reads an item in quarantine again, as whoever may */
  replay(viewer: Viewer, id: string): Promise<Replayed | Refusal>
}

export async function testIntake(t: TestContext): Promise<TestIntake> {
  const databases = await testDatabases(t)
  const folder = mkdtempSync(join(tmpdir(), 'concordat-intake-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const files = join(folder, 'files')
  mkdirSync(files)
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
      return (await place.trail.run(inPlace(replay, {} as Place), call)) as Replayed | Refusal
    },
    write(name, content) {
      const path = join(files, name)
      writeFileSync(path, content)
      return path
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
  return { databases, clock, trail }
}

/** A place with its agreement: what is loaded into it is read as the person themselves reads it. */
export async function testRecord(t: TestContext) {
  const place = await testPlace(t)
  const folder = mkdtempSync(join(tmpdir(), 'concordat-record-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  let files = 0
  return {
    ...place,
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
