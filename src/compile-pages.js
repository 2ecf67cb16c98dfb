import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks, stripTypeScriptTypes } from 'node:module'
import { join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Node runs our TypeScript as it is, but not the markup in pages (`.tsx`), and no TypeScript at all where we are a
 * package among others, below node_modules: those are compiled when they are first asked for. What came out is kept
 * beside the packages under the hash of what went in, so that the next process, and every process of a test run, only
 * reads it. `bin/run` loads this before anything else, so that it must be JavaScript itself.
 */
const ROOT = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)
const CACHE = join(packagesFolder(), '.cache/concordat/pages')
/** Of ours, where Node itself would read none: `undefined` where it does. */
const OURS = ROOT.split(sep).includes('node_modules')
  ? pathToFileURL(join(ROOT, 'src')).href
  : undefined

const OPTIONS = /** @type {const} */ ({
  loader: 'tsx',
  jsx: 'automatic',
  format: 'esm',
  target: 'es2024',
  sourcemap: 'inline',
  sourcesContent: false,
})

/** @type {{ version: string } | undefined} */
let compiler

// A fault in a page is named by the line that was written, not by the one that came out.
process.setSourceMapsEnabled(true)
registerHooks({
  load(url, context, next) {
    if (url.endsWith('.tsx')) return module(compiled(fileURLToPath(url)))
    if (OURS !== undefined && url.endsWith('.ts') && isOurs(url)) {
      return module(stripped(fileURLToPath(url)))
    }
    return next(url, context)
  },
})

/** @param {string} source */
function module(source) {
  return { format: /** @type {const} */ ('module'), source, shortCircuit: true }
}

/** @param {string} url */
function isOurs(url) {
  const places = pathToFileURL(join(ROOT, 'places')).href
  return url.startsWith(`${OURS}/`) || url.startsWith(`${places}/`)
}

/** @param {string} path */
function compiled(path) {
  compiler ??= JSON.parse(readFileSync(require.resolve('esbuild/package.json'), 'utf8'))
  const text = readFileSync(path, 'utf8')
  return kept([compiler?.version, OPTIONS, path, text], () => {
    const { transformSync } = require('esbuild')
    return transformSync(text, { ...OPTIONS, sourcefile: path }).code
  })
}

/** @param {string} path */
function stripped(path) {
  const text = readFileSync(path, 'utf8')
  return kept([process.version, path, text], () => stripTypeScriptTypes(text))
}

/**
 * @param {readonly unknown[]} from
 * @param {() => string} make
 * @returns {string}
 */
function kept(from, make) {
  const path = join(CACHE, `${createHash('sha256').update(JSON.stringify(from)).digest('hex')}.js`)
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const code = make()
    keep(path, code)
    return code
  }
}

/**
 * Written beside its place and moved there, because several processes may compile the same page at once.
 * @param {string} path
 * @param {string} code
 */
function keep(path, code) {
  try {
    mkdirSync(CACHE, { recursive: true })
    writeFileSync(`${path}.${process.pid}`, code)
    renameSync(`${path}.${process.pid}`, path)
  } catch {
    // Where nothing may be written, every process compiles for itself.
  }
}

/** Our own packages, or those of whoever has us among theirs. */
function packagesFolder() {
  const own = join(ROOT, 'node_modules')
  return existsSync(join(own, 'fastify')) ? own : join(ROOT, '..')
}
