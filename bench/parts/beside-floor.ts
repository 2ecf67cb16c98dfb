import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../../src/kernel/index.ts'
import type { BenchResult } from '../run.ts'
import { registeredPeople } from './persona-pages.ts'
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
} from './served.ts'

/** The place that is measured and a server that does nothing else, over the same data. */
export type Beside = {
  readonly folder: string
  readonly served: Served
  readonly floor: Served
  /** whose pages are asked for */
  readonly people: readonly string[]
}

/** So often each before anything is measured, and in each round. */
export type Times = { readonly warm: number; readonly page: number; readonly floor: number }

/** Makes a folder of data, serves it beside its floor until what follows from it is done, and takes all of it away. */
export async function besideFloor(
  name: string,
  people: number,
  fillWith: (folder: string) => Promise<unknown>,
  work: (beside: Beside) => Promise<BenchResult['figures']>,
): Promise<{ figures: BenchResult['figures']; version: string }> {
  const parent = join(import.meta.dirname, '../../.data')
  mkdirSync(parent, { recursive: true })
  const folder = join(mkdtempSync(join(parent, `bench-${name}-`)), 'data')
  const running: Served[] = []
  try {
    await fillWith(folder)
    const [port, floorPort] = [await freePort(), await freePort()]
    const place = { CONCORDAT_PEOPLE: String(people), CONCORDAT_MODE: 'made-up' }
    const env = { ...place, CONCORDAT_DATA: folder }
    const served = await serve(['bin/run', COUNTED, 'start'], { port, env, ready: '/readyz' })
    running.unshift(served)
    const args = ['bin/run', 'bench/parts/floor-server.ts', folder, String(floorPort)] as const
    const floor = await serve(args, { port: floorPort, env: {}, ready: '/' })
    running.unshift(floor)
    const registered = await registeredPeople(folder)
    await untilDone({ ...env, PORT: String(port) })
    const beside = { folder, served, floor, people: registered.people }
    return { figures: await work(beside), version: registered.version }
  } finally {
    for (const one of running) await stop(one)
    rmSync(dirname(folder), { recursive: true, force: true })
  }
}

export type Taken = {
  readonly what: string
  readonly connections: number
  readonly page: Asked
  readonly floor: Asked
}

/** Each page and an answer of its size in turns, so that whatever else the machine does is done to both. */
export async function inTurns(
  { folder, served, floor, people }: Beside,
  pages: ReadonlyMap<string, Question>,
  { times, rounds, connections }: { times: Times; rounds: number; connections: readonly number[] },
): Promise<Taken[]> {
  const how = { milliseconds: 0, dataFolder: folder }
  const works: { what: string; page: Question; same: Question; connections: number }[] = []
  for (const [what, page] of pages) {
    const warm = await ask(served, page, {
      ...how,
      connections: connections[0]!,
      least: times.warm,
    })
    const bytes = Math.round(warm.bytes / warm.count)
    const same = { paths: people.map((person) => `/floor/${person}/${bytes}`), status: 200 }
    works.push(...connections.map((many) => ({ what, page, same, connections: many })))
  }
  const taken = works.map(({ what, connections: many }): Taken => {
    return { what, connections: many, page: NOTHING, floor: NOTHING }
  })
  for (let round = -1; round < rounds; round++) {
    for (const [at, { page, same, connections: many }] of works.entries()) {
      const own = { ...how, connections: many }
      const one = await ask(served, page, { ...own, least: times.page })
      const other = await ask(floor, same, { ...own, least: times.floor })
      const before = taken[at]!
      // The first round is for the programs to become warm.
      if (round >= 0)
        taken[at] = { ...before, page: both(before.page, one), floor: both(before.floor, other) }
    }
  }
  return taken
}
