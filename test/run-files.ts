import { globSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { type Costs, openCosts } from './costs.ts'

export const ROOT = join(import.meta.dirname, '..')
/**
 * Each process of tests loads the house anew, which costs as much as a dozen tests do; with few of them a worker is
 * left alone with one for minutes.
 */
const HOUSE_GROUPS = 7
/** Rooms with fewer files than this share one. */
const ROOM_FILES = 15

/** `signal`: the run is stopped, and what it began with it. */
type How = { timeout: number; signal: AbortSignal }

export type Outcome = { passed: number; failed: number; skipped: number; failures: string[] }

/** The files that match, narrowed by the words given on the command line. */
export function findFiles(patterns: string[], only: readonly string[]): string[] {
  return globSync(patterns, { cwd: ROOT })
    .filter((file) => only.length === 0 || only.some((word) => file.includes(word)))
    .map((file) => join(ROOT, file))
    .sort()
}

/**
 * The tests of a room are one group, those of small rooms another. Those of the whole house (`test/`) are dealt out to
 * a few, which come last, so that no worker is left alone with much at the end.
 */
export function groupsOf(files: readonly string[]): string[][] {
  const rooms = new Map<string, string[]>()
  const house: string[][] = []
  for (const file of files) {
    const [top, room] = relative(ROOT, dirname(file)).split('/')
    if (top === 'test') {
      const at = house.flat().length % HOUSE_GROUPS
      house[at] = [...(house[at] ?? []), file]
    } else rooms.set(`${top}/${room}`, [...(rooms.get(`${top}/${room}`) ?? []), file])
  }
  const all = [...rooms.values()].sort((a, b) => b.length - a.length)
  const small = all.filter((room) => room.length < ROOM_FILES).flat()
  const large = all.filter((room) => room.length >= ROOM_FILES)
  return [...large, ...(small.length > 0 ? [small] : []), ...house]
}

/** Runs each group in a process of its own, prints each when it is done and adds to `outcome`. */
export async function runGroups(
  outcome: Outcome,
  groups: string[][],
  { concurrency, cost, ...how }: How & { concurrency: number; cost?: boolean },
): Promise<void> {
  const waiting = [...groups]
  const costs = cost ? openCosts(ROOT) : undefined
  const worker = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      if (!how.signal.aborted) await runGroup(outcome, group, how, costs)
    }
  }
  // What one uses of the shared server cannot be told from what another does at the same time.
  await Promise.all(Array.from({ length: costs ? 1 : concurrency }, worker))
  if (costs) process.stdout.write(costs.table())
}

async function runGroup(
  outcome: Outcome,
  group: string[],
  { timeout, signal }: How,
  costs?: Costs,
): Promise<void> {
  costs?.begin()
  const stream = run({
    files: [join(ROOT, 'test/run-group.ts')],
    argv: group,
    execArgv: [`--test-timeout=${timeout}`],
    cwd: ROOT,
    signal,
  })
  stream.on('test:pass', ({ skip, details, nesting, file }) => {
    if (details.type === 'suite') return
    if (nesting === 1) costs?.ran(file)
    if (skip === undefined) outcome.passed++
    else outcome.skipped++
  })
  stream.on('test:fail', ({ name, details, nesting, file }) => {
    const { failureType } = details.error as { failureType?: string }
    // Of a file that fails by itself it is told beside its tests.
    if (details.type === 'suite' && failureType === 'subtestsFailed') return
    if (nesting === 1) costs?.ran(file)
    outcome.failed++
    outcome.failures.push(`${file ?? group.join(' ')} ${name}`)
  })
  let text = ''
  for await (const piece of stream.compose(spec)) text += piece
  process.stdout.write(text)
  costs?.end()
}

/** The last line is what machines read. Answers the exit code: nothing run is no success. */
export function conclude({ passed, failed, skipped, failures }: Outcome): 0 | 1 {
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  const left = skipped > 0 ? `, ${skipped} skipped` : ''
  process.stdout.write(`${passed} passed, ${failed} failed${left}\n`)
  return failed > 0 || passed === 0 ? 1 : 0
}
