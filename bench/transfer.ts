import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openLog, PUBLIC, readSettings } from '../src/kernel/index.ts'
import { openPlace, type Place } from '../src/main.ts'
import { personIdOf } from '../src/people/index.ts'
import { action } from '../src/shell/index.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import { registerList } from '../src/transfer/pages/list.tsx'
import { clocksOfAYear } from './parts/clocks.ts'
import { type Cost, costOf, cpuOf } from './parts/cost.ts'
import { type Figure, quantile } from './parts/figures.ts'
import { changedInAll } from './parts/screens.ts'
import { coordinator, fillWards, SOURCE } from './parts/wards.ts'
import type { BenchResult } from './run.ts'

const BEDS = Number(process.env.CONCORDAT_BENCH_BEDS ?? 1_200)
const BROWSERS = Number(process.env.CONCORDAT_BENCH_BROWSERS ?? 200)
const STAYS = Number(process.env.CONCORDAT_BENCH_STAYS ?? 72_000)
const ROUNDS = 5

/**
 * The list of a full hospital, its first page and all of its pages, beside an answer of the same size with one indexed
 * read and one commit, in turns; from a hospital's message to the changed row in every open browser, over real sockets;
 * and all clocks of a year of a million people beside the reading of what they rest on.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const dataFolder = mkdtempSync(join(parent, 'bench-transfer-'))
  const settings = readSettings({ CONCORDAT_DATA: dataFolder })
  const place = await openPlace(settings, { log: openLog('silent') })
  try {
    await fillWards(place, BEDS)
    const figures = [
      ...(await pages(place, dataFolder)),
      ...(await changedInAll(place, BROWSERS, dataFolder)),
      ...clocksOfAYear(STAYS),
    ]
    const { rows } = await place.databases.owner.short.query<{ server_version: string }>(
      'show server_version',
    )
    return {
      name: 'transfer',
      figures,
      sizes: { 'in hospital': BEDS, 'open browsers': BROWSERS, 'stays of a year': STAYS },
      versions: { node: process.version, postgresql: rows[0]!.server_version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    await place.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

type Work = { what: string; once(): Promise<unknown> }

async function pages(place: Place, dataFolder: string): Promise<Figure[]> {
  const app = await pageTestApp({ viewer: coordinator('bench'), deps: { clock: place.clock } })
  registerList(app, place)
  await place.databases.owner.short.query('create table public.floor (person uuid)')
  await place.databases.owner.short.query('grant insert on public.floor to concordat_care')
  const { care } = place.databases
  app.get<{ Params: { bytes: string } }>('/floor/:bytes', action(PUBLIC), async (asked, reply) => {
    const values = [personIdOf(SOURCE, 'H1')]
    const read = 'select said from people.person where person_id = $1'
    await care.short.query({ name: 'floor.read', text: read, values })
    const write = 'insert into public.floor values ($1)'
    await care.short.query({ name: 'floor.write', text: write, values })
    return reply.type('text/html').send('x'.repeat(Number(asked.params.bytes)))
  })
  const get = async (url: string) => {
    const answer = await app.inject({ url, headers: { accept: 'text/html' } })
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`)
    return answer.body
  }
  const first = await get('/transfer')
  const bytes = Buffer.byteLength(first)
  const last = Math.ceil(BEDS / 100)
  const every = Array.from({ length: last }, (_, at) => `/transfer?page=${at + 1}`)
  const floor = `floor: an answer of ${Math.round(bytes / 1000)} kB with a read and a commit`
  const works: Work[] = [
    { what: floor, once: () => get(`/floor/${bytes}`) },
    { what: 'first hundred of the list', once: () => get('/transfer') },
    {
      what: 'all pages of the list, one after the other',
      once: async () => {
        for (const url of every) await get(url)
      },
    },
  ]
  const all = await inTurns(works, dataFolder)
  await app.close()
  return all
}

/** In turns, so that whatever else the machine does is done to all of them; the first is to become warm. */
async function inTurns(works: readonly Work[], dataFolder: string): Promise<Figure[]> {
  const taken = works.map((): Cost[] => [])
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, { once }] of works.entries()) {
      const cost = await costOf(async () => void (await once()), dataFolder)
      if (round > 0) taken[at]!.push(cost)
    }
  }
  return works.flatMap(({ what }, at) => {
    const own = taken[at]!
    const cpu = own.map((cost) => (cpuOf(cost) ?? Number.NaN) / 1000)
    const took = own.map(({ seconds }) => seconds * 1000)
    return [
      { what: `${what}: processor time`, value: quantile(cpu, 0.5), unit: 'ms' },
      { what: `${what}: half within`, value: quantile(took, 0.5), unit: 'ms' },
    ]
  })
}
