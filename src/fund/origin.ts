import type { Pence } from '../kernel/index.ts'

/** Money of one origin that came into a scheme, numbered in the order in which it came. */
export type Lot = { readonly number: number; readonly origin: string; readonly pence: Pence }

export type Part = { readonly origin: string; readonly pence: Pence }

/**
 * From which origins an amount is taken: from what came first, each origin for itself in the order in which it came;
 * or, where the clause names origins, from those in that order before any other. Undefined where there is not so much.
 *
 * @param left what each origin has that may be taken; an origin that it lacks has nothing
 */
export function takeInTurn(
  pence: Pence,
  lots: readonly Lot[],
  left: ReadonlyMap<string, Pence>,
  inTurn: readonly string[] = [],
): Part[] | undefined {
  const taken = new Map<string, Pence>()
  let wanted = pence
  for (const { origin, pence: lot } of inOrder(unspent(lots, left), inTurn)) {
    const part = lesser(lot, wanted)
    if (part <= 0n) continue
    taken.set(origin, (taken.get(origin) ?? 0n) + part)
    wanted -= part
  }
  if (wanted > 0n) return undefined
  return [...taken].map(([origin, part]) => ({ origin, pence: part }))
}

/** What is left of each lot: what went out of an origin went out of what came first. */
function unspent(lots: readonly Lot[], left: ReadonlyMap<string, Pence>): Lot[] {
  const remaining = new Map(left)
  const newestFirst = [...lots].sort((a, b) => b.number - a.number)
  const kept = newestFirst.flatMap((lot) => {
    const there = remaining.get(lot.origin) ?? 0n
    const pence = lesser(lot.pence, there)
    remaining.set(lot.origin, there - pence)
    return pence > 0n ? [{ ...lot, pence }] : []
  })
  return kept.reverse()
}

function inOrder(lots: readonly Lot[], inTurn: readonly string[]): Lot[] {
  const turn = new Map(inTurn.map((origin, at) => [origin, at]))
  const turnOf = ({ origin }: Lot) => turn.get(origin) ?? inTurn.length
  return [...lots].sort((a, b) => turnOf(a) - turnOf(b) || a.number - b.number)
}

function lesser(a: Pence, b: Pence): Pence {
  if (a < b) return a
  return b
}

/** What was drawn, given to one sum after the other: of which contributions each is. */
export function givenInTurn(drawn: readonly Part[], sums: readonly Pence[]): Part[][] {
  const left = drawn.map((part) => ({ ...part }))
  return sums.map((sum) => {
    const parts: Part[] = []
    for (let missing = sum; missing > 0n; ) {
      const { origin, pence: there } = left[0]!
      const pence = lesser(there, missing)
      missing -= pence
      if (pence === there) left.shift()
      else left[0] = { origin, pence: there - pence }
      parts.push({ origin, pence })
    }
    return parts
  })
}
