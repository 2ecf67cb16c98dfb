import type { PersonId, Transaction } from '../kernel/index.ts'
import { monthAfter } from '../kernel/index.ts'
import { pseudonymsOf } from '../record/index.ts'
import type { Place } from '../room.ts'
import { countAll, handedIn } from './count-rows.ts'
import { type Definition, definitionsOf } from './definition.ts'
import { evaluate } from './evaluate.ts'
import { monthInLondon, monthOf, monthsBetween, type Row } from './fact.ts'
import { factsIn, peopleCounted, takeFacts, type Whom } from './queries-facts.ts'
import * as queries from './queries-work.ts'
import { type Rules, WORDS, type Word } from './rule.ts'
import { type Counted, versionOf, type Way, waysIn, waysOf } from './way.ts'

/** So many months that are over are worked. */
export const MONTHS = 24
/** So many people are counted at once: no statement takes longer for a larger place, and no more is held. */
const AT_ONCE = 25_000

export type Working = Pick<Place, 'databases' | 'clock' | 'agreement' | 'house'>
/** `persons`: of how many anything was counted anew; undefined: of everybody */
export type Worked = { readonly persons: number | undefined; readonly disagreed: readonly string[] }

/**
 * Counts what each person counts for, by both calculators: of everybody where a definition or the month is new,
 * else of those alone of whom something new is known. What the two do not agree on is kept, and not told.
 */
export async function workRows(place: Working, atOnce = AT_ONCE): Promise<Worked> {
  const { care } = place.databases
  return care.copying(async (tx) => {
    await queries.lockWork(tx)
    const now = place.clock.now()
    const last = monthAfter(monthInLondon(now), -1)
    const months = monthsBetween(monthAfter(last, 1 - MONTHS), last)
    const known = await queries.workedMeasures(tx)
    const definitions = definitionsOf(place.agreement.current())
    const fresh = definitions.filter((one) => {
      const before = known.get(one.id)
      return before?.version !== versionOf(one) || before.last_month !== last || !before.agreed
    })
    const disagreed: string[] = []
    const work: Work = { place, tx, months, now, atOnce, disagreed }
    const changed = await queries.takeChanged(tx)
    // Who counts otherwise is marked, also where everybody is counted anew.
    const kept = definitions.filter((one) => known.get(one.id)?.version === versionOf(one))
    if (kept.length > 0 && changed.length > 0) await workSome(work, kept, changed)
    if (fresh.length > 0) await workAll(work, fresh)
    return { persons: fresh.length > 0 ? undefined : changed.length, disagreed }
  })
}

type Work = {
  readonly place: Working
  readonly tx: Transaction
  readonly months: readonly string[]
  readonly now: Date
  readonly atOnce: number
  readonly disagreed: string[]
}

async function workAll(work: Work, definitions: readonly Definition[]): Promise<void> {
  const { tx, disagreed } = work
  for (const { id } of definitions) queries.deleteCounted(tx, id)
  const wrong = new Set<string>()
  for (const slice of await slicesOf(work)) {
    const counted = await countWays(work, definitions, slice)
    for (const { definition, ways, agreed } of counted) {
      if (!agreed) wrong.add(definition.id)
      for (const { way, rows } of ways) {
        queries.insertCounted(tx, definition.id, way.version, rows)
      }
    }
  }
  disagreed.push(...wrong)
  for (const definition of definitions) saveOutcome(work, definition, !wrong.has(definition.id))
}

function saveOutcome({ tx, months, now }: Work, definition: Definition, agreed: boolean): void {
  queries.saveWorked(tx, {
    measure: definition.id,
    version: versionOf(definition),
    first_month: months[0]!,
    last_month: months.at(-1)!,
    worked_at: now,
    agreed,
  })
}

/** By how their pseudonyms begin. */
async function slicesOf({ place, atOnce }: Work): Promise<readonly Whom[]> {
  const people = await peopleCounted(place.databases.planning.short)
  const many = Math.max(1, Math.ceil(people / atOnce))
  const edge = (at: number) => Math.floor((at * 0x1_0000_0000) / many)
  const asUuid = (start: number, rest: string) => {
    const digits = start.toString(16).padStart(8, '0')
    return `${digits}-${rest.repeat(4)}-${rest.repeat(4)}-${rest.repeat(4)}-${rest.repeat(12)}`
  }
  return Array.from({ length: many }, (_, at) => ({
    from: asUuid(edge(at), '0'),
    to: asUuid(edge(at + 1) - 1, 'f'),
  }))
}

async function workSome(
  work: Work,
  definitions: readonly Definition[],
  identityIds: readonly PersonId[],
): Promise<void> {
  const { tx } = work
  // Who is counted no more has no pseudonym, and the rows under an earlier one are in no sum.
  const persons = [...(await pseudonymsOf(tx, identityIds)).values()].sort()
  if (persons.length === 0) return
  const before = Map.groupBy(await queries.countedOf(tx, persons), ({ measure }) => measure)
  for (const { definition, ways, agreed } of await countWays(work, definitions, { persons })) {
    const { id } = definition
    if (!agreed) {
      work.disagreed.push(id)
      saveOutcome(work, definition, false)
    }
    const moved = differing(
      before.get(id) ?? [],
      ways.flatMap(({ rows }) => rows),
    )
    if (moved.length === 0) continue
    queries.deleteCounted(tx, id, persons)
    for (const { way, rows } of ways) queries.insertCounted(tx, id, way.version, rows)
    queries.insertMoved(tx, id, moved)
  }
}

/** Of a definition, each way with its rows; and whether the rules give the same of each person. */
type CountedWays = {
  readonly definition: Definition
  readonly ways: readonly { readonly way: Way; readonly rows: readonly Row[] }[]
  readonly agreed: boolean
}

/** Each month in its way, by both calculators from the same facts. */
async function countWays(
  { place, months }: Work,
  definitions: readonly Definition[],
  whom: Whom,
): Promise<CountedWays[]> {
  const asked = definitions.flatMap((definition) =>
    waysIn(definition, months).map((one) => ({ ...one, definition, query: one.way.query })),
  )
  const wanted = { words: wordsOf(rulesOf(definitions)), handed: handedIn(place) }
  const queries = asked.map(({ query }) => query)
  const given = await place.databases.planning.transaction(
    (tx) => takeFacts(tx, queries, wanted, whom),
    { readOnly: true },
  )
  const counted = await countAll(place, asked, { given })
  const facts = factsIn(given)
  const found = asked.map(({ definition, way, months: own }, at) => {
    const rows = counted[at]!
    const plain = evaluate(way.rules, facts, own.map(monthOf))
    return { definition, way, rows, agreed: differing(plain, rows).length === 0 }
  })
  const byDefinition = Map.groupBy(found, ({ definition }) => definition)
  return definitions.map((definition) => {
    const ways = byDefinition.get(definition) ?? []
    return { definition, ways, agreed: ways.every(({ agreed }) => agreed) }
  })
}

/** Who counts otherwise in which month: a person has one row of each. */
export function differing(
  before: readonly Row[],
  after: readonly Row[],
): { person: string; month: string }[] {
  const keyOf = ({ person, month }: Row) => `${person} ${month}`
  const left = new Map(before.map((row) => [keyOf(row), row]))
  const changed: { person: string; month: string }[] = []
  for (const row of after) {
    const key = keyOf(row)
    const was = left.get(key)
    left.delete(key)
    if (was?.numerator === row.numerator && was.denominator === row.denominator) continue
    changed.push({ person: row.person, month: row.month })
  }
  return [...changed, ...left.values()].map(({ person, month }) => ({ person, month }))
}

/** The rules of all ways of all definitions. */
export function rulesOf(definitions: readonly Counted[]): Rules[] {
  return definitions.flatMap((one) => waysOf(one).map(({ rules }) => rules))
}

/** Of which kinds of thing rules speak. */
export function kindsOf(all: readonly Rules[]): string[] {
  const kinds = all.flatMap(({ of, where, above }) => [
    of,
    ...[...where, ...(above.where ?? [])].flatMap((one) => {
      if ('some' in one) return [one.some.of]
      return 'none' in one ? [one.none.of] : []
    }),
  ])
  return [...new Set(kinds)].sort()
}

/** Of which words of things rules speak; whether something has ended is asked of all. */
export function wordsOf(all: readonly Rules[]): Set<Word> {
  const text = JSON.stringify(all)
  return new Set(WORDS.filter((word) => word === 'status' || text.includes(`"${word}"`)))
}
