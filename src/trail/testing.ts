import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type Clock,
  type Databases,
  newId,
  openLog,
  type PersonId,
  type Settings,
  systemClock,
  type Viewer,
} from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import type { Decide } from './command.ts'
import type { LookReceipt } from './look.ts'
import { type PlaceWitnesses, startPlaceWitnesses } from './place-witnesses.ts'
import { openTrail, type Trail, type TrailSettings } from './trail.ts'

/** A trail on a database of its own, with a data folder that goes with the test. */
export type TestTrail = { trail: Trail; databases: Databases; settings: TrailSettings }

/** For tests of what a command does, not of who may do it. */
export const anybodyMay: Decide = () => ({ clause: '0.0' })

export async function testTrail(
  t: TestContext,
  { clock = systemClock, ...given }: Partial<TrailSettings> & { clock?: Clock } = {},
): Promise<TestTrail> {
  const databases = await testDatabases(t)
  const settings = { ...testSettings(t), ...given }
  const trail = await openTrail({ databases, clock, log: openLog('silent'), settings })
  t.after(() => trail.close())
  return { trail, databases, settings }
}

export function testSettings(t: TestContext): TrailSettings {
  const dataFolder = mkdtempSync(join(tmpdir(), 'concordat-trail-'))
  t.after(() => rmSync(dataFolder, { recursive: true, force: true }))
  return { dataFolder, logName: 'southmere.example/trail', witnesses: [] }
}

export const coordinator: Viewer = {
  actor: {
    id: 'priya.shah',
    name: 'Priya Shah',
    role: 'ward-coordinator',
    organisation: 'mere-general',
    side: 'nhs',
    unit: 'Ward 6',
    via: 'web',
  },
  purpose: 'direct-care',
}

export const socialWorker: Viewer = {
  actor: {
    id: 'ana.reid',
    name: 'Ana Reid',
    role: 'social-worker',
    organisation: 'southmere-council',
    side: 'council',
    via: 'web',
  },
  purpose: 'direct-care',
}

export type WitnessedTrail = TestTrail & { witnesses: PlaceWitnesses; place: VerifiedPlace }
type VerifiedPlace = { trail: Trail; databases: Databases; clock: Clock; settings: Settings }

/** A trail with a witness for each side, as the made-up place has them. */
export async function witnessedTrail(t: TestContext, dataFolder?: string): Promise<WitnessedTrail> {
  const databases = await testDatabases(t)
  const deps = { clock: systemClock, log: openLog('silent') }
  const made = testSettings(t)
  const plain = { ...made, dataFolder: dataFolder ?? made.dataFolder }
  const witnesses = await startPlaceWitnesses(plain, ['nhs', 'council'], deps)
  t.after(() => witnesses.close())
  const settings = { ...plain, witnesses: witnesses.witnesses }
  const trail = await openTrail({ databases, settings, ...deps })
  t.after(() => trail.close())
  const place = { trail, databases, clock: systemClock, settings: settings as Settings }
  return { trail, databases, settings, witnesses, place }
}

/** Each call leaves one entry: looks at `people`, one viewer after the other. */
export async function lookOften(
  trail: Trail,
  people: readonly PersonId[],
  times: number,
): Promise<LookReceipt[]> {
  const receipts: LookReceipt[] = []
  for (let n = 0; n < times; n++) {
    const viewer = { ...coordinator, actor: { ...coordinator.actor, id: newId() } }
    const look = { identity: [people[n % people.length]!], what: 'person page', clause: '4.2' }
    receipts.push(...(await trail.look(viewer, [{ ...look, outcome: 'allowed' }])))
  }
  return receipts
}
