import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from '../places/southmere/index.ts'
import { type Loaded, loadFiles } from '../src/intake/index.ts'
import { type Databases, openLog, readSettings } from '../src/kernel/index.ts'
import { openPlace } from '../src/main.ts'
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
    const place = await openPlace(settings, { log })
    try {
      const { databases } = place
      const load = (path: string, source: string) => loadFiles(place, [path], source)
      const runs: Run[] = []
      for (const { what, folder: name, source } of FEEDS) {
        runs.push({ what, ...(await measured(databases, () => load(join(out, name), source))) })
      }
      if (existsSync(SYNTHEA)) {
        const what = 'Synthea, FHIR bundles packed with gzip'
        runs.push({ what, ...(await measured(databases, () => load(SYNTHEA, 'mere-general'))) })
      }
      const again = await load(join(out, 'gp'), 'southmere-gp')
      const floor = await floorOf(databases, join(out, 'gp'))
      return await resultOf(databases, runs, { again, floor }, begun)
    } finally {
      await place.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds an item: what the same lines cost at least, cut, hashed, parsed and written as they are. */
async function floorOf({ owner }: Databases, folder: string): Promise<number> {
  const paths = readdirSync(folder).map((name) => join(folder, name))
  await owner.short.query('create table if not exists floor (hash bytea primary key, item jsonb)')
  const begun = performance.now()
  let items = 0
  for (const path of paths) {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    for (let at = 0; at < lines.length; at += 1000) {
      const some = lines.slice(at, at + 1000)
      const hashes = some.map((line) => createHash('sha256').update(line).digest())
      for (const line of some) JSON.parse(line)
      await owner.short.query(
        'insert into floor select * from unnest($1::bytea[], $2::jsonb[]) on conflict do nothing',
        [hashes, some],
      )
      items += some.length
    }
  }
  const seconds = (performance.now() - begun) / 1000
  await owner.short.query('drop table floor')
  return seconds / items
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
  { again, floor }: { again: Loaded; floor: number },
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
        what: 'floor: practices’ lines cut, hashed, parsed and inserted as they are, in thousands',
        value: 1 / floor,
        unit: 'items/s',
      },
      {
        what: 'practices’ lines, all stages, against that floor',
        value: runs[0]!.seconds / runs[0]!.items / floor,
        unit: 'times',
      },
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
