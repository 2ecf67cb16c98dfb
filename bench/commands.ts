import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import {
  type Databases,
  joinEmbeddedServer,
  migrate,
  newId,
  openEmbedded,
  openLog,
  roomSchemas,
  systemClock,
} from '../src/kernel/index.ts'
import { type Command, openTrail, type Trail } from '../src/trail/index.ts'
import { processorTime } from './parts/cpu.ts'
import { type Figure, quantile, together } from './parts/figures.ts'
import { viewerNumbered } from './parts/looks.ts'
import type { BenchResult } from './run.ts'

/**
 * What a command costs beside what nobody can go below: one row committed from node by a bare driver, in the same run,
 * taken in turns with it. One statement is the floor, because nothing less makes a row durable. A command that waits
 * for an answer before it commits cannot be one message: the floor of that is the transaction of which each step is
 * waited for. A command writes its key, its entry and its answer; here it also writes a row of its own, waiting for it
 * or not.
 */
const ROUNDS = 5
const ROUND_MS = 1_000
const CALLERS = [1, 32]
const FLOORS = 2

const note = (brief: boolean, waits: boolean): Command<string, string> => ({
  basis: 'public',
  name: 'bench.note',
  brief,
  async run({ tx }, text) {
    const row = { name: 'bench.note', text: 'insert into note values ($1)', values: [text] }
    if (waits) await tx.query(row)
    else tx.post(row)
    return { result: text, entry: { text } }
  },
})

type Work = { what: string; once(caller: number): Promise<unknown> }
type Taken = { count: number; seconds: number; microseconds: number | undefined; took: number[] }

export async function run(): Promise<BenchResult> {
  const began = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const dataFolder = mkdtempSync(join(parent, 'bench-commands-'))
  const server = await joinEmbeddedServer(dataFolder)
  const clients: Client[] = []
  try {
    const databases = await openEmbedded(
      server.connection,
      'bench',
      openLog('silent'),
      async () => {},
    )
    await migrate(databases.owner, roomSchemas())
    await databases.owner.short.query('create table note (text text)')
    await databases.owner.short.query('grant insert on note to concordat_care')
    for (let at = 0; at < Math.max(...CALLERS); at++) {
      const client = new Client({ ...server.connection, database: 'bench' })
      await client.connect()
      clients.push(client)
    }
    const trail = await openPlainTrail(databases, dataFolder)
    const figures: Figure[] = []
    for (const callers of CALLERS)
      figures.push(...(await measure(callers, worksOf(trail, clients), dataFolder)))
    const { rows } = await databases.care.short.query<{ server_version: string }>(
      'show server_version',
    )
    await Promise.all(clients.map((client) => client.end()))
    await trail.close()
    await databases.close()
    return {
      name: 'commands',
      figures,
      sizes: { rounds: ROUNDS, 'milliseconds a round': ROUND_MS },
      versions: { node: process.version, postgresql: rows[0]!.server_version },
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await server.leave()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

/** Nothing is numbered meanwhile: what that costs is measured by `trail`. */
function openPlainTrail(databases: Databases, dataFolder: string): Promise<Trail> {
  const settings = { dataFolder, logName: 'bench.example/trail', witnesses: [] as never[] }
  return openTrail({ databases, clock: systemClock, log: openLog('silent'), settings })
}

function worksOf(trail: Trail, clients: readonly Client[]): Work[] {
  const row = { name: 'note', text: 'insert into note values ($1)', values: ['something'] }
  const command = (brief: boolean, waits: boolean) => {
    const one = note(brief, waits)
    return () => trail.run(one, { viewer: viewerNumbered(1), input: 'something', key: newId() })
  }
  return [
    { what: 'floor: one statement', once: (caller) => clients[caller]!.query(row) },
    {
      what: 'floor: one transaction',
      async once(caller) {
        await clients[caller]!.query('begin')
        await clients[caller]!.query(row)
        await clients[caller]!.query('commit')
      },
    },
    { what: 'a command', once: command(false, true) },
    { what: 'a command that waits for nothing', once: command(false, false) },
    { what: 'a brief command', once: command(true, true) },
    { what: 'a brief command that waits for nothing', once: command(true, false) },
  ]
}

async function measure(
  callers: number,
  works: readonly Work[],
  dataFolder: string,
): Promise<Figure[]> {
  const all = works.map((): Taken => ({ count: 0, seconds: 0, microseconds: 0, took: [] }))
  for (const work of works) await take(work, callers, dataFolder, 300)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, work] of works.entries()) {
      const { count, seconds, microseconds, took } = await take(work, callers, dataFolder, ROUND_MS)
      const sum = all[at]!
      sum.count += count
      sum.seconds += seconds
      sum.took.push(...took)
      sum.microseconds =
        microseconds === undefined ? undefined : (sum.microseconds ?? 0) + microseconds
    }
  }
  const who = callers === 1 ? '1 caller' : `${callers} callers`
  const floors = all.slice(0, FLOORS)
  return all.flatMap((taken, at) =>
    figuresOf(`${works[at]!.what}, ${who}`, taken, at < FLOORS ? [] : floors),
  )
}

async function take(
  { once }: Work,
  callers: number,
  dataFolder: string,
  milliseconds: number,
): Promise<Taken> {
  const took: number[] = []
  const before = processorTime(dataFolder)
  const began = performance.now()
  await together(
    callers,
    async (caller) => {
      const start = performance.now()
      await once(caller)
      took.push(performance.now() - start)
    },
    milliseconds,
  )
  const seconds = (performance.now() - began) / 1000
  const after = processorTime(dataFolder)
  const microseconds = before === undefined || after === undefined ? undefined : after - before
  return { count: took.length, seconds, microseconds, took }
}

function figuresOf(what: string, taken: Taken, floors: readonly Taken[]): Figure[] {
  const rate = ({ count, seconds }: Taken) => count / seconds
  const cost = ({ count, microseconds }: Taken) => (microseconds ?? Number.NaN) / count
  const compared = ['one statement', 'one transaction'].flatMap((name, at) => {
    const floor = floors[at]
    if (floor === undefined) return []
    const than = `${what}: against ${name}`
    return [
      { what: `${than}, processor time`, value: cost(taken) / cost(floor), unit: 'times' },
      { what: `${than}, time`, value: rate(floor) / rate(taken), unit: 'times' },
    ]
  })
  return [
    { what, value: rate(taken), unit: '1/s' },
    { what: `${what}: 99 of 100 within`, value: quantile(taken.took, 0.99), unit: 'ms' },
    { what: `${what}: processor time`, value: cost(taken), unit: 'µs' },
    ...compared,
  ]
}
