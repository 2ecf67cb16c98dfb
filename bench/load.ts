import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from '../places/southmere/index.ts'
import { type Loaded, loadFiles } from '../src/intake/index.ts'
import {
  type Databases,
  migrate,
  openDatabases,
  openLog,
  readSettings,
  roomSchemas,
  systemClock,
} from '../src/kernel/index.ts'
import { openTrail } from '../src/trail/index.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 5_000)
const SYNTHEA = join(import.meta.dirname, '../../shared/testdata/fhir/synthea')
const FEEDS = [
  { what: 'practices, FHIR lines', folder: 'gp', source: 'southmere-gp' },
  { what: 'hospital, HL7 v2 and FHIR lines', folder: 'hospital', source: 'mere-general' },
  { what: 'council, Client Level Data', folder: 'council', source: 'southmere-council' },
]

/**
 * Files of a made-up place into an empty database on this disk, all stages, durable: cut, hashed, read,
 * matched, kept by version, written to the trail and committed before the next thousand are acknowledged.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  const log = openLog('silent')
  const settings = readSettings({ CONCORDAT_DATA: join(folder, 'data') })
  try {
    const out = join(folder, 'southmere')
    await generate({ people: PEOPLE, seed: 'bench', out, asOf: '2026-03-10' })
    const databases = await openDatabases(settings, log)
    try {
      await migrate(databases.owner, roomSchemas())
      const trail = await openTrail({ databases, clock: systemClock, log, settings })
      const place = { databases, trail, clock: systemClock, settings }
      const load = (path: string, source: string) => loadFiles(place, [path], source)
      const runs: Run[] = []
      for (const { what, folder: name, source } of FEEDS) {
        runs.push({ what, ...(await measured(databases, () => load(join(out, name), source))) })
      }
      if (existsSync(SYNTHEA)) {
        const what = 'Synthea, FHIR bundles packed with gzip'
        runs.push({ what, ...(await measured(databases, () => load(SYNTHEA, 'synthea'))) })
      }
      const again = await load(join(out, 'gp'), 'southmere-gp')
      await trail.close()
      return await resultOf(databases, runs, again, begun)
    } finally {
      await databases.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Run = { what: string; items: number; resources: number; seconds: number }

async function measured(
  databases: Databases,
  work: () => Promise<Loaded>,
): Promise<Omit<Run, 'what'>> {
  const before = await countResources(databases)
  const { files, seconds } = await work()
  const items = sum(files, 'new')
  if (items === 0) throw new Error('nothing was loaded')
  return { items, resources: (await countResources(databases)) - before, seconds }
}

async function resultOf(
  databases: Databases,
  runs: readonly Run[],
  again: Loaded,
  begun: number,
): Promise<BenchResult> {
  const all = runs.reduce(
    (total, { items, resources, seconds }) => ({
      what: 'all',
      items: total.items + items,
      resources: total.resources + resources,
      seconds: total.seconds + seconds,
    }),
    { what: 'all', items: 0, resources: 0, seconds: 0 },
  )
  const { rows } = await databases.owner.short.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  const peak = process.resourceUsage().maxRSS / 1024
  return {
    name: 'load',
    figures: [
      ...[all, ...runs].flatMap(({ what, items, resources, seconds }) => [
        {
          what: `resources into the record: ${what}`,
          value: resources / seconds,
          unit: 'resources/s',
        },
        { what: `items: ${what}`, value: items / seconds, unit: 'items/s' },
      ]),
      {
        what: 'items, loaded again',
        value: sum(again.files, 'read') / again.seconds,
        unit: 'items/s',
      },
      { what: 'peak memory', value: peak, unit: 'MB' },
    ],
    sizes: { people: PEOPLE, items: all.items, resources: all.resources },
    versions: { node: process.version, postgresql: rows[0]!.version },
    seconds: (performance.now() - begun) / 1000,
  }
}

/** Versions of FHIR resources that the record holds. */
async function countResources({ owner }: Databases): Promise<number> {
  const { rows } = await owner.short.query<{ count: string }>(
    'select (select count(*) from record.resource) + (select count(*) from record.shared_resource) as count',
  )
  return Number(rows[0]!.count)
}

function sum(files: Loaded['files'], of: 'new' | 'read'): number {
  return files.reduce((total, file) => total + file[of], 0)
}
