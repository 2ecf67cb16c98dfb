import { compareNumbers } from './clause.ts'

/** Something to put right in the text, where it stands. Lines and columns count from 1. */
export type TextFault = {
  readonly file: string
  readonly line: number
  readonly column: number
  /** number of the clause, where one could be read */
  readonly clause?: string
  readonly sentence: string
}

export type Position = { readonly line: number; readonly column: number }

export const START: Position = { line: 1, column: 1 }

/** `05-seeing.yaml:12:5 sentence` */
export function faultLine(fault: TextFault): string {
  return `${fault.file}:${fault.line}:${fault.column} ${fault.sentence}`
}

/** By file and place, as an editor would show them; the same fault is said once. */
export function sortFaults(faults: readonly TextFault[]): TextFault[] {
  const once = new Map(faults.map((fault) => [faultLine(fault), fault]))
  return [...once.values()].sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column ||
      compareNumbers(a.clause ?? '0', b.clause ?? '0'),
  )
}

/** ` Did you mean ward-coordinator?`, or nothing where no known word is near. */
export function didYouMean(given: string, known: Iterable<string>): string {
  let best: { word: string; distance: number } | undefined
  for (const word of known) {
    const distance = editDistance(given.toLowerCase(), word.toLowerCase())
    const near = Math.max(1, Math.floor(Math.max(given.length, word.length) / 3))
    if (distance <= near && (best === undefined || distance < best.distance)) {
      best = { word, distance }
    }
  }
  return best === undefined ? '' : ` Did you mean ${best.word}?`
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20 || a.length > 80) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
