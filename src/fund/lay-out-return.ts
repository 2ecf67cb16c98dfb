import { type Pence, plural } from '../kernel/index.ts'
import { type Balance, readAccount } from './account.ts'
import { minimumsOf } from './clause-faults.ts'
import { type Figure, figureOf } from './figure.ts'
import { plainCell } from './plain-cell.ts'
import type { Scheme } from './queries.ts'
import type { LaidColumn, Layout, RowKind, RowsSheet } from './return-layout.ts'
import { cellName, type ReturnCell, type ReturnSheet } from './return-sheet.ts'
import type { FundRule, Rules } from './rules.ts'

/** A sheet of a return that a room below hands in: its headings, and rows of words and numbers. */
export type ReturnSection = {
  /** by which a layout asks for it, like `metrics` */
  readonly id: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

export type LaidOut = {
  readonly layout: Layout
  readonly fund: FundRule
  readonly rules: Rules
  readonly schemes: readonly Scheme[]
  readonly balances: ReadonlyMap<string, Balance>
  readonly sections: readonly (ReturnSection & { readonly room: string })[]
  /** what stands on the cover beside what the layout says, by its name */
  readonly about: readonly (readonly [what: string, said: string])[]
}

type Row = (ReturnCell | null)[]

/** One row of the books: what its texts say, and of what its figures are. */
type BookRow = {
  readonly texts: ReadonlyMap<string, string>
  readonly of: Omit<Figure, 'figure'>
  readonly atLeast?: { readonly pence: Pence; readonly clause: string }
}

/** The sheets of a return, cell by cell: the same books and the same layout give the same. */
export function layOutReturn(given: LaidOut): ReturnSheet[] {
  return given.layout.sheets.map((sheet): ReturnSheet => {
    if ('cover' in sheet) return { name: sheet.sheet, rows: coverRows(given, sheet.cover) }
    if ('handed' in sheet) return { name: sheet.sheet, rows: handedRows(given, sheet) }
    return { name: sheet.sheet, rows: bookRows(given, sheet) }
  })
}

function words(text: string, bold?: true): ReturnCell {
  return { is: 'text', text: plainCell(text), ...(bold === undefined ? {} : { bold }) }
}

function coverRows({ layout, about }: LaidOut, says: readonly string[]): Row[] {
  return [
    [words(layout.title, true)],
    [],
    ...about.map(([what, said]): Row => [words(what, true), words(said)]),
    [],
    ...says.map((text): Row => [words(text)]),
  ]
}

function handedRows(
  { sections }: LaidOut,
  { sheet, handed }: { sheet: string; handed: string },
): Row[] {
  const own = sections.filter(({ id }) => id === handed)
  if (own.length === 0)
    return [[words(sheet, true)], [words('Nothing is handed in for this sheet yet.')]]
  // What several rooms hand in stands one below the other, each with its own headings.
  const each = own.flatMap(({ columns, rows, room }): Row[] => [
    [],
    columns.map((one) => words(one, true)),
    ...rows.map((cells) =>
      cells.map((one): ReturnCell => {
        const value = typeof one === 'string' ? plainCell(one) : one
        return { is: 'handed', value, room }
      }),
    ),
  ])
  return [[words(sheet, true)], ...each]
}

function bookRows(given: LaidOut, sheet: RowsSheet): Row[] {
  const rows = ROWS[sheet.rows](given)
  const top: Row[] = [
    [words(sheet.sheet, true)],
    [words(sheet.note ?? '')],
    sheet.columns.map(({ head }) => words(head, true)),
  ]
  const filled = rows.map((row, at) => filledRow(given, sheet, row, top.length + at))
  if (rows.length === 0) return [...top, [words('Nothing is booked.')]]
  // What several minimums ask may be of the same money: their sum says nothing.
  const total = sheet.rows === 'minimums' ? [] : [totalRow(sheet, filled, top.length)]
  return [...top, ...filled, ...total]
}

function filledRow(
  { balances }: LaidOut,
  { columns }: RowsSheet,
  { texts, of, atLeast }: BookRow,
  at: number,
): Row {
  const cells = columns.map((column): ReturnCell | null => {
    if ('text' in column) return words(texts.get(column.text) ?? '')
    if ('rest' in column) return null
    if (column.figure === 'at-least')
      return { is: 'clause', pence: String(atLeast?.pence ?? 0n), clause: atLeast?.clause ?? '' }
    const asks: Figure = { figure: column.figure, ...of }
    return { is: 'figure', pence: String(figureOf(asks, balances)), asks }
  })
  return columns.map((column, nth) =>
    'rest' in column ? restCell(columns, cells, column, at) : cells[nth]!,
  )
}

function restCell(
  columns: readonly LaidColumn[],
  cells: readonly (ReturnCell | null)[],
  { rest, less }: Extract<LaidColumn, { rest: string }>,
  at: number,
): ReturnCell {
  const place = (name: string) => columns.findIndex((one) => 'figure' in one && one.figure === name)
  const pence = (name: string) => BigInt((cells[place(name)] as { pence: string }).pence)
  const left = less.reduce((sum, one) => sum - pence(one), pence(rest))
  const [of, ...others] = [rest, ...less].map((name) => cellName(at, place(name)))
  return { is: 'rest', pence: String(left), of: of!, less: others }
}

function totalRow({ columns }: RowsSheet, filled: readonly Row[], above: number): Row {
  return columns.map((column, at): ReturnCell | null => {
    if ('text' in column) return at === 0 ? words('Total', true) : null
    const cells = filled.map((row) => BigInt((row[at] as { pence: string }).pence))
    const pence = String(cells.reduce((sum, one) => sum + one, 0n))
    const [from, to] = [cellName(above, at), cellName(above + filled.length - 1, at)]
    return { is: 'sum', pence, from, to }
  })
}

const ROWS: Readonly<Record<RowKind, (given: LaidOut) => BookRow[]>> = {
  contributions: ({ rules, fund, balances }) => {
    const there = new Set([...balances.keys()].map((id) => readAccount(id)?.origin))
    return [...rules.contributions.values()]
      .filter((one) => one.fund === fund.id || there.has(one.id))
      .map(({ id, name, payer, source, money, clause }) => ({
        texts: new Map(Object.entries({ name, payer, source, money, clause })),
        of: { origins: [id] },
      }))
  },
  schemes: ({ schemes, fund }) =>
    schemes.map((scheme) => ({ texts: schemeTexts(scheme, fund), of: { schemes: [scheme.id] } })),
  lines: ({ schemes, fund, rules, balances }) => {
    const accounts = [...balances.keys()].map((id) => readAccount(id)!)
    return schemes.flatMap((scheme) => {
      const own = accounts.filter((one) => one.scheme === scheme.id)
      const origins = [...new Set(own.map(({ origin }) => origin))].sort()
      return origins.map((origin) => {
        const name = rules.contributions.get(origin)?.name ?? origin
        const texts = new Map([...schemeTexts(scheme, fund), ['origin', name]])
        return { texts, of: { schemes: [scheme.id], origins: [origin] } }
      })
    })
  },
  minimums: ({ rules, fund }) =>
    minimumsOf(rules, fund.id).map(({ name, clause, origins, areas, pence }) => ({
      texts: new Map(Object.entries({ name, clause })),
      of: {
        origins: [...origins],
        activities: [...fund.activities.values()]
          .filter(({ area }) => areas.has(area))
          .map(({ id }) => id),
      },
      atLeast: { pence, clause },
    })),
}

function schemeTexts(
  { id, name, activity, provider = '', commissioner = '' }: Scheme,
  { activities }: FundRule,
): Map<string, string> {
  const found = activities.get(activity)
  return new Map(
    Object.entries({
      scheme: id,
      name,
      activity: found?.name ?? activity,
      area: found?.area ?? '',
      provider,
      commissioner,
    }),
  )
}

/** `4 sheets, 212 figures`. */
export function sizeWords(sheets: readonly ReturnSheet[]): string {
  const cells = sheets.flatMap(({ rows }) => rows.flat())
  const figures = cells.filter((cell) => cell?.is === 'figure').length
  return `${plural(sheets.length, 'sheet')}, ${plural(figures, 'figure')}`
}
