import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { ROOMS } from '../src/kernel/index.ts'
import { longFunctions } from './tidy-functions.ts'
import { arrowFaults, doorFaults, imports, sqlFaults, tablesOf } from './tidy-rooms.ts'
import { wordFaults } from './tidy-words.ts'

/**
 * The house rules (ARCHITECTURE.md) as a test: every file is read once, and each rule answers with the
 * places that break it and what to do instead.
 */
const ROOT = join(import.meta.dirname, '..')
/** The formatter breaks code at 100; comments and sentences may run a little longer. */
const LINE_COLUMNS_MAX = 120
const FILE_LINES_MAX = 400
const TEST_LINES_MAX = 600
const PAGE_LINES_MAX = 200
const FUNCTION_LINES_MAX = 70
/** Started by name, not imported. */
const ENTRIES = [
  /^src\/cli\/(?!command\.ts)/,
  /^src\/main\.ts$/,
  /^bench\//,
  /^test\//,
  /^places\/[^/]+\/[^/]+\.ts$/,
  // What a library does, for the compiler alone.
  /\.d\.ts$/,
  // What a thread runs.
  /-worker\.ts$/,
]

type SourceFile = { path: string; text: string; lines: string[] }

const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)))
const sources = listed.filter((path) => /\.(ts|tsx|sql)$/.test(path)).map(read)
const code = sources.filter(({ path }) => /\.tsx?$/.test(path))
const rules = basename(import.meta.filename)

test('a room imports only the doors of rooms above it, and nothing of what puts rooms together', () => {
  check(code.flatMap(arrowFaults))
})

test('SQL stands in queries files only, and names only tables of its own room', () => {
  const tables = tablesOf(sources)
  check(sources.flatMap((file) => sqlFaults(file, tables)))
})

test('every name at a door is asked for by somebody outside', () => {
  check(doorFaults(code))
})

test('files, functions and lines keep their size', () => {
  check(code.flatMap(sizeFaults))
})

test('every room has a door and a README, and no drawer for odds and ends', () => {
  const rooms = ROOMS.filter((room) => listed.some((path) => path.startsWith(`src/${room}/`)))
  const missing = rooms.flatMap((room) =>
    ['README.md', 'index.ts']
      .filter((name) => !listed.includes(`src/${room}/${name}`))
      .map((name) => `src/${room}: has no ${name}`),
  )
  const drawers = listed
    .filter((path) => /(^|\/)(utils?|helpers?|common|misc|types)(\.tsx?|\/)/.test(path))
    .map((path) => `${path}: name it after the noun or the verb that it holds`)
  const strangers = listed
    .filter((path) => /^src\/[^/]+\//.test(path) && !ROOMS.includes(path.split('/')[1] as never))
    .map((path) => `${path}: is in no room that the house knows`)
  check([...missing, ...drawers, ...strangers])
})

test('nothing banned is used', () => {
  check(code.filter(({ path }) => basename(path) !== rules).flatMap(bannedFaults))
})

test('no plural is made by hand', () => {
  check(code.flatMap(wordFaults))
})

test('no source file is dead', () => {
  const used = new Set(code.flatMap((file) => imports(file)))
  const dead = code
    .map(({ path }) => path)
    .filter((path) => !used.has(path) && !/\.(test|fault)\.tsx?$/.test(path))
    .filter((path) => !ENTRIES.some((entry) => entry.test(path)))
    .filter((path) => !used.has(path) && basename(path) !== 'index.ts')
  check(dead.map((path) => `${path}: nothing imports it; delete it`))
})

test('no table is a plain object that any word can be looked up in', () => {
  check(code.filter(({ path }) => !/^(test|bench)\/|\.test\.tsx?$/.test(path)).flatMap(tableFaults))
})

test('every Markdown file has one title and links that lead somewhere', () => {
  check(
    listed
      .filter((path) => path.endsWith('.md'))
      .map(read)
      .flatMap(markdownFaults),
  )
})

test('nothing names a machine, a registry or a secret', () => {
  const faults = listed
    .filter(
      (path) =>
        /\.(tsx?|sql|md|ya?ml|json|sh)$|^(bin|\.ci)\//.test(path) && basename(path) !== rules,
    )
    .map(read)
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, at) =>
        /https?:\/\/(registry|deb)\.|(^|[\s"'(])\/(work|farm)\/|-----BEGIN [A-Z ]*PRIVATE KEY/.test(
          line,
        )
          ? [`${path}:${at + 1}: take it out`]
          : [],
      ),
    )
  check(faults)
})

function read(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8')
  return { path, text, lines: text.split('\n') }
}

function check(faults: string[]): void {
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
}

function sizeFaults({ path, lines }: SourceFile): string[] {
  const isTest = /\.(test|fault)\.tsx?$/.test(path)
  const isPage = /\/pages\//.test(path) && !isTest
  const max = isTest ? TEST_LINES_MAX : isPage ? PAGE_LINES_MAX : FILE_LINES_MAX
  const faults: string[] = []
  if (lines.length > max)
    faults.push(`${path}: has ${lines.length} lines, ${max} at most; find the noun inside`)
  lines.forEach((line, at) => {
    if (line.length > LINE_COLUMNS_MAX && !line.includes('://')) {
      faults.push(`${path}:${at + 1}: is over ${LINE_COLUMNS_MAX} columns`)
    }
  })
  if (isTest) return faults
  return [
    ...faults,
    ...longFunctions(lines, FUNCTION_LINES_MAX).map(
      ({ at, length }) =>
        `${path}:${at}: a function of ${length} lines, ${FUNCTION_LINES_MAX} at most`,
    ),
  ]
}

const BANNED: [RegExp, string, RegExp?][] = [
  [/\b(FIXME|TODO|XXX|HACK)\b/, 'do it now, or write an issue'],
  [/\bMath\.random\(/, 'use node:crypto, or the seeded generator of the made-up place'],
  [/\bconsole\.\w+\(/, 'use the log, or the command’s own output'],
  [/:\s*any\b|<any>|\bas any\b/, 'say the type'],
  [/^export default /m, 'export it by its name'],
  [/@ts-(ignore|nocheck)/, 'mend the type'],
  [/\b(test|it|describe)\.(only|todo)\(/, 'run every test'],
  [/\bmock\.(method|module|fn)\(/, 'use the real part'],
  [/\benum\s+\w+\s*\{/, 'use a union of strings'],
  [/dangerouslySetInnerHTML/, 'let React escape it', /^src\/shell\//],
]

function bannedFaults({ path, text }: SourceFile): string[] {
  return BANNED.flatMap(([pattern, instead, allowed]) => {
    if (allowed?.test(path)) return []
    const match = pattern.exec(text)
    if (match === null) return []
    const line = text.slice(0, match.index).split('\n').length
    return [`${path}:${line}: ${match[0].trim()} is banned; ${instead}`]
  })
}

/**
 * A plain object also answers to `constructor` and `__proto__`. With `satisfies` the compiler lets it be asked only by
 * its own names; a Map may be asked by any word of what came.
 */
function tableFaults({ path, text }: SourceFile): string[] {
  const table = /^(?:export )?const (\w+):[^=;]*?\bRecord<\s*string\b[^=;]*=\s*\{/gm
  return [...text.matchAll(table)].map(([, name]) => {
    return `${path}: ${name} answers to words that it does not have; make it a Map, or say \`satisfies\``
  })
}

function markdownFaults({ path, text }: SourceFile): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '')
  const titles = prose.split('\n').filter((line) => /^# /.test(line))
  const faults = titles.length === 1 ? [] : [`${path}: has ${titles.length} titles, one is right`]
  for (const [, target] of prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(target!)) continue
    if (!existsSync(join(ROOT, dirname(path), target!)))
      faults.push(`${path}: links to ${target}, which is not there`)
  }
  return faults
}
