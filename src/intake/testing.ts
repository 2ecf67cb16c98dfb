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
import type { Place } from '../room.ts'
import { inPlace, openTrail } from '../trail/index.ts'
import { anybodyMay } from '../trail/testing.ts'
import { STANDARD_READING } from './feed-reading.ts'
import { itemHash } from './item.ts'
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

/** An item by itself, as a source that declares nothing sends it. */
export function testContext(
  bytes: Buffer,
  more: Partial<ReadContext> & Pick<ReadContext, 'source' | 'kind'>,
): ReadContext {
  return {
    hash: itemHash(bytes),
    receivedAt: '2026-03-03T12:00:00.000Z',
    sequence: 0,
    file: NO_FILE,
    feed: STANDARD_READING,
    ...more,
  }
}
