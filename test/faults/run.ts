import { join } from 'node:path'
import { conclude, findFiles, type Outcome, ROOT, runGroups } from '../run-files.ts'

/**
 * The long fault runs: processes killed, servers killed, disks filled, two at once. One file after the
 * other, because each needs the whole machine. Arguments narrow the files: `bin/faults disk`.
 */
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const outcome: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [] }

process.env.CONCORDAT_TEST_DATA ??= join(ROOT, '.data/test')
process.env.NODE_ENV = 'production'
// What a run began is ended with it.
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
const files = findFiles(['test/faults/*.fault.ts'], only)
await runGroups(
  outcome,
  files.map((file) => [file]),
  {
    concurrency: 1,
    timeout: 14_400_000,
    signal: stopped.signal,
  },
)
process.exit(conclude(outcome))
