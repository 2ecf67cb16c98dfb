import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Databases,
  joinEmbeddedServer,
  migrate,
  openEmbedded,
  openLog,
  roomSchemas,
  systemClock,
} from '../src/kernel/index.ts'
import { writeEntry } from '../src/trail/entry.ts'
import { openTrail, type Trail } from '../src/trail/index.ts'
import { copyEntries } from '../src/trail/queries.ts'
import { processorTime } from './parts/cpu.ts'
import type { BenchResult } from './run.ts'

/**
 * What a batch of the sequencer costs in a log of ten thousand entries and in one of a million: entries inserted,
 * numbered, in the tree and under a signed checkpoint. Two logs in one run, in turns, by processor time.
 */
const SIZES = [10_000, Number(process.env.CONCORDAT_BENCH_ENTRIES ?? 1_000_000)] as const
const GROWN_BY = 20_000
const BATCH = 500
const BATCHES = 25
const ROUNDS = 6

type Log = { size: number; databases: Databases; trail: Trail; spent: number }

export async function run(): Promise<BenchResult> {
  const began = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const dataFolder = mkdtempSync(join(parent, 'bench-batches-'))
  const server = await joinEmbeddedServer(dataFolder)
  const logs: Log[] = []
  try {
    for (const size of SIZES) logs.push(await grown(server.connection, dataFolder, size))
    for (const log of logs) await batches(log)
    for (let round = 0; round < ROUNDS; round++) {
      for (const log of logs) {
        const before = processorTime(dataFolder)!
        await batches(log)
        log.spent += processorTime(dataFolder)! - before
      }
    }
    const [small, large] = logs.map(({ spent }) => spent / (ROUNDS * BATCHES))
    return {
      name: 'batches',
      figures: [
        { what: `a batch of ${BATCH} at ${SIZES[0]} entries`, value: small!, unit: 'µs' },
        { what: `a batch of ${BATCH} at ${SIZES[1]} entries`, value: large!, unit: 'µs' },
        { what: 'the one against the other', value: large! / small!, unit: 'times' },
      ],
      sizes: { entries: SIZES[1], batches: ROUNDS * BATCHES },
      versions: { node: process.version },
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    for (const { trail, databases } of logs) {
      await trail.close()
      await databases.close()
    }
    await server.leave()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

async function grown(
  connection: Parameters<typeof openEmbedded>[0],
  folder: string,
  size: number,
): Promise<Log> {
  const databases = await openEmbedded(connection, `of${size}`, openLog('silent'), async () => {})
  await migrate(databases.owner, roomSchemas())
  const dataFolder = join(folder, `of-${size}`)
  mkdirSync(dataFolder)
  const settings = { dataFolder, logName: 'bench.example/trail', witnesses: [] as never[] }
  const trail = await openTrail({ databases, clock: systemClock, log: openLog('silent'), settings })
  for (let at = 0; at < size; at += GROWN_BY) {
    await insert(databases, Math.min(GROWN_BY, size - at))
    await trail.sequence()
  }
  await databases.owner.short.query('vacuum analyze')
  return { size, databases, trail, spent: 0 }
}

async function batches({ databases, trail }: Log): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch++) {
    await insert(databases, BATCH)
    await trail.sequence()
  }
}

async function insert({ care }: Databases, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, at) =>
    writeEntry('command', new Date(), { command: 'bench.batch', entry: { item: at } }),
  )
  await care.copying((tx) => copyEntries(tx, entries))
}
