import { basename, dirname, join, normalize } from 'node:path'
import { ROOMS } from '../src/kernel/index.ts'

/** What one room may know of another, as rules over files: each answers with the places that break it. */
export type SourceFile = { path: string; text: string }
type RoomName = (typeof ROOMS)[number]

/** Doors that a test may use besides index.ts: they exist for tests alone. */
const TEST_DOORS = ['testing.ts']
/** Who puts the rooms together; of all rooms the command line alone starts a place. */
const ROOT_FILES = /^src\/(main|serve|rooms|handed-in|made-up-place)\.ts$/
/** Asks the database who may write to what; it reads no row of another room. */
const NAMES_RIGHTS = 'src/trail/queries-rights.ts'
const IMPORT =
  /\b(import|export)\s+(type\s+)?(?:(\{[^}]*\})|\*(?:\s+as\s+\w+)?)\s+from\s+'(\.{1,2}\/[^']+)'/g

export function roomOf(path: string): RoomName | undefined {
  const [top, room] = path.split('/')
  return top === 'src' && ROOMS.includes(room as RoomName) ? (room as RoomName) : undefined
}

/** Paths, from the root, of what a file imports from this checkout. */
export function imports({ path, text }: SourceFile): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)
  return [...found].map(([, target]) => normalize(join(dirname(path), target!)))
}

/** A room imports only the doors of rooms above it, and nothing of what puts rooms together but types. */
export function arrowFaults(file: SourceFile): string[] {
  const here = roomOf(file.path)
  if (here === undefined) return []
  const isTest = isTestFile(file.path)
  const doors = imports(file).flatMap((target) => arrowFault(file.path, target, isTest))
  const roots = rootImports(file).map(
    (target) =>
      `${file.path}: imports ${target}, which puts rooms together; take it as an argument`,
  )
  return isTest || here === 'cli' ? doors : [...doors, ...roots]
}

function arrowFault(from: string, target: string, isTest: boolean): string[] {
  const here = roomOf(from)!
  const there = roomOf(target)
  if (there === undefined || here === there) return []
  const faults: string[] = []
  if (!isTest && ROOMS.indexOf(there) > ROOMS.indexOf(here)) {
    faults.push(
      `${from}: imports ${there}, which is below ${here}; announce news or take it as an argument`,
    )
  }
  const door = basename(target)
  if (door !== 'index.ts' && !(isTest && TEST_DOORS.includes(door))) {
    faults.push(`${from}: imports ${target}; use the door src/${there}/index.ts`)
  }
  return faults
}

/** Of `main.ts` and its like, by whatever way: values, and types too, which `room.ts` has for rooms. */
function rootImports({ path, text }: SourceFile): string[] {
  return imports({ path, text }).filter((target) => ROOT_FILES.test(target))
}

function isTestFile(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /^(queries-)?testing\.ts$/.test(basename(path))
}

/** `schema.table` of everything that migrations make, with the room that makes it. */
export function tablesOf(files: readonly SourceFile[]): Map<string, string> {
  const kinds = 'table|view|function|procedure|sequence|type'
  const made = new RegExp(
    `\\bcreate\\s+(?:or\\s+replace\\s+)?(?:unlogged\\s+|materialized\\s+)*(?:${kinds})\\s+` +
      '(?:if\\s+not\\s+exists\\s+)?"?(\\w+)"?\\."?(\\w+)"?',
    'gi',
  )
  return new Map(
    files
      .filter(({ path }) => path.endsWith('.sql') && roomOf(path) !== undefined)
      .flatMap(({ path, text }) =>
        [...text.matchAll(made)].map(
          ([, schema, name]) => [`${schema}.${name}`.toLowerCase(), roomOf(path)!] as const,
        ),
      ),
  )
}

/** SQL stands in queries files only, and names, in whatever form, only what its own room's migrations make. */
export function sqlFaults(file: SourceFile, tables: ReadonlyMap<string, string>): string[] {
  const { path, text } = file
  const room = roomOf(path)
  // The kernel makes databases and roles before there is a schema to own.
  if (room === undefined || room === 'kernel' || /\.test\.tsx?$/.test(path)) return []
  const faults: string[] = []
  const select = /[`'"]\s*select\s[\s\S]{0,400}?\sfrom\s/i
  const change =
    /[`'"]\s*(insert\s+into\s|update\s+\w+\.\w+\s+set|delete\s+from\s|with\s+\w+\s+as\s*\()/i
  const whole = /[`'"]\s*(truncate\s+\w+\.|lock\s+table\s)/i
  const isQueries = /\/(queries(-[a-z-]+)?\.ts|schema\/\d{3}-[a-z-]+\.sql)$/.test(path)
  if (!isQueries && [select, change, whole].some((form) => form.test(text)))
    faults.push(`${path}: holds SQL; move it to queries.ts`)
  if (path === NAMES_RIGHTS) return faults
  const named = sqlIn(file).matchAll(/\b([a-z_]+)\s*\.\s*([a-z_]+)\b/gi)
  for (const [, schema, table] of named) {
    const key = `${schema}.${table}`.toLowerCase()
    const owner = tables.get(key)
    // What is in no room's own schema, as the planning views are, is there to be read by others.
    if (owner !== undefined && owner !== room && key.startsWith(`${owner}.`)) {
      faults.push(`${path}: names ${key}; ask the door of ${owner}`)
    }
  }
  return [...new Set(faults)]
}

/** What may be SQL in a file: all of a migration, the texts of a program; names without their quotes. */
function sqlIn({ path, text }: SourceFile): string {
  if (path.endsWith('.sql')) return text.replaceAll(/--.*$/gm, '').replaceAll('"', '')
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, ' ')
  const texts = code.match(/`(?:\\[\s\S]|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g) ?? []
  return texts.map((one) => one.replaceAll(/\$\{[^{}]*\}/g, ' ').replaceAll(/\\?"/g, '')).join('\n')
}

/** Names at a door that nobody outside the room uses, tests included. */
export function doorFaults(files: readonly SourceFile[]): string[] {
  const used = new Map<string, Set<string>>()
  for (const { path, text } of files) {
    for (const [, , , names, target] of text.matchAll(IMPORT)) {
      const door = normalize(join(dirname(path), target!))
      const asked = names === undefined ? starNames(text) : namesIn(names).map(([name]) => name!)
      used.set(door, new Set([...(used.get(door) ?? []), ...asked]))
    }
  }
  return files
    .filter(({ path }) => /^src\/[^/]+\/index\.ts$/.test(path) && roomOf(path) !== 'cli')
    .flatMap(({ path, text }) =>
      [...text.matchAll(IMPORT)]
        .filter(([, verb]) => verb === 'export')
        .flatMap(([, , , names]) => (names === undefined ? [] : namesIn(names)))
        .map((name) => name.at(-1)!)
        .filter((name) => !used.get(path)?.has(name))
        .map((name) => `${path}: nobody asks for ${name}; take it from the door`),
    )
}

/** `{ type A, b as c }` as [A], [b, c] */
function namesIn(braces: string): string[][] {
  return braces
    .slice(1, -1)
    .split(',')
    .map((one) => one.trim().replace(/^type\s+/, ''))
    .filter(Boolean)
    .map((one) => one.split(/\s+as\s+/))
}

/** What a file takes of a door that it imports whole: `shell.formatDate`. */
function starNames(text: string): string[] {
  return [...text.matchAll(/\b[a-z]\w*\.(\w+)/g)].map(([, name]) => name!)
}
