import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from '../places/southmere/index.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = 10_000
const RUNS = 3

/**
 * Southmere from a seed to files on disk: the middle one of three runs, and the memory of the
 * largest moment.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'southmere-'))
  try {
    const runs = []
    for (let one = 0; one < RUNS; one += 1) {
      runs.push(
        await generate({
          people: PEOPLE,
          seed: 'bench',
          asOf: '2026-03-03',
          out: join(folder, 'place'),
        }),
      )
    }
    runs.sort((left, right) => left.seconds - right.seconds)
    const { seconds, items, bytes } = runs[Math.floor(RUNS / 2)]!
    return {
      name: 'generate',
      figures: [
        { what: 'time', value: seconds, unit: 's' },
        { what: 'people', value: PEOPLE / seconds, unit: 'people/s' },
        { what: 'items', value: items / seconds, unit: 'items/s' },
        { what: 'written', value: bytes / 1e6, unit: 'MB' },
        { what: 'peak memory', value: process.resourceUsage().maxRSS / 1024, unit: 'MB' },
      ],
      sizes: { people: PEOPLE, items },
      versions: { node: process.version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
