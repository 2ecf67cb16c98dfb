import type { PersonId } from '../kernel/index.ts'
import type { Doubts } from './doubt.ts'
import type { Group } from './group.ts'
import type { Pair } from './pair.ts'

/**
 * Pairs of which it is not sure that they are one, and that stand apart: of two groups the likeliest alone. Two valid
 * NHS numbers are never one person's, however alike they are.
 */
export function doubtAlike(
  groupOf: ReadonlyMap<PersonId, Group>,
  pairs: readonly Pair[],
  doubts: Doubts,
): void {
  const numberOf = ({ members }: Group) => members.find(({ number }) => number)?.number
  const told = new Map<Group, Set<Group>>()
  const likeliest = pairs
    .filter(({ says }) => says === 'perhaps' || says === 'likely')
    .sort(likelierFirst)
  for (const { a, b, weight = 0 } of likeliest) {
    const [one, other] = [groupOf.get(a), groupOf.get(b)]
    if (one === undefined || other === undefined || one === other) continue
    if (told.get(one)?.has(other)) continue
    told.set(one, (told.get(one) ?? new Set()).add(other))
    told.set(other, (told.get(other) ?? new Set()).add(one))
    const [number, another] = [numberOf(one), numberOf(other)]
    // What two numbers say of each other the rules of numbers have said.
    if (number !== undefined && another !== undefined) continue
    doubts.addPair(a, b, weight)
  }
}

function likelierFirst(one: Pair, other: Pair): number {
  const apart = (other.weight ?? 0) - (one.weight ?? 0)
  if (apart !== 0) return apart
  return one.a + one.b < other.a + other.b ? -1 : 1
}
