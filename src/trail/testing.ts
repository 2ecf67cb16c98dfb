import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Clock, type Databases, openLog, systemClock, type Viewer } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { openTrail, type Trail, type TrailSettings } from './trail.ts'

/** A trail on a database of its own, with a data folder that goes with the test. */
export type TestTrail = { trail: Trail; databases: Databases; settings: TrailSettings }

export async function testTrail(
  t: TestContext,
  {
    clock = systemClock,
    witnesses = [],
  }: { clock?: Clock; witnesses?: TrailSettings['witnesses'] } = {},
): Promise<TestTrail> {
  const databases = await testDatabases(t)
  const settings = { ...testSettings(t), witnesses }
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
