import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../src/kernel/index.ts'
import { quantile } from './parts/figures.ts'
import { fill } from './parts/filled.ts'
import { personaPages, registeredPeople } from './parts/persona-pages.ts'
import {
  type Asked,
  ask,
  both,
  COUNTED,
  NOTHING,
  type Question,
  type Served,
  serve,
  stop,
  untilDone,
} from './parts/served.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)
const CONNECTIONS = 8
const ROUNDS = Number(process.env.CONCORDAT_BENCH_ROUNDS ?? 3)
/** of each, so often before anything is measured, and in each round: a slow machine takes longer and does no more */
const WARM = 15
const ASKED = 12
/** a floor costs so little that fewer are less than the server's clock can tell */
const FLOORS = 250

type Work = { what: string; served: Served; question: Question; least: number }

/**
 * The first page of each persona and the page of a person for each, of a real server in a process of its own, through
 * real sessions: relationship facts, decision, durable look and the page. In turns with the floor: an answer of the
 * same size, with one indexed read and one commit, by a server that does nothing else.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = join(mkdtempSync(join(parent, 'bench-page-')), 'data')
  try {
    await fill(folder, PEOPLE)
    const { figures, version } = await pagesIn(folder)
    return {
      name: 'page',
      figures,
      sizes: { people: PEOPLE, connections: CONNECTIONS, 'times each': ROUNDS * ASKED },
      versions: { node: process.version, postgresql: version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true })
  }
}

async function pagesIn(
  folder: string,
): Promise<Pick<BenchResult, 'figures'> & { version: string }> {
  const [port, floorPort] = [await freePort(), await freePort()]
  const place = { CONCORDAT_PEOPLE: String(PEOPLE), CONCORDAT_MODE: 'made-up' }
  const env = { ...place, CONCORDAT_DATA: folder }
  const served = await serve(['bin/run', COUNTED, 'start'], { port, env, ready: '/readyz' })
  const args = ['bin/run', 'bench/parts/floor-server.ts', folder, String(floorPort)] as const
  const floor = await serve(args, { port: floorPort, env: {}, ready: '/' })
  try {
    const { people, version } = await registeredPeople(folder)
    await untilDone({ ...env, PORT: String(port) })
    const pages = await personaPages(served, people)
    return { figures: await measure(pages, served, floor, { folder, people }), version }
  } finally {
    await stop(floor)
    await stop(served)
  }
}

/** In turns, so that whatever else the machine does is done to both. */
async function measure(
  pages: ReadonlyMap<string, Question>,
  served: Served,
  floor: Served,
  { folder, people }: { folder: string; people: readonly string[] },
): Promise<BenchResult['figures']> {
  const works: Work[] = []
  const how = (least: number) => {
    return { connections: CONNECTIONS, milliseconds: 0, least, dataFolder: folder }
  }
  for (const [what, question] of pages) {
    const warm = await ask(served, question, how(WARM))
    const bytes = Math.round(warm.bytes / warm.count)
    const same = people.map((person) => `/floor/${person}/${bytes}`)
    works.push({ what, served, question, least: ASKED })
    works.push({ what, served: floor, question: { paths: same, status: 200 }, least: FLOORS })
  }
  const all = works.map(() => NOTHING)
  for (let round = -1; round < ROUNDS; round++) {
    for (const [at, { served: asked, question, least }] of works.entries()) {
      const taken = await ask(asked, question, how(least))
      // The first round is for the programs to become warm.
      if (round >= 0) all[at] = both(all[at]!, taken)
    }
  }
  return works.flatMap(({ what, served: asked }, at) => {
    return asked === floor ? [] : figuresOf(what, all[at]!, all[at + 1]!)
  })
}

function figuresOf(what: string, page: Asked, floor: Asked): BenchResult['figures'] {
  const cost = ({ node, postgresql, count }: Asked) => (node + postgresql) / count
  return [
    { what: `${what}: processor time`, value: cost(page), unit: 'µs' },
    { what: `${what}: of it PostgreSQL`, value: page.postgresql / page.count, unit: 'µs' },
    { what: `${what}: floor, processor time`, value: cost(floor), unit: 'µs' },
    { what: `${what}: against its floor`, value: cost(page) / cost(floor), unit: 'times' },
    { what: `${what}: statements`, value: page.statements / page.count, unit: 'each' },
    { what: `${what}: half within`, value: quantile(page.took, 0.5), unit: 'ms' },
    { what: `${what}: size`, value: page.bytes / page.count / 1000, unit: 'kB' },
  ]
}
