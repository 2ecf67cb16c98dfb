import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Told } from './counted-server.ts'
import { serverTime } from './cpu.ts'

/** A server in a process of its own, asked over sockets: what it and PostgreSQL use is counted, what we use is not. */
export type Served = { origin: string; child: ChildProcess; counts: boolean }

const ROOT = join(import.meta.dirname, '../..')
const START_MS = 1_800_000
/** What counts by itself. */
export const COUNTED = 'bench/parts/counted-server.ts'
const TICK_MICROSECONDS = 10_000
/** what comes within it follows from what the place has just begun */
const SOON_MS = 5_000

export async function serve(
  [program, ...args]: readonly [string, ...string[]],
  { port, env, ready }: { port: number; env: Record<string, string>; ready: string },
): Promise<Served> {
  const child = spawn(join(ROOT, program), args, {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const origin = `http://localhost:${port}`
  const until = performance.now() + START_MS
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(`${origin}${ready}`).catch(() => undefined)
    if (answer?.ok) return { origin, child, counts: args.some((one) => one === COUNTED) }
    await sleep(250)
  }
  throw new Error(`${program} ${args.join(' ')} did not start`)
}

/** What follows from what was filled would be counted as what pages use. */
export async function untilDone(env: Record<string, string>): Promise<void> {
  const program = join(import.meta.dirname, '../../bin/concordat')
  const isDue = ({ at }: { at: string }) => Date.parse(at) <= Date.now() + SOON_MS
  for (;;) {
    const told = execFileSync(program, ['due', '--json'], { env: { ...process.env, ...env } })
    if (!(JSON.parse(String(told)) as { due: { at: string }[] }).due.some(isDue)) return
    await sleep(500)
  }
}

export async function stop({ child }: Served): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
}

/**
 * How often it was asked, how long each time took, the processor time of the server and PostgreSQL, and the statements
 * that left the server, where it counts them.
 */
export type Asked = {
  count: number
  statements: number
  took: number[]
  bytes: number
  seconds: number
  node: number
  postgresql: number
}

export const NOTHING: Asked = {
  ...{ count: 0, statements: 0, took: [], bytes: 0, seconds: 0, node: 0, postgresql: 0 },
}

export type Question = { paths: readonly string[]; cookie?: string; status: number }

/**
 * Asks these paths in turn over so many connections, for a while and so often at least: a machine that has no time for
 * us would be measured cold. Each is asked for the first time as long as they last.
 */
export async function ask(
  served: Served,
  question: Question,
  { connections, milliseconds, least = 0, dataFolder }: AskHow,
): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = { accept: 'text/html', ...(question.cookie && { cookie: question.cookie }) }
  const before = [await toldBy(served), serverTime(dataFolder)] as const
  const asked: Asked = { ...NOTHING, took: [] }
  const began = performance.now()
  const until = began + milliseconds
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until || asked.count < least) {
        const start = performance.now()
        const path = nextOf(question)
        const { status, bytes } = await request(served.origin + path, agent, headers)
        if (status !== question.status) throw new Error(`${path} answered ${status}`)
        asked.took.push(performance.now() - start)
        asked.bytes += bytes
        asked.count++
      }
    }),
  )
  agent.destroy()
  const after = await toldBy(served)
  return {
    ...asked,
    seconds: (performance.now() - began) / 1000,
    node: after.cpu - before[0].cpu,
    statements: after.statements - before[0].statements,
    postgresql: serverTime(dataFolder) - before[1],
  }
}

/** By itself, where it counts (`counted-server.ts`); by the system otherwise. */
async function toldBy(served: Served): Promise<Told> {
  if (!served.counts) return { statements: 0, cpu: timeOf(served) }
  const told = once(served.child, 'message')
  served.child.send('tell')
  const [answer] = await told
  return answer as Told
}

type AskHow = { connections: number; milliseconds: number; least?: number; dataFolder: string }

const turns = new WeakMap<Question, number>()

function nextOf(question: Question): string {
  const turn = turns.get(question) ?? 0
  turns.set(question, turn + 1)
  return question.paths[turn % question.paths.length]!
}

export function both(a: Asked, b: Asked): Asked {
  return {
    count: a.count + b.count,
    took: [...a.took, ...b.took],
    bytes: a.bytes + b.bytes,
    seconds: a.seconds + b.seconds,
    statements: a.statements + b.statements,
    node: a.node + b.node,
    postgresql: a.postgresql + b.postgresql,
  }
}

/** Microseconds of the process and of those of its children that have ended. */
function timeOf({ child }: Served): number {
  const text = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS
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
