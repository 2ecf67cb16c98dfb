import { wilson } from '../kernel/index.ts'

/** Of pairs of records of a group's people: how many were taken for one person's wrongly, how many were not found. */
export type QualityRow = {
  readonly group: string
  readonly persons: number
  readonly false: number
  readonly missed: number
  readonly false_rate: number
  readonly missed_rate: number
  /** of the missed, the interval in which the rate lies nineteen times of twenty */
  readonly low: number
  readonly high: number
  /** the same of the false */
  readonly false_low: number
  readonly false_high: number
}

export type Quality = {
  readonly rows: readonly QualityRow[]
  /** groups that differ from everybody else by more than the error of measurement, each with a sentence */
  readonly differs: readonly { groups: readonly string[]; what: 'missed' | 'false'; says: string }[]
}

/** A source person: whose they are in truth, of which group, and which identity they are taken to be of. */
export type Judged = { readonly key: string; readonly group: string; readonly identity: string }

/** What was counted of a group's people. */
export type GroupCounts = {
  readonly group: string
  readonly persons: number
  /** pairs of records that are taken for one person's; of these wrongly */
  readonly made: number
  readonly false: number
  /** pairs of records that are one person's; of these not found */
  readonly wanted: number
  readonly missed: number
}

type Counts = { persons: Set<string>; made: number; false: number; wanted: number; missed: number }

/** What is told of what was counted of groups. */
export function qualityOfGroups(counts: readonly GroupCounts[]): Quality {
  return { rows: counts.map(rowOf), differs: differing(counts) }
}

/**
 * How right links are, for each group of people, in their order. A link is missed where two records of one person are
 * of two identities, and false where one identity has records of two; a false one counts for the group of each.
 */
export function countsBy(judged: readonly Judged[]): GroupCounts[] {
  const groups = new Map<string, Counts>()
  const of = (group: string) => {
    const known = groups.get(group) ?? {
      persons: new Set(),
      made: 0,
      false: 0,
      wanted: 0,
      missed: 0,
    }
    groups.set(group, known)
    return known
  }
  for (const { group, key } of judged) of(group).persons.add(key)
  for (const own of Map.groupBy(judged, ({ key }) => key).values()) {
    eachPair(own, (a, b) => {
      of(a.group).wanted += 1
      if (a.identity !== b.identity) of(a.group).missed += 1
    })
  }
  for (const own of Map.groupBy(judged, ({ identity }) => identity).values()) {
    eachPair(own, (a, b) => {
      for (const group of new Set([a.group, b.group])) {
        of(group).made += 1
        if (a.key !== b.key) of(group).false += 1
      }
    })
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([group, { persons, ...counts }]) => ({
    group,
    persons: persons.size,
    ...counts,
  }))
}

function eachPair<T>(all: readonly T[], take: (a: T, b: T) => void): void {
  all.forEach((a, at) => {
    for (const b of all.slice(at + 1)) take(a, b)
  })
}

function rowOf({ group, persons, made, wanted, ...counts }: GroupCounts): QualityRow {
  const [low, high] = interval(counts.missed, wanted)
  const [falseLow, falseHigh] = interval(counts.false, made)
  return {
    group,
    persons,
    false: counts.false,
    missed: counts.missed,
    false_rate: made === 0 ? 0 : counts.false / made,
    missed_rate: wanted === 0 ? 0 : counts.missed / wanted,
    low,
    high,
    false_low: falseLow,
    false_high: falseHigh,
  }
}

/** Of none nothing is known. */
export function interval(found: number, of: number): [low: number, high: number] {
  return of === 0 ? [0, 1] : wilson(found, of)
}

/** A group whose interval does not meet that of all others together. */
function differing(groups: readonly GroupCounts[]): Quality['differs'] {
  return (['missed', 'false'] as const).flatMap((what) => {
    const total = (counts: GroupCounts) => (what === 'missed' ? counts.wanted : counts.made)
    return groups.flatMap((counts) => {
      const { group } = counts
      const others = groups.filter((other) => other !== counts)
      const sum = (read: (one: GroupCounts) => number) =>
        others.reduce((all, one) => all + read(one), 0)
      const [all, found] = [sum(total), sum((one) => one[what])]
      if (all === 0 || total(counts) === 0) return []
      const own = interval(counts[what], total(counts))
      const rest = interval(found, all)
      if (own[0] <= rest[1] && rest[0] <= own[1]) return []
      const [rate, other] = [counts[what] / total(counts), found / all]
      const oftener = rate > other ? 'more often' : 'less often'
      const link = what === 'missed' ? 'Links are missed' : 'Links are false'
      const says = `${link} ${oftener} in the group ${group} (${percent(rate)}) than in all others (${percent(other)}).`
      return [{ groups: [group], what, says }]
    })
  })
}

const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`
