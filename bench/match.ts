import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeTwoFiles } from './parts/two-files.ts'
import type { BenchResult } from './run.ts'

/**
 * What it costs to match two made-up tables, from CSV to CSV, and how right the pairs are. The floor is reading the
 * same bytes and counting their lines.
 */
const SIZES = (process.env.CONCORDAT_BENCH_ROWS ?? '10000,100000').split(',').map(Number)

export async function run(): Promise<BenchResult> {
  const began = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'bench-match-'))
  const figures: BenchResult['figures'] = []
  try {
    for (const rows of SIZES) figures.push(...(await measure(folder, rows)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    name: 'match',
    figures,
    sizes: { rows: Math.max(...SIZES), cores: availableParallelism() },
    versions: { node: process.version },
    seconds: (performance.now() - began) / 1_000,
  }
}

const COMMAND = join(import.meta.dirname, '../bin/concordat')

/** In a process of its own, so that its memory is its own. */
async function measure(folder: string, rows: number): Promise<BenchResult['figures']> {
  const { left, right, truth } = await writeTwoFiles(folder, rows, 'bench')
  const out = join(folder, 'pairs.csv')
  const words = ['match', left, right, '--truth', truth, '--out', out, '--json']
  const { stdout } = await promisify(execFile)(COMMAND, words)
  const told = JSON.parse(stdout)
  const floor = countLines([left, right])
  const of = `${rows.toLocaleString('en-GB')} rows twice`
  return [
    { what: `${of}: from file to file`, value: told.seconds.total, unit: 's' },
    { what: `${of}: processor time`, value: told.seconds.cpu, unit: 's' },
    { what: `${of}: reading`, value: told.seconds.read, unit: 's' },
    { what: `${of}: bringing together, comparing, scoring`, value: told.seconds.score, unit: 's' },
    { what: `${of}: learning`, value: told.seconds.train, unit: 's' },
    { what: `${of}: floor, both files read and their lines counted`, value: floor, unit: 's' },
    { what: `${of}: pairs compared`, value: told.candidate_pairs, unit: 'pairs' },
    { what: `${of}: most memory`, value: told.peak_memory_mb, unit: 'MB' },
    { what: `${of}: F1 at the threshold as it is`, value: told.f1, unit: '' },
    { what: `${of}: F1 at the best threshold`, value: told.best_f1, unit: '' },
  ]
}

function countLines(paths: readonly string[]): number {
  const began = performance.now()
  let lines = 0
  for (const path of paths) for (const byte of readFileSync(path)) if (byte === 10) lines += 1
  return lines === 0 ? 0 : (performance.now() - began) / 1_000
}
