import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { firstLine, lineOf, writtenOut } from '../intake/index.ts'
import { Fault, readTextFile } from '../kernel/index.ts'
import { FIGURES } from './figure.ts'

/** What a return is about: the year before it, a quarter with all before it, or the year after it. */
export const RETURN_KINDS = ['plan', 'quarterly', 'year-end'] as const
export type ReturnKind = (typeof RETURN_KINDS)[number]

/** Texts that a row of each kind can show. */
export const ROW_TEXTS = {
  contributions: ['name', 'payer', 'source', 'money', 'clause'],
  schemes: ['scheme', 'name', 'activity', 'area', 'provider', 'commissioner'],
  lines: ['scheme', 'name', 'activity', 'area', 'provider', 'commissioner', 'origin'],
  minimums: ['name', 'clause'],
} as const
export type RowKind = keyof typeof ROW_TEXTS

const head = z.string().trim().min(1).max(60)
const text = z.strictObject({ head, text: z.string() })
const figure = z.strictObject({
  head,
  figure: z.enum([...FIGURES, 'at-least'], `must be one of ${[...FIGURES, 'at-least'].join(', ')}`),
})
const rest = z.strictObject({ head, rest: z.string(), less: z.array(z.string()).min(1) })
const name = z
  .string()
  .trim()
  .regex(/^[A-Za-z][A-Za-z0-9 -]{0,30}$/, 'must be a short name of letters and digits')

const rows = z.strictObject({
  sheet: name,
  note: z.string().trim().max(400).optional(),
  rows: z.enum(['contributions', 'schemes', 'lines', 'minimums']),
  columns: z
    .array(z.union([text, figure, rest]))
    .min(1)
    .max(26),
})
const cover = z.strictObject({ sheet: name, cover: z.array(z.string().trim().max(400)).max(20) })
/** What other rooms hand in, by the name that they give it; a sheet of nothing where none does */
const handed = z.strictObject({ sheet: name, handed: z.string() })
const layout = z.strictObject({
  title: z.string().trim().min(1).max(100),
  sheets: z
    .array(z.union([cover, rows, handed]))
    .min(1)
    .max(20),
})

export type Layout = z.infer<typeof layout>
export type RowsSheet = z.infer<typeof rows>
export type LaidColumn = RowsSheet['columns'][number]

/** Below the place's folder: what a return looks like is the place's, and no official form. */
const FOLDER = 'fund/returns'

/** The layout of a kind of return; undefined where the place has none. @throws Fault where it cannot be used */
export function layoutOf(placeFolder: string, kind: ReturnKind): Layout | undefined {
  const path = join(placeFolder, FOLDER, `${kind}.yaml`)
  return existsSync(path) ? layoutIn(readTextFile(path), path) : undefined
}

/** @throws Fault with file and line where it cannot be used */
export function layoutIn(source: string, path: string): Layout {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined)
    throw unusable(`it is not YAML: ${firstLine(error.message)}`, path, error.linePos?.[0].line)
  const parsed = layout.safeParse(writtenOut(document))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const at = issue!.path.join('.') || 'it'
    throw unusable(
      `${at} is not laid out as a return is`,
      path,
      lineOf(document, lines, issue!.path),
    )
  }
  const names = parsed.data.sheets.map(({ sheet }) => sheet)
  const twice = names.find((one, at) => names.indexOf(one) < at)
  if (twice !== undefined) throw unusable(`two sheets are called ${twice}`, path, 1)
  for (const [at, sheet] of parsed.data.sheets.entries()) {
    const what = 'rows' in sheet ? columnFault(sheet) : undefined
    if (what !== undefined) throw unusable(what, path, lineOf(document, lines, ['sheets', at]))
  }
  return parsed.data
}

/** A column that such a row cannot fill, or that is worked out from one that is not there. */
function columnFault({ rows: kind, columns, sheet }: RowsSheet): string | undefined {
  const known: readonly string[] = ROW_TEXTS[kind]
  const figures = new Set(columns.flatMap((one) => ('figure' in one ? [one.figure as string] : [])))
  for (const one of columns) {
    if ('text' in one && !known.includes(one.text))
      return `the sheet ${sheet} can show ${known.join(', ')}, and not ${one.text}`
    if (
      'figure' in one &&
      (one.figure === 'at-least') !== (kind === 'minimums') &&
      one.figure === 'at-least'
    )
      return `the sheet ${sheet} shows no minimums, so it has nothing that is at least`
    const lacks = 'rest' in one ? [one.rest, ...one.less].find((of) => !figures.has(of)) : undefined
    if (lacks !== undefined) return `the sheet ${sheet} has no column ${lacks} to work from`
  }
  return undefined
}

function unusable(what: string, path: string, line = 1): Fault {
  return new Fault(
    what,
    `${path}:${line}`,
    'See the layouts of the made-up place for how it is written.',
  )
}
