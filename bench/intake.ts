import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Client } from 'pg'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { serveMllp } from '../src/intake/serve-mllp.ts'
import { joinEmbeddedServer, openLog, readSettings } from '../src/kernel/index.ts'
import { openPlace, type Place } from '../src/main.ts'
import { type Cost, costOf } from './parts/cost.ts'
import { writeCouncilFiles } from './parts/council-files.ts'
import { type Figure, perSecond, quantile } from './parts/figures.ts'
import type { Sending, Sent } from './parts/message-sender.ts'
import type { BenchResult } from './run.ts'

/**
 * What arrives, durable: hospital messages over the network, each answered after its commit, from one sender that waits
 * for each answer and from fifty; and files of all kinds, with the record. Beside the messages a floor in the same run,
 * taken in turns: a socket that answers each message when one row of it is committed by a bare driver, a connection of
 * the database for each sender. The senders are a thread of their own, whose processor time is taken off.
 */
const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 5_000)
const ROUNDS = 4
const ROUND_MS = 2_000
const SENDERS = [1, 50]
const LAGS = 20
const ROWS = 10_000

type Taken = { count: number; took: number[]; seconds: number; node: number; postgresql: number }
type Work = { what: string; port: number; taken: Taken }

export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'intake-'))
  const settings = readSettings({ CONCORDAT_DATA: join(folder, 'data') })
  const log = openLog('silent')
  const worker = new Worker(new URL('./parts/message-sender.ts', import.meta.url))
  try {
    const out = join(folder, 'southmere')
    await generate({ people: PEOPLE, seed: 'bench', out, asOf: '2026-03-10' })
    const place = await openPlace(settings, { log })
    const mllp = await serveMllp(place, { port: 0, host: 'localhost', log })
    const floor = await openFloor(settings.dataFolder)
    try {
      const files = pathsOf(join(out, 'hospital'), '.hl7')
      const messages = await asked<number>(worker, { files })
      const bench: Bench = { place, worker, dataFolder: settings.dataFolder, next: 0 }
      const figures: Figure[] = []
      for (const connections of SENDERS) {
        const works = [
          { what: 'floor: a socket and a row', port: floor.port, taken: nothing() },
          { what: 'messages, answered', port: mllp.port, taken: nothing() },
        ]
        for (let round = -1; round < ROUNDS; round++) {
          for (const work of works) await take(bench, work, connections, round < 0)
        }
        figures.push(...figuresOf(works, connections))
      }
      figures.push(...(await behind(bench)))
      place.errands.start()
      for (const connections of SENDERS) {
        const works = [{ what: WITH_RECORD, port: mllp.port, taken: nothing() }]
        for (let round = 0; round < ROUNDS; round++) {
          for (const work of works) await take(bench, work, connections, false)
        }
        figures.push(...figuresOf(works, connections))
      }
      figures.push(...(await lag(bench, mllp.port)))
      const { returned, first, next } = writeCouncilFiles(join(out, 'council'), ROWS)
      for (const [what, source, paths] of [
        ['rows of a council’s return', 'southmere-council', [returned]],
        ['rows of a daily file, the first', 'southmere-council-daily', [first]],
        ['rows of a daily file, the day after', 'southmere-council-daily', [next]],
        ['practices’ FHIR lines', 'southmere-gp', pathsOf(join(out, 'gp'), '.ndjson')],
      ] as const) {
        figures.push(...(await filed(bench, what, source, paths)))
      }
      return {
        name: 'intake',
        figures,
        sizes: {
          people: PEOPLE,
          messages,
          rows: ROWS,
          rounds: ROUNDS,
          'milliseconds a round': ROUND_MS,
        },
        versions: { node: process.version },
        seconds: (performance.now() - begun) / 1000,
      }
    } finally {
      await mllp.close()
      await floor.close()
      await place.close()
    }
  } finally {
    await worker.terminate()
    rmSync(folder, { recursive: true, force: true })
  }
}

const WITH_RECORD = 'messages, answered, while the same process brings them into the record'

type Bench = { place: Place; worker: Worker; dataFolder: string; next: number }

function nothing(): Taken {
  return { count: 0, took: [], seconds: 0, node: 0, postgresql: 0 }
}

async function take(bench: Bench, { port, taken }: Work, connections: number, warming: boolean) {
  let sent: Sent | undefined
  const sending: Sending = { port, connections, milliseconds: ROUND_MS, from: bench.next }
  const cost = await costOf(async () => {
    sent = await asked<Sent>(bench.worker, sending)
  }, bench.dataFolder)
  const { count, took, refused, microseconds } = sent!
  bench.next += count
  if (refused > 0) throw new Error(`${refused} messages were not taken`)
  if (warming) return
  taken.count += count
  taken.took.push(...took)
  taken.seconds += cost.seconds
  taken.node += cost.node - microseconds
  taken.postgresql += cost.postgresql ?? Number.NaN
}

function figuresOf(works: readonly Work[], connections: number): Figure[] {
  const who = connections === 1 ? '1 sender' : `${connections} senders`
  const floor = works[0]!.taken
  const cost = ({ node, postgresql, count }: Taken) => (node + postgresql) / count
  return works.flatMap(({ what, taken }) => {
    const { count, seconds, took, node, postgresql } = taken
    const name = `${what}, ${who}`
    return [
      perSecond(name, count, seconds * 1000),
      { what: `${name}: half of them within`, value: quantile(took, 0.5), unit: 'ms' },
      { what: `${name}: 99 of 100 within`, value: quantile(took, 0.99), unit: 'ms' },
      { what: `${name}: CPU of node`, value: node / count, unit: 'µs' },
      { what: `${name}: CPU of PostgreSQL`, value: postgresql / count, unit: 'µs' },
      ...(taken === floor
        ? []
        : [
            {
              what: `${name}: against the floor, CPU`,
              value: cost(taken) / cost(floor),
              unit: 'times',
            },
          ]),
    ]
  })
}

/** What was answered, brought into the record: how fast, and what it costs. */
async function behind({ place, dataFolder }: Bench): Promise<Figure[]> {
  const waiting = async () => {
    const { rows } = await place.databases.owner.short.query<{ items: string }>(
      `select count(*) as items from intake.pack p join intake.item i on i.id >= p.first and i.id < p.first + 1000
        where p.waits`,
    )
    return Number(rows[0]!.items)
  }
  const items = await waiting()
  const cost = await costOf(async () => {
    while ((await waiting()) > 0) await place.errands.runDue()
  }, dataFolder)
  return costFigures('messages, from the answer into the record', items, cost)
}

/** How long after its answer a message is in the record, and what is counted of it, where nothing else is to do. */
async function lag(bench: Bench, port: number): Promise<Figure[]> {
  const { place, worker } = bench
  const { short } = place.databases.owner
  const left = `select from intake.pack where waits union all select from kernel.errand where due_at is null`
  const waits = async () => (await short.query(left)).rowCount > 0
  const took: number[] = []
  while (await waits()) await sleep(50)
  for (let round = 0; round < LAGS; round++) {
    await asked<Sent>(worker, { port, connections: 1, milliseconds: 0, from: bench.next, only: 1 })
    bench.next += 1
    const answered = performance.now()
    while (await waits()) await sleep(2)
    took.push(performance.now() - answered)
    await sleep(100)
  }
  const what = 'from the answer into the record, one message'
  return [
    { what: `${what}: half of them within`, value: quantile(took, 0.5), unit: 'ms' },
    { what: `${what}: the last`, value: Math.max(...took), unit: 'ms' },
  ]
}

async function filed(
  { place, dataFolder }: Bench,
  what: string,
  source: string,
  paths: readonly string[],
): Promise<Figure[]> {
  let items = 0
  const cost = await costOf(async () => {
    const { files } = await loadFiles(place, paths, source)
    // A row that stays as it was is durable too: that it is told still is what the day after says.
    items = files.reduce((sum, file) => sum + file.new + file.unchanged, 0)
  }, dataFolder)
  return costFigures(`${what}, from files into the record`, items, cost)
}

function costFigures(what: string, items: number, { seconds, node, postgresql }: Cost): Figure[] {
  return [
    perSecond(what, items, seconds * 1000),
    { what: `${what}: CPU of node`, value: node / items, unit: 'µs' },
    { what: `${what}: CPU of PostgreSQL`, value: (postgresql ?? Number.NaN) / items, unit: 'µs' },
  ]
}

/** Answers each message when a row that holds it is committed. */
async function openFloor(dataFolder: string): Promise<{ port: number; close(): Promise<void> }> {
  const server = await joinEmbeddedServer(dataFolder)
  const clients: Client[] = []
  const free: Client[] = []
  for (let at = 0; at < Math.max(...SENDERS); at++) {
    const client = new Client({ ...server.connection, database: 'concordat' })
    await client.connect()
    clients.push(client)
    free.push(client)
  }
  await clients[0]!.query('create table public.floor (message bytea)')
  const text = 'insert into public.floor values ($1)'
  const listener = createServer((socket) => {
    socket.setNoDelay(true)
    const client = free.pop()!
    socket.on('close', () => free.push(client))
    socket.on('data', async (bytes) => {
      await client.query({ name: 'floor', text, values: [bytes] })
      socket.write('\x0bMSH|^~\\&|\rMSA|AA|1\r\x1c\r')
    })
  })
  await listening(listener)
  return {
    port: (listener.address() as { port: number }).port,
    async close() {
      listener.close()
      await Promise.all(clients.map((client) => client.end()))
      await server.leave()
    },
  }
}

async function listening(server: Server): Promise<void> {
  server.listen(0, 'localhost')
  while (!server.listening) await sleep(1)
}

function asked<T>(worker: Worker, message: unknown): Promise<T> {
  return new Promise((done, failed) => {
    worker.once('error', failed)
    worker.once('message', (answer: T) => {
      worker.off('error', failed)
      done(answer)
    })
    worker.postMessage(message)
  })
}

function pathsOf(folder: string, ...ends: string[]): string[] {
  const names = readdirSync(folder).filter((name) => ends.some((end) => name.endsWith(end)))
  return names.sort().map((name) => join(folder, name))
}
