import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../src/kernel/index.ts'
import { fill } from './parts/filled.ts'
import { personaPages, registeredPeople } from './parts/persona-pages.ts'
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

/**
 * Whether pages cost what they cost however many people there are: the person page and first pages of a place, and of
 * one of ten times as many, served beside each other and asked in turns, by the processor time of both processes.
 */
const SMALL = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)
const SIZES = [SMALL, SMALL * 10] as const
const CONNECTIONS = 8
const ROUNDS = Number(process.env.CONCORDAT_BENCH_ROUNDS ?? 6)
const SHOWN = 100
/** of each, so often before it is measured, and in each round */
const WARM = 50
const ASKED = 25

type Place = { folder: string; served: Served; questions: Map<string, Question> }

export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'bench-grown-'))
  const places: Place[] = []
  let shown: string[] | undefined
  try {
    for (const people of SIZES) {
      const own = join(folder, String(people))
      await fill(own, people)
      // Those of the smaller place are in the larger one as they are.
      shown ??= (await registeredPeople(own)).people.slice(0, SHOWN)
      places.push(await open(own, people, shown))
    }
    return {
      name: 'grown',
      figures: await measure(places),
      sizes: { people: SIZES[1], 'against people': SIZES[0], connections: CONNECTIONS },
      versions: { node: process.version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    for (const { served } of places) await stop(served)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function open(folder: string, people: number, shown: readonly string[]): Promise<Place> {
  const port = await freePort()
  const env = {
    CONCORDAT_PEOPLE: String(people),
    CONCORDAT_MODE: 'made-up',
    CONCORDAT_DATA: folder,
  }
  const served = await serve(['bin/concordat', 'start'], { port, env, ready: '/readyz' })
  return { folder, served, questions: await personaPages(served, shown) }
}

async function measure(places: readonly Place[]): Promise<BenchResult['figures']> {
  const figures: BenchResult['figures'] = []
  for (const what of places[0]!.questions.keys()) {
    const all = places.map(() => NOTHING)
    const turn = async (least: number, counts: boolean) => {
      for (const [at, { folder: dataFolder, served, questions }] of places.entries()) {
        const how = { connections: CONNECTIONS, milliseconds: 0, least, dataFolder }
        const asked = await ask(served, questions.get(what)!, how)
        if (counts) all[at] = both(all[at]!, asked)
      }
    }
    await turn(WARM, false)
    for (let round = 0; round < ROUNDS; round++) await turn(ASKED, true)
    figures.push(...figuresOf(what, all as [Asked, Asked]))
  }
  return figures
}

function figuresOf(what: string, [small, large]: [Asked, Asked]): BenchResult['figures'] {
  const cost = ({ node, postgresql, count }: Asked) => (node + postgresql) / count
  const size = ({ bytes, count }: Asked) => bytes / count / 1000
  return [
    { what: `${what}: at ${SIZES[0]} people`, value: cost(small), unit: 'µs' },
    { what: `${what}: at ${SIZES[1]} people`, value: cost(large), unit: 'µs' },
    { what: `${what}: the one against the other`, value: cost(large) / cost(small), unit: 'times' },
    { what: `${what}: size`, value: size(small), unit: 'kB' },
    { what: `${what}: size of the larger place`, value: size(large), unit: 'kB' },
  ]
}
