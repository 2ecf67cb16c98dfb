import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openLog, readSettings, toPersonId } from '../src/kernel/index.ts'
import { openPlace, type Place } from '../src/main.ts'
import { definitionsOf } from '../src/measure/definition.ts'
import { splitCells, wholeCells } from '../src/measure/queries-cells.ts'
import { markChanged } from '../src/measure/queries-work.ts'
import { workRows } from '../src/measure/work-rows.ts'
import { type Cost, costOf, cpuOf } from './parts/cost.ts'
import { analyse, countedIds, fillCounted, scanFacts } from './parts/counted-people.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 50_000)
const CHANGED = Number(process.env.CONCORDAT_BENCH_CHANGED ?? 300)
const ROUNDS = 3

/**
 * All measures of Southmere for two years by both calculators: of everybody, beside one scan of the same columns; and
 * after a day on which something new is known of some, beside the same of twice as many.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const dataFolder = mkdtempSync(join(parent, 'bench-measure-'))
  const place = await openPlace(readSettings({ CONCORDAT_DATA: dataFolder }), {
    log: openLog('silent'),
  })
  try {
    const { owner } = place.databases
    const happened = await fillCounted(owner, PEOPLE)
    await analyse(owner)
    const floor = await costOf(() => scanFacts(place.databases.owner), dataFolder)
    const all = await costOf(() => worked(place), dataFolder)
    await analyse(owner)
    const sums = await costOf(() => summed(place), dataFolder)
    const day = await after(place, CHANGED, dataFolder)
    const twice = await after(place, CHANGED * 2, dataFolder)
    return {
      name: 'measure',
      figures: [
        ...figuresOf('one scan of the same columns, by the database alone', floor),
        ...figuresOf('all measures of everybody, by both calculators', all),
        ...figuresOf('the sums of all measures, by month, quarter and part', sums),
        ...figuresOf(`after a day on which ${CHANGED} changed`, day),
        ...figuresOf(`after a day on which ${CHANGED * 2} changed`, twice),
        ...eachOf(day, twice),
      ],
      sizes: { people: PEOPLE, 'things that happened': happened, changed: CHANGED },
      versions: { node: process.version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    await place.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

async function summed({ databases, agreement }: Place): Promise<void> {
  for (const { id, period } of definitionsOf(agreement.current())) {
    await databases.planning.transaction(
      async (tx) => {
        await wholeCells(tx, id, period)
        await splitCells(tx, id)
      },
      { readOnly: true },
    )
  }
}

async function worked(place: Place): Promise<void> {
  const { disagreed } = await workRows(place)
  if (disagreed.length > 0) throw new Error(`the two do not agree: ${disagreed.join(', ')}`)
}

/** The cheapest of some rounds: what else runs on the machine only adds. */
async function after(place: Place, count: number, dataFolder: string): Promise<Cost> {
  const ids = (await countedIds(place.databases.owner, count)).map(toPersonId)
  const rounds: Cost[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    await place.databases.care.transaction(async (tx) => markChanged(tx, ids))
    rounds.push(await costOf(() => worked(place), dataFolder))
  }
  return rounds.sort((a, b) => (cpuOf(a) ?? a.node) - (cpuOf(b) ?? b.node))[0]!
}

function figuresOf(what: string, cost: Cost) {
  return [
    { what, value: cost.seconds, unit: 's' },
    { what: `${what}: CPU`, value: (cpuOf(cost) ?? cost.node) / 1_000, unit: 'ms' },
  ]
}

/** What one more person costs, without what every round costs however few there are. */
function eachOf(day: Cost, twice: Cost) {
  const [a, b] = [day, twice].map((cost) => cpuOf(cost) ?? cost.node)
  return [
    { what: 'for each person more: CPU', value: (b! - a!) / CHANGED, unit: 'µs' },
    { what: 'for none: CPU', value: (2 * a! - b!) / 1_000, unit: 'ms' },
  ]
}
