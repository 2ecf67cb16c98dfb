import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { joinEmbeddedServer } from '../src/kernel/index.ts'

/**
 * Types, style, then every test file in a process of its own, two at a time. One embedded server is
 * held for the whole run. Arguments narrow the files: `bin/test trail people`.
 */
const ROOT = join(import.meta.dirname, '..')
const MODULES = join(ROOT, 'node_modules')
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'))

const count = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

if (only.length === 0) {
  check('types', 'typescript/bin/tsc', ['--noEmit'])
  check('style', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])
}
process.env.CONCORDAT_TEST_DATA ??= join(ROOT, '.data/test')
process.env.NODE_ENV = 'production'
const server = await joinEmbeddedServer(process.env.CONCORDAT_TEST_DATA)
await runFiles()
await server.leave()
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`)
process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0)

function check(name: string, program: string, args: string[]): void {
  const { status } = spawnSync(process.execPath, [join(MODULES, program), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  if (status === 0) count.passed++
  else {
    count.failed++
    failures.push(name)
  }
}

async function runFiles(): Promise<void> {
  const files = globSync(['src/**/*.test.{ts,tsx}', 'places/**/*.test.ts', 'test/*.test.ts'], {
    cwd: ROOT,
  })
    .filter((file) => only.length === 0 || only.some((word) => file.includes(word)))
    .map((file) => join(ROOT, file))
    .sort()
  const stream = run({
    files,
    cwd: ROOT,
    concurrency: Math.max(2, Math.min(4, availableParallelism())),
    timeout: 300_000,
  })
  stream.on('test:pass', ({ name, skip, details }) => {
    if (details.type === 'suite' || isFile(name)) return
    if (skip === undefined) count.passed++
    else count.skipped++
  })
  stream.on('test:fail', ({ name, details, file }) => {
    if (details.type === 'suite') return
    count.failed++
    failures.push(isFile(name) ? name : `${file ?? ''} ${name}`)
  })
  for await (const text of stream.compose(spec)) process.stdout.write(text)
}

/** A file that cannot even be loaded is reported under its own path. */
function isFile(name: string): boolean {
  return /\.test\.tsx?$/.test(name)
}
