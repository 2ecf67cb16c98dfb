import type { FaultInClause } from '../agreement/index.ts'

/** A fault for each row of a clause's list that says by `name` what one before it said. */
export function twice<N extends string>(
  rows: readonly Readonly<Record<N, string>>[],
  name: N,
  field: string,
): FaultInClause[] {
  return rows.flatMap((row, at) => {
    const before = rows.findIndex((other) => other[name] === row[name])
    const sentence = `${row[name]} stands twice.`
    return before < at ? [{ path: [field, at, name], sentence }] : []
  })
}
