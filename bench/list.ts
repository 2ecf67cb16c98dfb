import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { newId, openLog, PUBLIC, readSettings, toPersonId } from '../src/kernel/index.ts'
import { openPlace, type Place } from '../src/main.ts'
import { personIdOf } from '../src/people/index.ts'
import { action } from '../src/shell/index.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import type { ListRequest } from '../src/trail/index.ts'
import { register } from '../src/web/pages/today.tsx'
import { type Cost, costOf, cpuOf } from './parts/cost.ts'
import { quantile } from './parts/figures.ts'
import { coordinator, eventsOf, fillWards, SOURCE, type StayDetail, tell } from './parts/wards.ts'
import type { BenchResult } from './run.ts'

const BEDS = Number(process.env.CONCORDAT_BENCH_BEDS ?? 1_200)
const LISTED = 100
const ROUNDS = 6
const CALLERS = 8

type Figure = BenchResult['figures'][number]
type Work = { what: string; times: number; once(at: number): Promise<unknown>; floor?: string }
type Taken = { cost: Cost; took: number[]; count: number }

/**
 * What a look costs beside one committed row, a list of a hundred that is shown and shown again; and a whole
 * hospital's list, its pages and what has changed of it, beside an answer of the same size with one indexed read
 * and one commit. All in turns, in one process, on a database with the disk synced at every commit.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const dataFolder = mkdtempSync(join(parent, 'bench-list-'))
  const settings = readSettings({ CONCORDAT_DATA: dataFolder })
  const place = await openPlace(settings, { log: openLog('silent') })
  try {
    await place.databases.owner.short.query('create table public.floor (person uuid)')
    await place.databases.owner.short.query('grant insert on public.floor to concordat_care')
    await fillWards(place, BEDS, ready)
    const figures = [
      ...(await measure(looksOf(place), dataFolder)),
      ...(await measure(await pagesOf(place), dataFolder)),
    ]
    const { rows } = await place.databases.owner.short.query<{ server_version: string }>(
      'show server_version',
    )
    return {
      name: 'list',
      figures,
      sizes: { 'in hospital': BEDS, 'people a list': LISTED, callers: CALLERS },
      versions: { node: process.version, postgresql: rows[0]!.server_version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    await place.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

const ready: StayDetail = (at, day): Record<string, string> =>
  at % 3 === 0 ? { readyAt: day(3), pathway: '1' } : {}

function looksOf({ trail, databases }: Place): Work[] {
  const people = Array.from({ length: LISTED * 10 }, () => toPersonId(newId()))
  const alone = { what: 'person page', outcome: 'allowed', clause: '4.2' } as const
  const listed = (from: number): ListRequest => ({
    what: 'ward list',
    people: people.slice(from, from + LISTED).map((person) => {
      return { identity: [person], outcome: 'allowed', clause: '4.2' }
    }),
  })
  const write = {
    name: 'floor.write',
    text: 'insert into public.floor values ($1)',
    values: [newId()],
  }
  const floor = 'one committed row'
  return [
    {
      what: floor,
      times: 400,
      once: () => databases.care.transaction(async (tx) => tx.post(write)),
    },
    {
      what: 'a look',
      times: 400,
      floor,
      once: (at) =>
        trail.look(coordinator(newId()), [{ ...alone, identity: [people[at % people.length]!] }]),
    },
    {
      what: 'a list of a hundred, shown',
      times: 20,
      floor,
      once: (at) => trail.lookAtList(coordinator(newId()), listed((at % 10) * LISTED)),
    },
    {
      what: 'a list of a hundred, shown again',
      times: 100,
      floor,
      once: (at) => trail.lookAtList(coordinator('again'), listed((at % 10) * LISTED)),
    },
  ]
}

async function pagesOf(place: Place): Promise<Work[]> {
  const app = await pageTestApp({ viewer: coordinator('bench'), deps: { clock: place.clock } })
  const nothing = async () => []
  register(app, { ...place, feeds: nothing, today: nothing, concerns: nothing })
  const { care } = place.databases
  app.get<{ Params: { bytes: string } }>(
    '/floor/:bytes',
    action(PUBLIC),
    async ({ params }, reply) => {
      const person = personIdOf(SOURCE, 'H1')
      const read = 'select said from people.person where person_id = $1'
      const write = 'insert into public.floor values ($1)'
      await care.short.query({ name: 'floor.read', text: read, values: [person] })
      await care.short.query({ name: 'floor.write', text: write, values: [person] })
      return reply.type('text/html').send('x'.repeat(Number(params.bytes)))
    },
  )
  const get = async (url: string) => {
    const answer = await app.inject({ url, headers: { accept: 'text/html' } })
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`)
    return answer.body
  }
  const first = await get('/')
  const since = /href="([^"]*since=\d+)"/.exec(first)![1]!.replaceAll('&amp;', '&')
  await tell(place, [], eventsOf(0, ready))
  const changes = await get(since)
  const kilobytes = (text: string) => (Buffer.byteLength(text) / 1000).toFixed(1)
  const floor = `an answer of ${kilobytes(first)} kB`
  return [
    { what: floor, times: 100, once: () => get(`/floor/${Buffer.byteLength(first)}`) },
    { what: 'first page of the list', times: 8, floor, once: () => get('/') },
    { what: 'last page of the list', times: 8, floor, once: () => get('/?page=99') },
    {
      what: `what has changed of it, ${kilobytes(changes)} kB`,
      times: 50,
      floor,
      once: () => get(since),
    },
  ]
}

/** In turns, so that whatever else the machine does is done to all of them. */
async function measure(works: readonly Work[], dataFolder: string): Promise<Figure[]> {
  const all = works.map((): Taken[] => [])
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, work] of works.entries()) {
      const taken = await take(work, dataFolder)
      // The first round is for the program to become warm.
      if (round > 0) all[at]!.push(taken)
    }
  }
  const spent = new Map(works.map(({ what }, at) => [what, cpuEach(all[at]!)]))
  return works.flatMap(({ what, floor }, at) => {
    const took = all[at]!.flatMap((one) => one.took)
    const cpu = spent.get(what)!
    return [
      { what: `${what}: processor time`, value: cpu, unit: 'µs' },
      ...(floor === undefined
        ? []
        : [{ what: `${what}: against ${floor}`, value: cpu / spent.get(floor)!, unit: 'times' }]),
      { what: `${what}: half within`, value: quantile(took, 0.5), unit: 'ms' },
      { what: `${what}: 99 of 100 within`, value: quantile(took, 0.99), unit: 'ms' },
    ]
  })
}

async function take({ times, once }: Work, dataFolder: string): Promise<Taken> {
  const took: number[] = []
  let at = 0
  const cost = await costOf(async () => {
    await Promise.all(
      Array.from({ length: times < 20 ? 1 : CALLERS }, async () => {
        while (at < times) {
          const began = performance.now()
          await once(at++)
          took.push(performance.now() - began)
        }
      }),
    )
  }, dataFolder)
  return { cost, took, count: took.length }
}

function cpuEach(taken: readonly Taken[]): number {
  const count = taken.reduce((sum, one) => sum + one.count, 0)
  return taken.reduce((sum, { cost }) => sum + (cpuOf(cost) ?? Number.NaN), 0) / count
}
