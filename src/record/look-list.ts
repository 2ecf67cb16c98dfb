import type { Look } from '../trail/index.ts'

/** The looks at one source person, newest first, as far back as they were read. */
export type LookChain = { source: string; looks: readonly Look[]; complete: boolean }

export type LookRow =
  | { kind: 'look'; look: Look; number: number }
  /** numbers that should be there and are not: somebody has taken looks out */
  | { kind: 'missing'; source: string; from: number; to: number; before: string }

/**
 * Every look at an identity, newest first, each once although each of its source persons counts it.
 * Each source person's running numbers are followed by themselves: a number that is not there is a row.
 */
export function listLooks(chains: readonly LookChain[]): LookRow[] {
  const looks = new Map<string, LookRow & { kind: 'look' }>()
  const missing: (LookRow & { kind: 'missing' })[] = []
  for (const chain of chains) {
    for (const look of chain.looks) {
      const known = looks.get(look.entryId)
      if (known === undefined) looks.set(look.entryId, { kind: 'look', look, number: look.number })
    }
    missing.push(...gaps(chain))
  }
  const rows: LookRow[] = [...looks.values(), ...missing]
  return rows.sort((a, b) =>
    timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : rank(a) - rank(b),
  )
}

function gaps({ source, looks, complete }: LookChain): (LookRow & { kind: 'missing' })[] {
  const found: (LookRow & { kind: 'missing' })[] = []
  const ascending = [...looks].sort((a, b) => a.number - b.number)
  let expected = complete ? 1 : (ascending[0]?.number ?? 1)
  for (const { number, at } of ascending) {
    if (number > expected) {
      found.push({ kind: 'missing', source, from: expected, to: number - 1, before: at })
    }
    expected = number + 1
  }
  return found
}

function timeOf(row: LookRow): string {
  return row.kind === 'look' ? row.look.at : row.before
}

/** A gap stands just under the look that it comes before. */
function rank(row: LookRow): number {
  return row.kind === 'look' ? 0 : 1
}
