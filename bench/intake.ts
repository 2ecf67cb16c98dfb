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
import { type Cost, type Cpu, costOf } from './parts/cost.ts'
import { writeCouncilFiles } from './parts/council-files.ts'
import { type Figure, quantile } from './parts/figures.ts'
import { openPlainTable } from './parts/floor.ts'
import type { Sending, Sent } from './parts/message-sender.ts'
import type { BenchResult } from './run.ts'

/**
 * What arrives, durable: hospital messages over the network, each answered after its commit, from one sender that
 * waits for each answer and from fifty; and files of all kinds, with the record. Beside each figure its aim and a
 * floor of the same run, taken in turns: of messages a socket that answers each when one row of it is committed by a
 * bare driver, a connection of the database for each sender; of files the same bytes cut, hashed, parsed and copied in
 * thousands. So many of each are sent, so that a slow machine takes longer and does no more. The senders are a thread
 * of their own, whose processor time is taken off.
 */
const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 2_000)
const ROUNDS = 3
const LAGS = 10
const ROWS = 6_000
/** What issue by issue was asked for, on two cores, a second. */
const SENDERS = [
  { connections: 1, messages: 300, aim: 800 },
  { connections: 50, messages: 1_500, aim: 3_000 },
]
const ROWS_AIM = 5_000
const RESOURCES_AIM = 4_000

type Taken = Cpu & { count: number; took: number[]; seconds: number }
type Work = { what: string; port: number; taken: Taken }
type Sender = (typeof SENDERS)[number]

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
      for (const sender of SENDERS) {
        const floorOf = { what: 'a socket and a row', port: floor.port, taken: nothing() }
        const house = { what: 'messages, answered', port: mllp.port, taken: nothing() }
        const before = await packs(bench)
        await inTurns(bench, [floorOf, house], sender)
        const commits = (await packs(bench)) - before
        figures.push(...messageFigures(house, sender, floorOf.taken), ...inOne(sender, commits))
      }
      figures.push(...(await behind(bench)))
      const { returned, first, next } = writeCouncilFiles(join(out, 'council'), ROWS)
      for (const [what, source, paths, aim] of [
        ['rows of a council’s return', 'southmere-council', [returned], ROWS_AIM],
        ['rows of a daily file, the first', 'southmere-council-daily', [first], ROWS_AIM],
        ['rows of a daily file, the day after', 'southmere-council-daily', [next], ROWS_AIM],
        ['FHIR lines', 'southmere-gp', pathsOf(join(out, 'gp'), '.ndjson'), RESOURCES_AIM],
      ] as const) {
        figures.push(...(await filed(bench, { what, source, paths, aim })))
      }
      figures.push(...(await counted(bench)))
      place.errands.start()
      for (const sender of SENDERS) {
        const house = { what: WITH_RECORD, port: mllp.port, taken: nothing() }
        await inTurns(bench, [house], sender)
        figures.push(...messageFigures(house, sender))
      }
      figures.push(...(await lag(bench, mllp.port)))
      return {
        name: 'intake',
        figures,
        sizes: { people: PEOPLE, messages, rows: ROWS, rounds: ROUNDS },
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

const WITH_RECORD = 'messages, answered and brought into the record'

type Bench = { place: Place; worker: Worker; dataFolder: string; next: number }

function nothing(): Taken {
  return { count: 0, took: [], seconds: 0, node: 0, postgresql: 0 }
}

/** Once to warm them, and then so often that counts. */
async function inTurns(bench: Bench, works: readonly Work[], sender: Sender): Promise<void> {
  for (let round = -1; round < ROUNDS; round++) {
    for (const work of works) await take(bench, work, sender, round < 0)
  }
}

async function take(
  bench: Bench,
  { port, taken }: Work,
  { connections, messages }: Sender,
  warming: boolean,
): Promise<void> {
  let sent: Sent | undefined
  const sending: Sending = { port, connections, only: messages, from: bench.next }
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
  taken.postgresql! += cost.postgresql ?? Number.NaN
}

function messageFigures({ what, taken }: Work, { connections, aim }: Sender, floor?: Taken) {
  const name = `${what}, ${connections === 1 ? '1 sender' : `${connections} senders`}`
  const figures = costFigures(name, taken, { floor, aim })
  return [
    ...figures,
    { what: `${name}: half of them within`, value: quantile(taken.took, 0.5), unit: 'ms' },
    { what: `${name}: 99 of 100 within`, value: quantile(taken.took, 0.99), unit: 'ms' },
  ]
}

/** Those that wait are one command: what it costs is shared. */
function inOne({ connections, messages }: Sender, commits: number): Figure[] {
  const what = `messages in one commit, of ${connections}`
  return [{ what, value: (messages * (ROUNDS + 1)) / commits, unit: '' }]
}

async function packs({ place }: Bench): Promise<number> {
  const text = 'select count(*) as count from intake.pack'
  const { rows } = await place.databases.owner.short.query<{ count: string }>(text)
  return Number(rows[0]!.count)
}

/** What was answered, brought into the record: how fast, and what it costs. */
async function behind({ place, dataFolder }: Bench): Promise<Figure[]> {
  const { short } = place.databases.owner
  const waits = async () =>
    (await short.query('select from intake.pack where waits limit 1')).rowCount > 0
  const counted = await short.query<{ items: string }>('select count(*) as items from intake.item')
  const count = Number(counted.rows[0]!.items)
  const cost = await costOf(async () => {
    while (await waits()) await place.errands.runDue()
  }, dataFolder)
  return costFigures('messages, from the answer into the record', { count, ...cost })
}

/** What follows of all that was filed: what happened to each person is counted again. */
async function counted({ place, dataFolder }: Bench): Promise<Figure[]> {
  let count = 0
  const cost = await costOf(async () => {
    for (let more = 1; more > 0; count += more) more = await place.errands.runDue()
  }, dataFolder)
  return costFigures('errands that follow', { count, ...cost })
}

/** How long after its answer a message is in the record, and what is counted of it, where nothing else is to do. */
async function lag(bench: Bench, port: number): Promise<Figure[]> {
  const { place, worker } = bench
  const { short } = place.databases.owner
  const left = `select from intake.pack where waits union all select from kernel.errand where due_at is null limit 1`
  const waits = async () => (await short.query(left)).rowCount > 0
  const took: number[] = []
  while (await waits()) await sleep(50)
  for (let round = 0; round < LAGS; round++) {
    await asked<Sent>(worker, { port, connections: 1, from: bench.next, only: 1 })
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

type Filed = { what: string; source: string; paths: readonly string[]; aim: number }

async function filed(
  { place, dataFolder }: Bench,
  { what, source, paths, aim }: Filed,
): Promise<Figure[]> {
  let count = 0
  const least = async () => {
    const table = await openPlainTable(place.databases.owner)
    count = 0
    const cost = await costOf(async () => {
      for (const path of paths) count += await table.write(path)
    }, dataFolder)
    await table.drop()
    return { count, ...cost }
  }
  const before = await least()
  const cost = await costOf(async () => {
    const { files } = await loadFiles(place, paths, source)
    // A row that stays as it was is durable too: that it is told still is what the day after says.
    count = files.reduce((sum, file) => sum + file.new + file.unchanged, 0)
  }, dataFolder)
  const house = { count, ...cost }
  const after = await least()
  const floor = before.seconds < after.seconds ? before : after
  return costFigures(`${what}, from files`, house, { floor, aim })
}

/** Beside what it aims at, and what the least costs that could be done with the same. */
function costFigures(
  what: string,
  house: Cost & { count: number },
  { floor, aim }: { floor?: (Cost & { count: number }) | undefined; aim?: number } = {},
): Figure[] {
  const rate = ({ count, seconds }: Cost & { count: number }) => count / seconds
  const each = ({ count, node, postgresql }: Cost & { count: number }) =>
    (node + (postgresql ?? Number.NaN)) / count
  return [
    { what, value: rate(house), unit: '1/s' },
    ...(aim === undefined ? [] : [{ what: `${what}: aim`, value: aim, unit: '1/s' }]),
    ...(floor === undefined ? [] : [{ what: `${what}: floor`, value: rate(floor), unit: '1/s' }]),
    { what: `${what}: CPU of node`, value: house.node / house.count, unit: 'µs' },
    { what: `${what}: CPU of PostgreSQL`, value: house.postgresql! / house.count, unit: 'µs' },
    ...(floor === undefined
      ? []
      : [
          { what: `${what}: floor, CPU of both`, value: each(floor), unit: 'µs' },
          {
            what: `${what}: against the floor, CPU`,
            value: each(house) / each(floor),
            unit: 'times',
          },
        ]),
  ]
}

/** Answers each message when a row that holds it is committed. */
async function openFloor(dataFolder: string): Promise<{ port: number; close(): Promise<void> }> {
  const server = await joinEmbeddedServer(dataFolder)
  const clients: Client[] = []
  const free: Client[] = []
  for (let at = 0; at < Math.max(...SENDERS.map(({ connections }) => connections)); at++) {
    const client = new Client({ ...server.connection, database: 'concordat' })
    await client.connect()
    clients.push(client)
    free.push(client)
  }
  await clients[0]!.query('create table public.message (bytes bytea)')
  const text = 'insert into public.message values ($1)'
  const listener = createServer((socket) => {
    socket.setNoDelay(true)
    const client = free.pop()!
    socket.on('close', () => free.push(client))
    socket.on('data', async (bytes) => {
      await client.query({ name: 'message', text, values: [bytes] })
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
