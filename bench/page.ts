import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort, openDatabases, openLog } from '../src/kernel/index.ts'
import { signIn } from '../test/sign-in.ts'
import { quantile } from './parts/figures.ts'
import { fill } from './parts/filled.ts'
import {
  type Asked,
  ask,
  both,
  NOTHING,
  type Question,
  type Served,
  serve,
  stop,
} from './parts/served.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)
const CONNECTIONS = 16
const ROUNDS = Number(process.env.CONCORDAT_BENCH_ROUNDS ?? 6)
const ROUND_MS = 2_000
const WARM_MS = 4_000
/** so often before anything is measured, and then in each round */
const WARM_LEAST = 500
const ROUND_LEAST = 50
/** different people in turn, so that no page is shown twice in a row to the same viewer */
const SHOWN_MAX = 1_000
/** a GP sees whoever is registered with the practice; a ward coordinator hardly anybody of them */
export const ALLOWED = 'nadia.khan'
const REFUSED = 'tom.ellis'
/** whose first page is asked for: a ward, a whole hospital, cases, a practice, and who watches over the place */
export const TODAYS = ['priya.shah', 'lee.carter', 'maya.lowe', 'nadia.khan', 'helen.marlow']

type Work = { what: string; served: Served; question: Question; floor: boolean }

/**
 * The person page, the refused page and the first pages of a real server in a process of its own, through a real
 * session: relationship facts, decision, durable look and the page, at 16 connections. In turns with the floor: an
 * answer of the same size, with one indexed read and one commit, by a server that does nothing else.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = join(mkdtempSync(join(parent, 'bench-page-')), 'data')
  await fill(folder, PEOPLE)
  const [port, floorPort] = [await freePort(), await freePort()]
  const place = { CONCORDAT_PEOPLE: String(PEOPLE), CONCORDAT_MODE: 'made-up' }
  const env = { ...place, CONCORDAT_DATA: folder }
  const served = await serve(['bin/concordat', 'start'], { port, env, ready: '/readyz' })
  const args = ['bin/run', 'bench/parts/floor-server.ts', folder, String(floorPort)] as const
  const floor = await serve(args, { port: floorPort, env: {}, ready: '/' })
  try {
    const { people, version } = await registeredPeople(folder)
    const works = await worksOf(served, floor, people)
    const figures = await measure(works, folder)
    return {
      name: 'page',
      figures,
      sizes: { people: PEOPLE, connections: CONNECTIONS, shown: people.length },
      versions: { node: process.version, postgresql: version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    await stop(floor)
    await stop(served)
    rmSync(dirname(folder), { recursive: true, force: true })
  }
}

async function worksOf(served: Served, floor: Served, people: readonly string[]): Promise<Work[]> {
  const paths = people.map((person) => `/people/${person}`)
  const pages = [
    { what: 'person page', cookie: await signIn(served.origin, ALLOWED), paths, status: 200 },
    { what: 'refused page', cookie: await signIn(served.origin, REFUSED), paths, status: 403 },
  ]
  for (const who of TODAYS) {
    const cookie = await signIn(served.origin, who)
    pages.push({ what: `first page of ${who}`, cookie, paths: ['/'], status: 200 })
  }
  const works: Work[] = []
  for (const { what, ...question } of pages) {
    const bytes = await sizeOf(served, question)
    const same = people.map((person) => `/floor/${person}/${bytes}`)
    works.push({ what, served, question, floor: false })
    works.push({ what, served: floor, question: { paths: same, status: 200 }, floor: true })
  }
  return works
}

async function sizeOf({ origin }: Served, { paths, cookie }: Question): Promise<number> {
  const answer = await fetch(origin + paths[0], {
    headers: { accept: 'text/html', cookie: cookie! },
  })
  return (await answer.arrayBuffer()).byteLength
}

/** In turns, so that whatever else the machine does is done to both. */
async function measure(
  works: readonly Work[],
  dataFolder: string,
): Promise<BenchResult['figures']> {
  const how = (milliseconds: number, least: number) => {
    return { connections: CONNECTIONS, milliseconds, least, dataFolder }
  }
  const all = works.map(() => NOTHING)
  for (const { served, question } of works) await ask(served, question, how(WARM_MS, WARM_LEAST))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, { served, question }] of works.entries())
      all[at] = both(all[at]!, await ask(served, question, how(ROUND_MS, ROUND_LEAST)))
  }
  return works.flatMap(({ what, floor }, at) => {
    return floor ? [] : figuresOf(what, all[at]!, all[at + 1]!)
  })
}

function figuresOf(what: string, page: Asked, floor: Asked): BenchResult['figures'] {
  const cost = ({ node, postgresql, count }: Asked) => (node + postgresql) / count
  return [
    { what: `${what}: processor time`, value: cost(page), unit: 'µs' },
    { what: `${what}: of it PostgreSQL`, value: page.postgresql / page.count, unit: 'µs' },
    { what: `${what}: floor, processor time`, value: cost(floor), unit: 'µs' },
    { what: `${what}: against its floor`, value: cost(page) / cost(floor), unit: 'times' },
    { what: `${what}s`, value: page.count / page.seconds, unit: 'pages/s' },
    { what: `${what}, half within`, value: quantile(page.took, 0.5), unit: 'ms' },
    { what: `${what}, 99% within`, value: quantile(page.took, 0.99), unit: 'ms' },
    { what: `${what}, size`, value: page.bytes / page.count / 1000, unit: 'kB' },
  ]
}

/**
 * Of the people who are registered with the GP's practice and are on no ward now, those of whom most is
 * known: they are the ones whose pages are opened.
 */
export async function registeredPeople(
  folder: string,
): Promise<{ people: string[]; version: string }> {
  const databases = await openDatabases({ dataFolder: folder }, openLog('silent'))
  try {
    const { rows } = await databases.owner.short.query<{ person_id: string }>(
      `select person_id from people.person p
        where said #>> '{gpPractice,code}' = 'Y90001' and source = 'southmere-gp'
          and not exists (select from people.link l join record.event e on e.person_id = any(l.members)
            where l.person_id = p.person_id and e.kind = 'stay' and e.status = 'active'
              and e.superseded_at is null)
        order by (select count(*) from people.link l join record.event e
          on e.person_id = any(l.members) where l.person_id = p.person_id) desc, person_id
        limit $1`,
      [SHOWN_MAX],
    )
    const version = await databases.owner.short.query<{ version: string }>(
      "select current_setting('server_version') as version",
    )
    return {
      people: rows.map(({ person_id }) => person_id),
      version: version.rows[0]!.version,
    }
  } finally {
    await databases.close()
  }
}
