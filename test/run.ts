import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { joinEmbeddedServer, newId } from '../src/kernel/index.ts'
import { conclude, findFiles, groupsOf, type Outcome, ROOT, runGroups } from './run-files.ts'
import { testFolder } from './test-folder.ts'

/**
 * Types, style, then every test file: those of a room in one process, those of the whole house in a few, some at a
 * time. One embedded server is held for the whole run. Arguments narrow the files: `bin/test trail people`.
 * `--cost` runs one after the other and ends with what each file used.
 */
const MODULES = join(ROOT, 'node_modules')
const PATTERNS = ['src/**/*.test.{ts,tsx}', 'places/**/*.test.ts', 'test/*.test.ts']
/** Of one test: no limit on how long it may take on a busy machine, only so that the run ends. */
const HANGS_AFTER_MS = 900_000
const cost = process.argv.includes('--cost')
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
const outcome: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [] }

if (only.length === 0) {
  check('types', 'typescript/bin/tsc', ['--noEmit'])
  check('style', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])
}
if (process.env.CONCORDAT_TEST_DATA === undefined) {
  const { data, temporary } = testFolder(ROOT)
  process.env.CONCORDAT_TEST_DATA = data
  if (temporary !== undefined) process.env.TMPDIR = temporary
}
process.env.NODE_ENV = 'production'
process.env.CONCORDAT_TEST_PLACES = join(process.env.CONCORDAT_TEST_DATA, 'made', newId())
const server = await joinEmbeddedServer(process.env.CONCORDAT_TEST_DATA)
await runGroups(outcome, groupsOf(findFiles(PATTERNS, only)), {
  // One more than there are processors: much of a run is waiting for a frozen process to be found, or a browser.
  concurrency: Math.min(4, availableParallelism() + 1),
  timeout: HANGS_AFTER_MS,
  signal: stopped.signal,
  cost,
})
await server.leave()
rmSync(process.env.CONCORDAT_TEST_PLACES, { recursive: true, force: true })
process.exit(conclude(outcome))

function check(name: string, program: string, args: string[]): void {
  const { status } = spawnSync(process.execPath, [join(MODULES, program), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  if (status === 0) outcome.passed++
  else {
    outcome.failed++
    outcome.failures.push(name)
  }
}
