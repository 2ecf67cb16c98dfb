import type { LookStep } from '../trail/index.ts'

/** The looks at one source person, newest first, as far back as they were read. */
export type LookChain<S extends Step = LookStep> = {
  source: string
  looks: readonly S[]
  complete: boolean
}
type Step = Pick<LookStep, 'number' | 'entryId' | 'at'>

export type LookRow<S = LookStep> =
  | { kind: 'look'; look: S; number: number }
  /** numbers that should be there and are not: somebody has taken looks out */
  | MissingLooks

export type MissingLooks = {
  kind: 'missing'
  /** the source persons in whose numbers the gap shows */
  sources: readonly string[]
  from: number
  to: number
  /** when the look after the gap was made */
  before: string
}

/**
 * Every look at an identity, newest first, each once although each of its source persons counts it.
 * Each source person's running numbers are followed by themselves: a number that is not there is a row.
 */
export function listLooks<S extends Step>(chains: readonly LookChain<S>[]): LookRow<S>[] {
  const looks = new Map<string, LookRow<S> & { kind: 'look' }>()
  const missing = new Map<string, MissingLooks>()
  for (const chain of chains) {
    for (const look of chain.looks) {
      if (looks.has(look.entryId)) continue
      looks.set(look.entryId, { kind: 'look', look, number: look.number })
    }
    for (const gap of gaps(chain)) {
      // A look at an identity is counted by each of its source persons: taken out, it is one gap in each.
      const key = `${gap.before} ${gap.to - gap.from}`
      const known = missing.get(key) ?? { ...gap, sources: [] }
      missing.set(key, { ...known, sources: [...known.sources, ...gap.sources] })
    }
  }
  return [...looks.values(), ...missing.values()].sort(newestFirst)
}

function gaps({ source, looks, complete }: LookChain<Step>): MissingLooks[] {
  const found: MissingLooks[] = []
  const ascending = [...looks].sort((a, b) => a.number - b.number)
  let expected = complete ? 1 : (ascending[0]?.number ?? 1)
  for (const { number, at } of ascending) {
    if (number > expected) {
      const [from, to] = [expected, number - 1]
      found.push({ kind: 'missing', sources: [source], from, to, before: at })
    }
    expected = number + 1
  }
  return found
}

/** By time, and within a moment by number: a gap stands just under the look that follows it. */
function newestFirst(a: LookRow<Step>, b: LookRow<Step>): number {
  const [timeA, timeB] = [timeOf(a), timeOf(b)]
  if (timeA !== timeB) return timeA < timeB ? 1 : -1
  return numberOf(b) - numberOf(a)
}

function timeOf(row: LookRow<Step>): string {
  return row.kind === 'look' ? row.look.at : row.before
}

function numberOf(row: LookRow<Step>): number {
  return row.kind === 'look' ? row.number : row.to
}
