import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../src/kernel/index.ts'
import { openBrowser } from '../test/browser.ts'
import { inBrowser } from '../test/effort.ts'
import { HOME_LEAVING, HUB_LEAVING, SOCIAL_LEAVING, WARD_LEAVING } from '../test/leaving-tasks.ts'
import { quantile } from './parts/figures.ts'
import { fill } from './parts/filled.ts'
import { serve, stop } from './parts/served.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)
const ROUNDS = Number(process.env.CONCORDAT_BENCH_ROUNDS ?? 3)
/** Whose commonest tasks with who leaves hospital. */
const WALKED = [
  ['lee.carter', HUB_LEAVING],
  ['priya.shah', WARD_LEAVING],
  ['ana.reid', SOCIAL_LEAVING],
  ['olive.marsden', HOME_LEAVING],
] as const

/**
 * The commonest tasks with who leaves hospital, walked in a real browser from the first page to what was wanted: how
 * long the person waits in all for pages, beside the clicks, fields and keys. Beside them a page that shows nothing of
 * anybody, opened in the same browser: what no step goes below.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = join(mkdtempSync(join(parent, 'bench-tasks-')), 'data')
  try {
    await fill(folder, PEOPLE)
    const port = await freePort()
    const place = { CONCORDAT_PEOPLE: String(PEOPLE), CONCORDAT_MODE: 'made-up' }
    const env = { ...place, CONCORDAT_DATA: folder }
    const served = await serve(['bin/concordat', 'start'], { port, env, ready: '/readyz' })
    try {
      return {
        name: 'tasks',
        figures: await walked(served.origin),
        sizes: { people: PEOPLE, 'times each': ROUNDS },
        versions: { node: process.version },
        seconds: (performance.now() - begun) / 1000,
      }
    } finally {
      await stop(served)
    }
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true })
  }
}

async function walked(origin: string): Promise<BenchResult['figures']> {
  const browser = await openBrowser()
  const figures: BenchResult['figures'] = []
  try {
    for (const [persona, tasks] of WALKED) {
      const visitor = await inBrowser(origin, browser, persona)
      const floor = await seconds(ROUNDS, () => visitor.open('/healthz'))
      figures.push({ what: `${persona}: floor: a page of nobody`, value: floor, unit: 's' })
      for (const { does, most, walk } of tasks) {
        const took: number[] = []
        let spent = most
        for (let round = 0; round < ROUNDS; round++) {
          await visitor.open('/')
          Object.assign(visitor.effort, { clicks: 0, fields: 0, keys: 0 })
          const began = performance.now()
          // What was done once cannot always be done again.
          const isDone = await Promise.resolve(walk(visitor)).then(
            () => true,
            () => false,
          )
          if (!isDone) break
          took.push((performance.now() - began) / 1000)
          spent = { ...visitor.effort }
        }
        const what = `${persona} ${does}`
        if (took.length === 0) {
          // On a small ward there may be nobody of whom it can be done.
          figures.push({ what: `${what}: could not be done here`, value: 0, unit: 'times' })
          continue
        }
        const { clicks, fields, keys } = spent
        const effort = `${clicks} of ${most.clicks} clicks, ${fields} fields, ${keys} keys`
        figures.push({ what: `${what} (${effort})`, value: quantile(took, 0.5), unit: 's' })
      }
    }
  } finally {
    await browser.close()
  }
  return figures
}

async function seconds(times: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let at = 0; at < times; at++) {
    const began = performance.now()
    await work()
    took.push((performance.now() - began) / 1000)
  }
  return quantile(took, 0.5)
}
