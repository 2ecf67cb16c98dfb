import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

export const ROOT = join(import.meta.dirname, '..')

export type Outcome = { passed: number; failed: number; skipped: number; failures: string[] }

/** The files that match, narrowed by the words given on the command line. */
export function findFiles(patterns: string[], only: readonly string[]): string[] {
  return globSync(patterns, { cwd: ROOT })
    .filter((file) => only.length === 0 || only.some((word) => file.includes(word)))
    .map((file) => join(ROOT, file))
    .sort()
}

/** Runs each file in a process of its own, prints as it goes and adds to `outcome`. */
export async function runFiles(
  outcome: Outcome,
  files: string[],
  { concurrency, timeout }: { concurrency: number; timeout: number },
): Promise<void> {
  // Without any file the runner would look for files by its own rules.
  if (files.length === 0) return
  const stream = run({ files, cwd: ROOT, concurrency, timeout })
  stream.on('test:pass', ({ name, skip, details }) => {
    if (details.type === 'suite' || isFile(name)) return
    if (skip === undefined) outcome.passed++
    else outcome.skipped++
  })
  stream.on('test:fail', ({ name, details, file }) => {
    if (details.type === 'suite') return
    outcome.failed++
    outcome.failures.push(isFile(name) ? name : `${file ?? ''} ${name}`)
  })
  for await (const text of stream.compose(spec)) process.stdout.write(text)
}

/** The last line is what machines read. Answers the exit code: nothing run is no success. */
export function conclude({ passed, failed, skipped, failures }: Outcome): 0 | 1 {
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  const left = skipped > 0 ? `, ${skipped} skipped` : ''
  process.stdout.write(`${passed} passed, ${failed} failed${left}\n`)
  return failed > 0 || passed === 0 ? 1 : 0
}

/** A file that cannot even be loaded is reported under its own path. */
function isFile(name: string): boolean {
  return /\.(test|fault)\.tsx?$/.test(name)
}
