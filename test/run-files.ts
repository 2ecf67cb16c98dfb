import { globSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
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

/**
 * The tests of a room are one group. Those of the whole house (`test/`) are each their own: they start places and
 * kill them. The rooms come first, so that no worker is left with one at the end.
 */
export function groupsOf(files: readonly string[]): string[][] {
  const groups = new Map<string, string[]>()
  for (const file of files) {
    const [top, room] = relative(ROOT, dirname(file)).split('/')
    const name = top === 'test' ? file : `${top}/${room}`
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  return [...groups.values()].sort((a, b) => Number(b.length > 1) - Number(a.length > 1))
}

/** Runs each group in a process of its own, prints each when it is done and adds to `outcome`. */
export async function runGroups(
  outcome: Outcome,
  groups: string[][],
  { concurrency, timeout }: { concurrency: number; timeout: number },
): Promise<void> {
  const waiting = [...groups]
  const worker = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      await runGroup(outcome, group, timeout)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

async function runGroup(outcome: Outcome, group: string[], timeout: number): Promise<void> {
  const stream = run({
    files: [join(ROOT, 'test/run-group.ts')],
    argv: group,
    execArgv: [`--test-timeout=${timeout}`],
    cwd: ROOT,
  })
  stream.on('test:pass', ({ skip, details }) => {
    if (details.type === 'suite') return
    if (skip === undefined) outcome.passed++
    else outcome.skipped++
  })
  stream.on('test:fail', ({ name, details, file }) => {
    if (details.type === 'suite') return
    outcome.failed++
    outcome.failures.push(`${file ?? group.join(' ')} ${name}`)
  })
  let text = ''
  for await (const piece of stream.compose(spec)) text += piece
  process.stdout.write(text)
}

/** The last line is what machines read. Answers the exit code: nothing run is no success. */
export function conclude({ passed, failed, skipped, failures }: Outcome): 0 | 1 {
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  const left = skipped > 0 ? `, ${skipped} skipped` : ''
  process.stdout.write(`${passed} passed, ${failed} failed${left}\n`)
  return failed > 0 || passed === 0 ? 1 : 0
}
