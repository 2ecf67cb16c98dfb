import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { joinEmbeddedServer } from '../src/kernel/index.ts'
import { conclude, findFiles, type Outcome, ROOT, runFiles } from './run-files.ts'

/**
 * Types, style, then every test file in a process of its own, two at a time. One embedded server is
 * held for the whole run. Arguments narrow the files: `bin/test trail people`.
 */
const MODULES = join(ROOT, 'node_modules')
const PATTERNS = ['src/**/*.test.{ts,tsx}', 'places/**/*.test.ts', 'test/*.test.ts']
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const outcome: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [] }

if (only.length === 0) {
  check('types', 'typescript/bin/tsc', ['--noEmit'])
  check('style', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])
}
process.env.CONCORDAT_TEST_DATA ??= join(ROOT, '.data/test')
process.env.NODE_ENV = 'production'
const server = await joinEmbeddedServer(process.env.CONCORDAT_TEST_DATA)
await runFiles(outcome, findFiles(PATTERNS, only), {
  concurrency: Math.max(2, Math.min(4, availableParallelism())),
  timeout: 300_000,
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
