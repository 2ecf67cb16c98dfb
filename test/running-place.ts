import { type ChildProcess, spawn } from 'node:child_process'
import { constants, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { concordat, type Ended } from '../src/cli/testing.ts'
import { joinEmbeddedServer, newId, withFileLock } from '../src/kernel/index.ts'
import { layServer } from '../src/kernel/testing-folder.ts'
import { quietPort } from './quiet-port.ts'

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

export async function startPlace(
  t: TestContext,
  {
    people,
    env = {},
    flags = [],
    fresh = false,
    ...given
  }: {
    people: number
    env?: Record<string, string>
    /** of a place that was there before */
    dataFolder?: string
    flags?: string[]
    /** begins with nothing at all, and not with a copy of what a first start makes */
    fresh?: boolean
  },
): Promise<RunningPlace> {
  const dataFolder = given.dataFolder ?? join(BASE, 'places', newId().slice(-12))
  if (given.dataFolder === undefined && !fresh) await layPlace(dataFolder, people)
  mkdirSync(dataFolder, { recursive: true })
  const settings = await settingsOf(dataFolder, people, env)
  const child = begun(settings, ['start', ...flags])
  const origin = `http://localhost:${settings.PORT}`
  await untilServing(child, origin)
  const others: ChildProcess[] = []
  const begin = (...args: string[]) => {
    const other = begun(settings, args)
    others.push(other)
    return other
  }
  t.after(async () => {
    // A test that failed has ended none of them, and whoever waits for this process waits for them.
    for (const other of others) other.kill('SIGKILL')
    await ended(child)
    rmSync(dataFolder, { recursive: true, force: true })
  })
  return {
    origin,
    dataFolder,
    stop: () => ended(child),
    concordat: (...args) => concordat(settings, args),
    begin,
    behindOurBack: (work) => asCluster(dataFolder, work),
  }
}

type PlaceSettings = Record<string, string> & { CONCORDAT_DATA: string; PORT: string }

async function settingsOf(
  dataFolder: string,
  people: number,
  env: Record<string, string> = {},
): Promise<PlaceSettings> {
  const port = String(await quietPort())
  const own = { CONCORDAT_DATA: dataFolder, CONCORDAT_PEOPLE: String(people), PORT: port }
  return { ...own, ...env }
}

function begun(settings: PlaceSettings, args: string[]): ChildProcess {
  return spawn(join(ROOT, 'bin/concordat'), args, {
    cwd: settings.CONCORDAT_DATA,
    env: { ...process.env, ...settings },
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/**
 * Puts there what a first start makes, once all that follows from it is done: made once in a run of tests for each
 * number of people, because making it costs more than most tests of it do.
 */
async function layPlace(dataFolder: string, people: number): Promise<void> {
  const folder = process.env.CONCORDAT_TEST_PLACES
  if (folder === undefined || people === 0) return layServer(dataFolder)
  mkdirSync(folder, { recursive: true })
  const made = join(folder, String(people))
  await withFileLock(`${made}.lock`, async () => {
    if (!existsSync(made)) await makePlace(made, people)
  })
  cpSync(made, dataFolder, { recursive: true, mode: constants.COPYFILE_FICLONE })
}

async function makePlace(made: string, people: number): Promise<void> {
  const making = `${made}.unfinished`
  await layServer(making)
  const settings = await settingsOf(making, people)
  const child = begun(settings, ['start'])
  try {
    await untilServing(child, `http://localhost:${settings.PORT}`)
    const due = async () => (await concordat(settings, ['due', '--json'])).stdout
    // What waits for another to be done comes again after a moment.
    const isDue = ({ at }: { at: string }) => Date.parse(at) <= Date.now() + 5_000
    while ((JSON.parse(await due()) as { due: { at: string }[] }).due.some(isDue)) await sleep(200)
  } finally {
    await ended(child)
  }
  renameSync(making, made)
}

/** However long that takes: that it ends without serving is what can go wrong. */
async function untilServing(child: ChildProcess, origin: string): Promise<void> {
  let said = ''
  child.stderr?.on('data', (text) => {
    said += text
  })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the place ended with ${code}\n${said}`)))
    child.stdout?.on('data', (text: Buffer) => {
      if (text.toString().includes(`serves ${origin}`)) resolve()
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
