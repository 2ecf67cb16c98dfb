import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, openDatabases, openLog } from '../src/kernel/index.ts'
import { signIn } from '../test/sign-in.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = 10_000
const CONNECTIONS = 16
const WARM_SECONDS = 5
const SECONDS = 15
/** different people in turn, so that no page is shown twice in a row to the same viewer */
const SHOWN_MAX = 1_000
const START_MS = 180_000
/** a GP sees whoever is registered with the practice; a ward coordinator hardly anybody of them */
const ALLOWED = 'nadia.khan'
const REFUSED = 'tom.ellis'

/**
 * The person page and the refused page of a real server in a process of its own, through a real
 * session: relationship facts, decision, durable look and the page, at 16 connections.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'page-'))
  const port = await freePort()
  const server = startServer(folder, port)
  try {
    const origin = `http://localhost:${port}`
    await untilReady(origin, server)
    const { paths, version } = await registeredPeople(folder)
    const allowed = await measure(origin, await signIn(origin, ALLOWED), paths, 200)
    const refused = await measure(origin, await signIn(origin, REFUSED), paths, 403)
    return {
      name: 'page',
      figures: [...figures('person page', allowed), ...figures('refused page', refused)],
      sizes: { people: PEOPLE, connections: CONNECTIONS, shown: paths.length },
      versions: { node: process.version, postgresql: version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    await stop(server)
    rmSync(folder, { recursive: true, force: true })
  }
}

function startServer(folder: string, port: number): ChildProcess {
  const env = { ...process.env, CONCORDAT_DATA: folder, PORT: String(port) }
  return spawn(join(import.meta.dirname, '../bin/concordat'), ['start'], {
    env: { ...env, CONCORDAT_PEOPLE: String(PEOPLE), CONCORDAT_MODE: 'made-up' },
    stdio: 'ignore',
  })
}

async function untilReady(origin: string, server: ChildProcess): Promise<void> {
  const until = performance.now() + START_MS
  while (performance.now() < until && server.exitCode === null) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(250)
  }
  throw new Error('the server did not start')
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const ended = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  await ended
}

/**
 * Of the people who are registered with the GP's practice and are on no ward now, those of whom most is
 * known: they are the ones whose pages are opened.
 */
async function registeredPeople(folder: string): Promise<{ paths: string[]; version: string }> {
  const databases = await openDatabases({ dataFolder: folder }, openLog('silent'))
  try {
    const { rows } = await databases.owner.short.query<{ person_id: string }>(
      `select person_id from people.person p
        where said #>> '{gpPractice,code}' = 'Y90001' and source = 'southmere-gp'
          and not exists (select from people.link l join record.event e on e.person_id = any(l.members)
            where l.person_id = p.person_id and e.superseded_at is null
              and e.kind = 'stay' and e.status = 'active')
        order by (select count(*) from people.link l join record.event e
          on e.person_id = any(l.members) where l.person_id = p.person_id) desc, person_id
        limit $1`,
      [SHOWN_MAX],
    )
    const version = await databases.owner.short.query<{ version: string }>(
      "select current_setting('server_version') as version",
    )
    return {
      paths: rows.map(({ person_id }) => `/people/${person_id}`),
      version: version.rows[0]!.version,
    }
  } finally {
    await databases.close()
  }
}

type Measured = { perSecond: number; p50: number; p99: number; kilobytes: number }

async function measure(
  origin: string,
  cookie: string,
  paths: readonly string[],
  status: number,
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const headers = { accept: 'text/html', cookie }
  const times: number[] = []
  let bytes = 0
  let next = 0
  const hammer = async (until: number, keep: boolean) => {
    while (performance.now() < until) {
      const began = performance.now()
      const answer = await request(origin + paths[next++ % paths.length]!, agent, headers)
      if (answer.status !== status) throw new Error(`answered ${answer.status}, not ${status}`)
      if (!keep) continue
      times.push(performance.now() - began)
      bytes += answer.bytes
    }
  }
  for (const [seconds, keep] of [
    [WARM_SECONDS, false],
    [SECONDS, true],
  ] as const) {
    const until = performance.now() + seconds * 1000
    await Promise.all(Array.from({ length: CONNECTIONS }, () => hammer(until, keep)))
  }
  agent.destroy()
  times.sort((a, b) => a - b)
  return {
    perSecond: times.length / SECONDS,
    p50: times[Math.floor(times.length * 0.5)]!,
    p99: times[Math.floor(times.length * 0.99)]!,
    kilobytes: bytes / times.length / 1000,
  }
}

function request(
  url: string,
  agent: Agent,
  headers: Record<string, string>,
): Promise<{ status: number; bytes: number }> {
  return new Promise((done, failed) => {
    get(url, { agent, headers }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () => done({ status: answer.statusCode ?? 0, bytes }))
      answer.on('error', failed)
    }).on('error', failed)
  })
}

function figures(what: string, { perSecond, p50, p99, kilobytes }: Measured) {
  return [
    { what: `${what}s`, value: perSecond, unit: 'pages/s' },
    { what: `${what}, half within`, value: p50, unit: 'ms' },
    { what: `${what}, 99% within`, value: p99, unit: 'ms' },
    { what: `${what}, size`, value: kilobytes, unit: 'kB' },
  ]
}
