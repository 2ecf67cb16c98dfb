/** Signs with which a spreadsheet begins what it works out, those of full width too. */
const WORKED_OUT = /^\s*[=+\-@\t\r＝＋－＠]/

/** A text of somebody's as it may stand in a cell: nothing begins with a sign that a spreadsheet would work out. */
export function plainCell(text: string): string {
  return WORKED_OUT.test(text) ? `'${text}` : text
}
