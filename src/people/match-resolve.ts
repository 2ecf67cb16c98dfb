/** A pair of rows, by their places. Lists of them are likeliest first. */
export type RowPair = { readonly leftRow: number; readonly rightRow: number }

/** Of rows that have a likely partner, so many may have a second before a file is taken to hold people twice. */
const TWICE = 0.01

/** Whether each row has one partner at most, as where each file holds each person once. */
export function holdsOnce(pairs: readonly RowPair[]): boolean {
  const lefts = new Map<number, number>()
  const rights = new Map<number, number>()
  for (const { leftRow, rightRow } of pairs) {
    lefts.set(leftRow, (lefts.get(leftRow) ?? 0) + 1)
    rights.set(rightRow, (rights.get(rightRow) ?? 0) + 1)
  }
  const twice = (counts: ReadonlyMap<number, number>) =>
    [...counts.values()].filter((count) => count > 1).length
  return twice(lefts) <= TWICE * lefts.size && twice(rights) <= TWICE * rights.size
}

/** Each row with one partner at most: the likeliest pair first, then the likeliest of those that are left. */
export function oneToOne<P extends RowPair>(pairs: readonly P[]): P[] {
  const lefts = new Set<number>()
  const rights = new Set<number>()
  return pairs.filter(({ leftRow, rightRow }) => {
    if (lefts.has(leftRow) || rights.has(rightRow)) return false
    lefts.add(leftRow)
    rights.add(rightRow)
    return true
  })
}

/**
 * Groups of rows that are one person. Two groups are joined by a likely pair only if, over all pairs between them, as
 * many are likely as not, and nothing forbids it: strangers are not chained by one bad pair.
 *
 * @param forbidden of two rows, that they cannot be one person
 * @returns for each row the first of its group
 */
export function clusters(
  rows: number,
  pairs: readonly RowPair[],
  forbidden: (a: number, b: number) => boolean,
): Int32Array {
  const groupOf = Int32Array.from({ length: rows }, (_, row) => row)
  const members = new Map<number, number[]>()
  const linked = new Map<number, Set<number>>()
  const join = (one: number, other: number) => {
    linked.set(one, (linked.get(one) ?? new Set()).add(other))
    linked.set(other, (linked.get(other) ?? new Set()).add(one))
  }
  for (const { leftRow, rightRow } of pairs) join(leftRow, rightRow)
  for (const { leftRow, rightRow } of pairs) {
    const [one, other] = [groupOf[leftRow]!, groupOf[rightRow]!]
    const [a, b] = [Math.min(one, other), Math.max(one, other)]
    if (a === b) continue
    const [ofA, ofB] = [members.get(a) ?? [a], members.get(b) ?? [b]]
    const together = ofA.reduce(
      (sum, one) => sum + ofB.filter((other) => linked.get(one)?.has(other)).length,
      0,
    )
    if (together * 2 < ofA.length * ofB.length) continue
    if (ofA.some((one) => ofB.some((other) => forbidden(one, other)))) continue
    members.set(a, [...ofA, ...ofB])
    for (const row of ofB) groupOf[row] = a
    members.delete(b)
  }
  return groupOf
}
