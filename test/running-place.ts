import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import { concordat, type Ended } from '../src/cli/testing.ts'
import { freePort, joinEmbeddedServer, newId } from '../src/kernel/index.ts'

/**
 * The made-up place as anybody runs it: the real command in a process of its own, with a data folder and a
 * port of its own, from a folder that is not the checkout. The commands given to `concordat` share its settings and
 * run here.
 */
export type RunningPlace = {
  origin: string
  dataFolder: string
  concordat(...args: string[]): Promise<Ended>
  /** the same in a process of its own, to be ended by the test */
  begin(...args: string[]): ChildProcess
  /** as the owner of the cluster: what somebody with all the rights could do behind our back */
  behindOurBack<T>(work: (client: Client) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..')
const BASE = process.env.CONCORDAT_TEST_DATA ?? join(ROOT, '.data/test')
const START_MS_MAX = 120_000

export async function startPlace(
  t: TestContext,
  {
    people,
    env = {},
    flags = [],
    ...given
  }: {
    people: number
    env?: Record<string, string>
    dataFolder?: string
    flags?: string[]
  },
): Promise<RunningPlace> {
  const dataFolder = given.dataFolder ?? join(BASE, 'places', newId().slice(-12))
  mkdirSync(dataFolder, { recursive: true })
  const port = await freePort()
  const settings = {
    CONCORDAT_DATA: dataFolder,
    CONCORDAT_PEOPLE: String(people),
    PORT: String(port),
    ...env,
  }
  const child = spawn(join(ROOT, 'bin/concordat'), ['start', ...flags], {
    cwd: dataFolder,
    env: { ...process.env, ...settings },
  })
  const origin = `http://localhost:${port}`
  await untilServing(child, origin)
  const begun: ChildProcess[] = []
  const begin = (...args: string[]) => {
    const other = spawn(join(ROOT, 'bin/concordat'), args, {
      cwd: dataFolder,
      env: { ...process.env, ...settings },
    })
    begun.push(other)
    return other
  }
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  t.after(async () => {
    // A test that failed has ended none of them, and whoever waits for this process waits for them.
    for (const other of begun) other.kill('SIGKILL')
    await stop()
    rmSync(dataFolder, { recursive: true, force: true })
  })
  return {
    origin,
    dataFolder,
    stop,
    concordat: (...args) => concordat(settings, args),
    begin,
    behindOurBack: (work) => asCluster(dataFolder, work),
  }
}

async function untilServing(child: ChildProcess, origin: string): Promise<void> {
  let said = ''
  child.stderr?.on('data', (text) => {
    said += text
  })
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the place did not start in time\n${said}`))
    }, START_MS_MAX)
    child.once('exit', (code) => reject(new Error(`the place ended with ${code}\n${said}`)))
    child.stdout?.on('data', (text: Buffer) => {
      if (!text.toString().includes(`serves ${origin}`)) return
      clearTimeout(late)
      resolve()
    })
  })
}

async function asCluster<T>(dataFolder: string, work: (client: Client) => Promise<T>): Promise<T> {
  const server = await joinEmbeddedServer(dataFolder)
  const client = new Client({ ...server.connection, database: 'concordat' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
    await server.leave()
  }
}
