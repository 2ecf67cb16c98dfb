import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { joinEmbeddedServer } from '../src/kernel/index.ts'
import { conclude, findFiles, groupsOf, type Outcome, ROOT, runGroups } from './run-files.ts'

/**
 * Types, style, then every test file: those of a room in one process, those of the whole house in one each, two at a
 * time. One embedded server is held for the whole run. Arguments narrow the files: `bin/test trail people`.
 */
const MODULES = join(ROOT, 'node_modules')
const PATTERNS = ['src/**/*.test.{ts,tsx}', 'places/**/*.test.ts', 'test/*.test.ts']
/** Of one test: no limit on how long it may take on a busy machine, only so that the run ends. */
const HANGS_AFTER_MS = 900_000
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const outcome: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [] }

if (only.length === 0) {
  check('types', 'typescript/bin/tsc', ['--noEmit'])
  check('style', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])
}
process.env.CONCORDAT_TEST_DATA ??= join(ROOT, '.data/test')
process.env.NODE_ENV = 'production'
const server = await joinEmbeddedServer(process.env.CONCORDAT_TEST_DATA)
await runGroups(outcome, groupsOf(findFiles(PATTERNS, only)), {
  concurrency: Math.max(2, Math.min(4, availableParallelism())),
  timeout: HANGS_AFTER_MS,
})
await server.leave()
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
