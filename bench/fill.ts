import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fill } from './parts/filled.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)

/** How long a made-up place takes to be there: loaded, if it was not before, and copied. */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'bench-fill-'))
  try {
    const first = await fill(join(folder, 'first'), PEOPLE)
    const again = await fill(join(folder, 'again'), PEOPLE)
    const loaded = first.copied ? [] : [{ what: 'loaded', value: first.seconds, unit: 's' }]
    return {
      name: 'fill',
      figures: [...loaded, { what: 'copied', value: again.seconds, unit: 's' }],
      sizes: { people: PEOPLE },
      versions: { node: process.version },
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
