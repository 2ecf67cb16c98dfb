import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Node runs our TypeScript as it is, but not the markup in pages (`.tsx`): those are compiled when they are first
 * asked for. What came out is kept beside the packages under the hash of what went in, so that the next process, and
 * every process of a test run, only reads it. `bin/run` loads this before anything else.
 */
const ROOT = join(import.meta.dirname, '..')
const CACHE = join(ROOT, 'node_modules/.cache/concordat/pages')
const require = createRequire(import.meta.url)

const OPTIONS = {
  loader: 'tsx',
  jsx: 'automatic',
  format: 'esm',
  target: 'es2024',
  sourcemap: 'inline',
  sourcesContent: false,
} as const

let compiler: { version: string } | undefined

// A fault in a page is named by the line that was written, not by the one that came out.
process.setSourceMapsEnabled(true)
registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context)
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true }
  },
})

function compiled(path: string): string {
  compiler ??= JSON.parse(readFileSync(require.resolve('esbuild/package.json'), 'utf8')) as {
    version: string
  }
  const text = readFileSync(path, 'utf8')
  const from = JSON.stringify([compiler.version, OPTIONS, path, text])
  const kept = join(CACHE, `${createHash('sha256').update(from).digest('hex')}.js`)
  try {
    return readFileSync(kept, 'utf8')
  } catch {
    const { transformSync } = require('esbuild') as typeof import('esbuild')
    const { code } = transformSync(text, { ...OPTIONS, sourcefile: path })
    keep(kept, code)
    return code
  }
}

/** Written beside its place and moved there, because several processes may compile the same page at once. */
function keep(path: string, code: string): void {
  try {
    mkdirSync(CACHE, { recursive: true })
    writeFileSync(`${path}.${process.pid}`, code)
    renameSync(`${path}.${process.pid}`, path)
  } catch {
    // Where nothing may be written, every process compiles for itself.
  }
}
