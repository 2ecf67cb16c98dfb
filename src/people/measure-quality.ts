import { DAY_MS, type PersonId, type Queryable } from '../kernel/index.ts'
import { countsBy } from './quality.ts'
import {
  DIVISIONS,
  type Division,
  type KeptCounts,
  personsIn,
  settledDoubts,
} from './queries-quality.ts'

/** What is true of the records of a place: whose each is, and of which groups people are. */
export type Truth = {
  readonly records: readonly {
    readonly key: string
    readonly source: string
    readonly id: string
  }[]
  groupOf(key: string, by: Division): string
}

/** How right it is who is who among the records that are here, by every division of people. */
export async function measureQuality(db: Queryable, truth: Truth): Promise<KeptCounts[]> {
  const sources = [...new Set(truth.records.map(({ source }) => source))]
  const known = new Map(
    await Promise.all(
      sources.map(async (source) => [source, await personsIn(db, source)] as const),
    ),
  )
  const here = truth.records.flatMap(({ key, source, id }) => {
    const found = known.get(source)!.get(id)
    return found === undefined ? [] : [{ key, ...found }]
  })
  const keyOf = new Map(here.map(({ key, person }) => [person, key]))
  const settled = await settledDoubts(db)
  return DIVISIONS.flatMap((by) => {
    const judged = here.map(({ key, identity }) => ({
      key,
      identity,
      group: truth.groupOf(key, by),
    }))
    const groupOf = (person: PersonId) => {
      const key = keyOf.get(person)
      return key === undefined ? [] : [truth.groupOf(key, by)]
    }
    const took = new Map<string, number[]>()
    for (const { persons, opened_at: from, settled_at: to } of settled) {
      for (const group of new Set(persons.flatMap(groupOf))) {
        const days = (to.getTime() - from.getTime()) / DAY_MS
        took.set(group, [...(took.get(group) ?? []), days])
      }
    }
    return countsBy(judged).map((counts): KeptCounts => {
      const own = took.get(counts.group) ?? []
      return { ...counts, by, settled: own.length, days: median(own) }
    })
  })
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? null
}
