import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { Fault, readTextFile } from '../kernel/index.ts'
import { DATE_PATTERN, type DatePattern, datePattern } from './date-pattern.ts'
import { issueWords } from './issue-words.ts'
import { type FileKind, recognise } from './kind.ts'
import { squeezed } from './table-columns.ts'
import { firstLine, lineOf, writtenOut } from './yaml-place.ts'

/** Below the place's folder, outside the signed text: `SOURCE.yaml` for each source with a layout of its own. */
const FOLDER = 'mappings'

/** Where a column of ours comes from: theirs by its heading, a text that is always so, or the day. */
export type MappedColumn =
  | { from: string; values?: ReadonlyMap<string, string>; date?: DatePattern }
  | { always: string }
  | { today: true }

/** How a source's own table is read as one of a kind that is known. */
export type Mapping = {
  /** for faults: `mappings/southmere-council-daily.yaml` */
  file: string
  kind: string
  /** our column → theirs, in the order of the file */
  columns: ReadonlyMap<string, MappedColumn>
  /** line of each of our columns */
  lines: ReadonlyMap<string, number>
  view?: { query: string; every: string }
}

const text = z.string().trim().min(1).max(1_000)
const written = z.strictObject({
  kind: text,
  columns: z
    .record(
      text,
      z.union([
        text,
        z.strictObject({
          from: text,
          values: z.record(text, z.string().max(1_000)).optional(),
          date: z.string().regex(DATE_PATTERN, 'must be written like dd/mm/yyyy').optional(),
        }),
        z.strictObject({ always: z.string().trim().max(1_000) }),
        z.strictObject({ today: z.literal(true) }),
      ]),
    )
    .refine((columns) => Object.keys(columns).length > 0, 'names no column'),
  view: z
    .strictObject({
      query: z.string().trim().min(1).max(20_000),
      every: z.string().regex(/^[1-9]\d{0,3} (h|hour|day)s?$/, 'must be a time like 1 h or 1 day'),
    })
    .optional(),
})

/** Of a source that has one; it may be any word, and is looked for among the files that are there. @throws Fault */
export function mappingOf(
  source: string,
  placeFolder: string | undefined,
  kinds: readonly FileKind[],
): Mapping | undefined {
  const file = mappingsIn(placeFolder).find((name) => name === `${source}.yaml`)
  return file === undefined ? undefined : readMapping(join(placeFolder!, FOLDER, file), kinds)
}

/** The sources that have one. */
export function mapped(placeFolder: string | undefined): string[] {
  return mappingsIn(placeFolder).map((name) => name.slice(0, -'.yaml'.length))
}

/** Reads every mapping of a place, so that a fault shows at its start and not at the first file. @throws Fault */
export function checkMappings(placeFolder: string, kinds: readonly FileKind[]): void {
  for (const source of mapped(placeFolder)) mappingOf(source, placeFolder, kinds)
}

function mappingsIn(placeFolder: string | undefined): string[] {
  const folder = placeFolder && join(placeFolder, FOLDER)
  if (folder === undefined || !existsSync(folder)) return []
  return readdirSync(folder).filter((name) => /^[a-z][a-z0-9-]*\.yaml$/.test(name))
}

/** @throws Fault with file and line where it cannot be used */
export function readMapping(path: string, kinds: readonly FileKind[]): Mapping {
  return mappingIn(readTextFile(path), path, kinds)
}

/** Pure. @throws Fault with file and line where it cannot be used */
export function mappingIn(source: string, path: string, kinds: readonly FileKind[]): Mapping {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const twice = error.code === 'DUPLICATE_KEY' ? 'a column is named twice' : undefined
    throw unusable(
      twice ?? `it is not YAML: ${firstLine(error.message)}`,
      path,
      error.linePos?.[0].line,
    )
  }
  const lineAt = (at: readonly PropertyKey[]) => lineOf(document, lines, at)
  const parsed = written.safeParse(plainOf(document, path))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const unknown = issue.code === 'unrecognized_keys' ? [issue.keys[0]!] : []
    const at = [...issue.path, ...unknown]
    const why = unknown.length > 0 ? 'is not a word that a mapping knows' : issueWords(issue)
    throw unusable(`${at.join('.') || 'it'} ${why}`, path, lineAt(at))
  }
  const { kind, columns, view } = parsed.data
  const proto = document.getIn(['columns', '__proto__'], true)
  if (proto !== undefined) {
    throw unusable(`${kind} has no column "__proto__"`, path, lineAt(['columns', '__proto__']))
  }
  const known = columnsOf(kind, kinds, path, lineAt(['kind']))
  const read = new Map<string, MappedColumn>()
  const at = new Map<string, number>()
  for (const [name, told] of Object.entries(columns)) {
    const line = lineAt(['columns', name])
    const column = known.find((one) => squeezed(one) === squeezed(name))
    if (column === undefined) throw unusable(`${kind} has no column "${name}"`, path, line)
    if (read.has(column)) throw unusable(`the column "${column}" is named twice`, path, line)
    read.set(column, columnTold(told))
    at.set(column, line)
  }
  refuseShort(kind, [...read.keys()], kinds, path, lineAt(['columns']))
  return {
    file: `${FOLDER}/${basename(path)}`,
    kind,
    columns: read,
    lines: at,
    ...(view && { view }),
  }
}

/** By its headings alone nobody would know the table. */
function refuseShort(
  kind: string,
  columns: readonly string[],
  kinds: readonly FileKind[],
  path: string,
  line: number,
): void {
  const found = recognise(Buffer.from(`${columns.join(',')}\r\n`), true, kinds)
  if (found.ok && found.kind.id === kind) return
  throw unusable(`it names not all columns without which nothing is ${kind}`, path, line)
}

type Told = z.infer<typeof written>['columns'][string]

function columnTold(told: Told): MappedColumn {
  if (typeof told === 'string') return { from: told }
  if (!('from' in told)) return told
  const { from, values, date } = told
  return {
    from,
    ...(values && { values: new Map(Object.entries(values).map(([a, b]) => [folded(a), b])) }),
    ...(date && { date: datePattern(date) }),
  }
}

/** Values are looked up in any letter case. */
export function folded(value: string): string {
  return value.trim().toLowerCase()
}

function columnsOf(
  kind: string,
  kinds: readonly FileKind[],
  path: string,
  line: number,
): readonly string[] {
  const found = kinds.find(({ id }) => id === kind)?.columns
  if (found !== undefined) return found
  const tables = kinds.flatMap(({ id, columns }) => (columns === undefined ? [] : id))
  throw unusable(
    `${kind} is no table that is read here; these are: ${tables.join(', ')}`,
    path,
    line,
  )
}

/** Written out: what stands for itself has no end. */
function plainOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  const out = writtenOut(document)
  if (out === undefined)
    throw unusable('anchors and aliases are not used in it: write out what is meant', path)
  return out
}

function unusable(what: string, path: string, line = 1): Fault {
  const remedy = 'Correct that line, or take the file out to have the headings read as they are.'
  return new Fault(`a mapping cannot be used: ${what}`, `${path}:${line}`, remedy)
}
