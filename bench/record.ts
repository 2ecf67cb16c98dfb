import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../src/kernel/index.ts'
import { signIn } from '../test/sign-in.ts'
import { quantile } from './parts/figures.ts'
import { fill } from './parts/filled.ts'
import { addLooks } from './parts/looked-at.ts'
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
const ROUNDS = Number(process.env.CONCORDAT_BENCH_ROUNDS ?? 3)
const LOOKS = 500
const CONNECTIONS = [1, 16] as const
/** of each, so often before anything is measured, and in each round */
const ASKED = { warm: 20, page: 100, floor: 400 }
/** The person page of somebody in hospital and of somebody at home, what a resident reads of looks, and a list. */
const LIST = 'maya.lowe: first page'
const PAGES = ['priya.shah: person page', 'olive.marsden: person page']
const RESIDENT = 'martha.okello'

type Work = { what: string; served: Served; question: Question; least: number; connections: number }

/**
 * How many a second, and within what time 99 of 100: the person page, a resident's list of 500 looks, and a list of a
 * hundred people, by one caller and by sixteen. In turns with the floor: an answer of the same size, with one indexed
 * read and one commit, by a server that does nothing else.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = join(mkdtempSync(join(parent, 'bench-record-')), 'data')
  try {
    await fill(folder, PEOPLE)
    await addLooks(folder, RESIDENT, LOOKS)
    const { figures, version } = await recordIn(folder)
    return {
      name: 'record',
      figures,
      sizes: { people: PEOPLE, 'looks of the resident': LOOKS, 'times each': ROUNDS * ASKED.page },
      versions: { node: process.version, postgresql: version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true })
  }
}

async function recordIn(
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
    const cookie = await signIn(served.origin, RESIDENT)
    const own = { cookie, paths: [`/me?looks=1`], status: 200 }
    const asked = new Map([
      ...[...PAGES, LIST].map((what) => [what, pages.get(what)!] as const),
      [`${RESIDENT}: their own page, ${LOOKS} looks`, own] as const,
    ])
    return { figures: await measure(asked, served, floor, { folder, people }), version }
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
  const how = { milliseconds: 0, dataFolder: folder }
  const works: Work[] = []
  for (const [what, question] of pages) {
    const warm = await ask(served, question, { ...how, connections: 1, least: ASKED.warm })
    const bytes = Math.round(warm.bytes / warm.count)
    const same = { paths: people.map((person) => `/floor/${person}/${bytes}`), status: 200 }
    for (const connections of CONNECTIONS) {
      works.push({ what, served, question, least: ASKED.page, connections })
      works.push({ what, served: floor, question: same, least: ASKED.floor, connections })
    }
  }
  const all = works.map(() => NOTHING)
  for (let round = -1; round < ROUNDS; round++) {
    for (const [at, { served: asked, question, least, connections }] of works.entries()) {
      const taken = await ask(asked, question, { ...how, least, connections })
      // The first round is for the programs to become warm.
      if (round >= 0) all[at] = both(all[at]!, taken)
    }
  }
  return works.flatMap((work, at) =>
    work.served === floor ? [] : figuresOf(work, all[at]!, all[at + 1]!),
  )
}

function figuresOf({ what, connections }: Work, page: Asked, floor: Asked): BenchResult['figures'] {
  const by = connections === 1 ? 'one caller' : `${connections} callers`
  const cost = ({ node, postgresql, count }: Asked) => (node + postgresql) / count
  return [
    { what: `${what}, ${by}`, value: page.count / page.seconds, unit: 'a second' },
    { what: `${what}, ${by}: floor`, value: floor.count / floor.seconds, unit: 'a second' },
    { what: `${what}, ${by}: 99 of 100 within`, value: quantile(page.took, 0.99), unit: 'ms' },
    { what: `${what}, ${by}: floor, the same`, value: quantile(floor.took, 0.99), unit: 'ms' },
    { what: `${what}, ${by}: processor time`, value: cost(page), unit: 'µs' },
    { what: `${what}, ${by}: against its floor`, value: cost(page) / cost(floor), unit: 'times' },
  ]
}
