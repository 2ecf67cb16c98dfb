import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { openLog, readSettings } from '../src/kernel/index.ts'
import { openPlace, type Place } from '../src/main.ts'
import { type Cost, costOf, cpuOf } from './parts/cost.ts'
import { diskFigures, tablesOnDisk } from './parts/disk.ts'
import type { Figure } from './parts/figures.ts'
import { openPlainTable } from './parts/floor.ts'
import { linesOf, plainLines, plainMessages, plainRows, readingFigures } from './parts/reading.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)
const SYNTHEA = join(import.meta.dirname, '../../shared/testdata/fhir/synthea')

type Feed = { what: string; source: string; folder: string; end: string }

const PRACTICES = { what: 'practices, FHIR lines', source: 'southmere-gp', folder: 'gp', end: '' }
const MESSAGES = {
  what: 'hospital, HL7 v2 messages',
  source: 'mere-general',
  folder: 'hospital',
  end: '.hl7',
}
const RETURNS = {
  what: 'council, Client Level Data',
  source: 'southmere-council',
  folder: 'council',
  end: '.csv',
}
/** Lines that are loaded, and written plainly, in turns; the first ten thousand warm both. */
const PART = 2_000
const WARMING = 5
const FLOOR = 'floor: practices’ lines cut, hashed, parsed and copied once, in thousands'
/** The practices come after: by then the program is warm, as one that runs all day is. */
const FEEDS: readonly Feed[] = [
  MESSAGES,
  { ...MESSAGES, what: 'hospital, FHIR lines', end: '.ndjson' },
  RETURNS,
  { ...RETURNS, what: 'council, FHIR lines', end: '.ndjson' },
]

type Run = Cost & { what: string; items: number; resources: number }

/**
 * Files of a made-up place into an empty database on this disk, all stages, durable: cut, hashed, read,
 * matched, kept by version, written to the trail and committed before the next thousand are acknowledged. Beside it
 * what the same bytes cost at least, in the same run: read, and read and written once.
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
      const bench: Bench = { place, out, dataFolder: settings.dataFolder }
      const empty = await tablesOnDisk(place.databases.owner)
      const runs: Run[] = []
      for (const feed of FEEDS)
        runs.push(await loaded(bench, feed.what, feed.source, pathsOf(out, feed)))
      const { runs: parts, practices, floor } = await besideFloor(bench)
      runs.push(togetherOf(parts, PRACTICES.what))
      const made = { items: togetherOf(runs).items, people: PEOPLE }
      const disk = diskFigures(await tablesOnDisk(place.databases.owner), empty, made)
      if (existsSync(SYNTHEA)) {
        const what = 'Synthea, FHIR bundles packed with gzip'
        runs.push(await loaded(bench, what, 'mere-general', [SYNTHEA]))
      }
      const { items, resources } = togetherOf(runs)
      const again = await loadFiles(place, pathsOf(out, PRACTICES), PRACTICES.source)
      const read = again.files.reduce((sum, file) => sum + file.read, 0)
      const figures = [
        ...runs.flatMap(figuresOf),
        ...figuresOf(togetherOf(runs)),
        ...ratiosOf(practices, floor),
        { what: 'items, loaded again', value: read / again.seconds, unit: 'items/s' },
        ...(await readingRatios(out, settings.placeFolder)),
        ...disk,
        { what: 'peak memory', value: process.resourceUsage().maxRSS / 1024, unit: 'MB' },
      ]
      return {
        name: 'load',
        figures,
        sizes: { people: PEOPLE, items, resources },
        versions: { node: process.version, postgresql: await versionOf(place) },
        seconds: (performance.now() - begun) / 1000,
      }
    } finally {
      await place.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Bench = { place: Place; out: string; dataFolder: string }

function pathsOf(out: string, { folder, end }: Feed): string[] {
  const names = readdirSync(join(out, folder)).filter(
    (name) => name.endsWith(end) && !name.startsWith('daily-'),
  )
  return names.sort().map((name) => join(out, folder, name))
}

async function loaded(
  { place, dataFolder }: Bench,
  what: string,
  source: string,
  paths: readonly string[],
): Promise<Run> {
  const before = await countResources(place)
  let items = 0
  const cost = await costOf(async () => {
    const { files } = await loadFiles(place, paths, source)
    items = files.reduce((sum, file) => sum + file.new, 0)
  }, dataFolder)
  if (items === 0) throw new Error('nothing was loaded')
  return { what, items, resources: (await countResources(place)) - before, ...cost }
}

/**
 * What the practices sent, in parts, each loaded and then written plainly: whoever else uses the machine slows both,
 * and their sums count.
 */
async function besideFloor(bench: Bench): Promise<{ runs: Run[]; practices: Run; floor: Run }> {
  const table = await openPlainTable(bench.place.databases.owner)
  const runs: Run[] = []
  const floors: Run[] = []
  for (const path of partsOf(bench.out)) {
    runs.push(await loaded(bench, PRACTICES.what, PRACTICES.source, [path]))
    let items = 0
    const cost = await costOf(async () => {
      items = await table.write(path)
    }, bench.dataFolder)
    floors.push({ what: 'floor', items, resources: 0, ...cost })
  }
  await table.drop()
  const warm = <T>(all: readonly T[]) => all.slice(all.length > 2 * WARMING ? WARMING : 0)
  return {
    runs,
    practices: togetherOf(warm(runs), PRACTICES.what),
    floor: togetherOf(warm(floors), FLOOR),
  }
}

function partsOf(out: string): string[] {
  const folder = join(out, 'parts')
  mkdirSync(folder)
  const lines = pathsOf(out, PRACTICES).flatMap((path) => [...linesOf(readFileSync(path))])
  const count = Math.ceil(lines.length / PART)
  return Array.from({ length: count }, (_, at) => {
    const path = join(folder, `part-${String(at).padStart(4, '0')}.ndjson`)
    writeFileSync(path, `${lines.slice(at * PART, (at + 1) * PART).join('\n')}\n`)
    return path
  })
}

function togetherOf(runs: readonly Run[], what = 'all'): Run {
  const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0)
  return {
    what,
    items: sum((run) => run.items),
    resources: sum((run) => run.resources),
    seconds: sum((run) => run.seconds),
    node: sum((run) => run.node),
    postgresql: runs.some((run) => run.postgresql === undefined)
      ? undefined
      : sum((run) => run.postgresql!),
  }
}

function figuresOf({ what, items, resources, seconds, node, postgresql }: Run): Figure[] {
  return [
    { what: `${what}: items`, value: items / seconds, unit: 'items/s' },
    { what: `${what}: resources into the record`, value: resources / seconds, unit: 'resources/s' },
    { what: `${what}: CPU of node`, value: node / items, unit: 'µs an item' },
    ...(postgresql === undefined
      ? []
      : [{ what: `${what}: CPU of PostgreSQL`, value: postgresql / items, unit: 'µs an item' }]),
  ]
}

/** By CPU, which depends little on who else uses the machine, and by the clock. */
function ratiosOf(run: Run, floor: Run): Figure[] {
  const each = ({ items }: Run, of: number) => of / items
  const figures: Figure[] = [{ what: FLOOR, value: floor.items / floor.seconds, unit: 'items/s' }]
  const [all, least] = [cpuOf(run), cpuOf(floor)]
  if (all !== undefined && least !== undefined) {
    const what = `${run.what}, all stages, against the floor, by CPU`
    figures.push(
      { what: 'floor: CPU of node and PostgreSQL', value: each(floor, least), unit: 'µs an item' },
      { what, value: each(run, all) / each(floor, least), unit: 'times' },
    )
  }
  const what = `${run.what}, all stages, against the floor, by the clock`
  const value = each(run, run.seconds) / each(floor, floor.seconds)
  return [...figures, { what, value, unit: 'times' }]
}

async function readingRatios(out: string, placeFolder: string): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [feed, what, plain] of [
    [PRACTICES, 'a FHIR line', plainLines],
    [MESSAGES, 'an HL7 message', plainMessages],
    [RETURNS, 'a council row', plainRows],
  ] as const) {
    const { source } = feed
    figures.push(
      ...(await readingFigures({ what, source, paths: pathsOf(out, feed), plain }, placeFolder)),
    )
  }
  return figures
}

async function versionOf({ databases }: Place): Promise<string> {
  const { rows } = await databases.owner.short.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  return rows[0]!.version
}

/** Versions of FHIR resources that the record holds. */
async function countResources({ databases }: Place): Promise<number> {
  const { rows } = await databases.owner.short.query<{ count: string }>(
    'select (select count(*) from record.resource) + (select count(*) from record.shared_resource) as count',
  )
  return Number(rows[0]!.count)
}
