/** A table of one kind, by its headings: whatever their case, spaces, underscores and order. */
export type TableColumns = {
  /** as the file names them: `planned_start` */
  readonly columns: readonly string[]
  /** those that the headings of such a file always have: by them it is known */
  readonly needs: readonly string[]
  /** of these at least one: a file of visits has single ones or weeks */
  readonly oneOf?: readonly string[]
  /** in which dates stand */
  readonly dates: readonly string[]
  /** those that a row should have, for its certificate; a row without them is read all the same */
  asked(cells: ReadonlyMap<string, string>): readonly string[]
}

/** What the headings of a table say: the column in each cell, or a further heading as it is written. */
export type TableHeader = {
  readonly names: readonly string[]
  readonly delimiter: string
  /** which row they are */
  readonly row: number
}

/** Excel writes and reads a first line that names the delimiter. */
const DELIMITER_LINE = /^(?:\u00ef\u00bb\u00bf)?sep=(.)\r?\n/i
const DELIMITERS = [',', ';', '\t', '|']

/** The delimiters that a table may have, and which of its rows are the headings. */
export function delimitersOf(head: Buffer): { delimiters: readonly string[]; row: number } {
  const named = DELIMITER_LINE.exec(head.toString('latin1', 0, 11))?.[1]
  return named === undefined ? { delimiters: DELIMITERS, row: 1 } : { delimiters: [named], row: 2 }
}

/** `Planned Start` and `planned_start` are one. */
export function squeezed(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** The headings as this kind names them. */
export function namesIn(cells: readonly string[], { columns }: TableColumns): string[] {
  const known = new Map(columns.map((column) => [squeezed(column), column]))
  return cells.map((cell) => known.get(squeezed(cell)) ?? cell.trim())
}

export function fitsTable(names: readonly string[], { needs, oneOf }: TableColumns): boolean {
  const has = (column: string) => names.includes(column)
  return needs.every(has) && (oneOf === undefined || oneOf.some(has))
}
