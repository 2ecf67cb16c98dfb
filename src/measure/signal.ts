import { Fault } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type Definition, definitionsOf } from './definition.ts'
import { type Edition, lastEditions } from './queries.ts'
import { type Rebase, rebasesOf } from './queries-rebase.ts'
import { agreementBy, namedMeasure } from './run-measure.ts'
import { SHORT_GROUP, type SpcChart, spcChart } from './spc.ts'
import { targetOf } from './target-kind.ts'
import { waysOf } from './way.ts'

/** What a measure says over time, by the rules of Making Data Count: a signal, or none. */
export type Signal = {
  readonly signal: 'improvement' | 'concern' | 'none'
  /** the rule that the latest point breaks; undefined where it breaks none */
  readonly rule: string | undefined
  /** a sentence for whoever reads nothing else */
  readonly says: string
}

export type Charted = {
  readonly definition: Definition
  /** the last edition of each period that has a value, the oldest first */
  readonly points: readonly Edition[]
  /** the last edition of each period that has none: a gap is no nought */
  readonly untold: readonly Edition[]
  readonly gaps: readonly string[]
  readonly chart: SpcChart
  readonly rebases: readonly Rebase[]
  /** where what is counted became another thing, the earliest first */
  readonly changes: readonly Change[]
  readonly target: number | undefined
  readonly signal: Signal
}

/** From a period on a measure is counted by another definition than before. */
export type Change = {
  readonly period: string
  /** what is counted otherwise since, where the clause says so */
  readonly says: string | undefined
}

/** Limits begin anew where both owners said so, and where the definition became another. */
export async function chartMeasure(
  { databases, agreement }: Pick<Place, 'databases' | 'agreement'>,
  name: string,
  { from, to, at }: { from?: string; to?: string; at?: Date } = {},
): Promise<Charted> {
  const text = agreementBy(agreement, at)
  const definition = namedMeasure(definitionsOf(text), name)
  const db = databases.care.short
  const then = at === undefined ? {} : { at }
  const [editions, rebases] = await Promise.all([
    lastEditions(db, { measure: name, ...then }),
    rebasesOf(db, { measure: name, sides: text?.sides.length ?? 0, ...then }),
  ])
  return chartOf(definition, {
    editions: editions.filter(({ period }) => {
      return (from === undefined || period >= from) && (to === undefined || period <= to)
    }),
    rebases,
    target: targetOf(text, name)?.value,
  })
}

/** The same of every measure, in the order of their clauses. */
export async function chartAll(place: Pick<Place, 'databases' | 'agreement'>): Promise<Charted[]> {
  const current = place.agreement.current()
  const db = place.databases.care.short
  const sides = current?.sides.length ?? 0
  const [editions, rebases] = await Promise.all([lastEditions(db), rebasesOf(db, { sides })])
  return definitionsOf(current).map((definition) =>
    chartOf(definition, {
      editions: editions.filter(({ measure }) => measure === definition.id),
      rebases: rebases.filter(({ measure }) => measure === definition.id),
      target: targetOf(current, definition.id)?.value,
    }),
  )
}

type Said = {
  readonly editions: readonly Edition[]
  readonly rebases: readonly Rebase[]
  readonly target: number | undefined
}

function chartOf(definition: Definition, { editions, rebases, target }: Said): Charted {
  const all = [...editions].sort((a, b) => (a.period < b.period ? -1 : 1))
  const points = all.filter(({ told }) => told.value !== null)
  const untold = all.filter(({ told }) => told.value === null)
  const gaps = untold.map(({ period }) => period)
  const held = rebases.filter(({ holds }) => holds).map(({ period }) => period)
  const rebaseAt = new Set<number>()
  const changes: Change[] = []
  points.forEach(({ period, version }, at) => {
    const before = points[at - 1]
    if (before === undefined) return
    const isAnew = held.some((one) => one <= period && one > before.period)
    const isAnother = before.version !== version
    if (isAnew || isAnother) rebaseAt.add(at)
    if (isAnother) changes.push({ period, says: saidOf(definition, before.version) })
  })
  const values = points.map(({ told }) => told.value!)
  const chart = spcChart(values, { improvement: definition.direction, target, rebaseAt })
  const signal = signalIn(chart)
  return { definition, points, untold, gaps, chart, rebases, changes, target, signal }
}

function saidOf(definition: Definition, before: string): string | undefined {
  return waysOf(definition).find(({ version }) => version === before)?.says
}

const RULE_WORDS: ReadonlyMap<string, string> = new Map([
  ['Above UCL', 'the latest is above the upper limit of what varies by chance'],
  ['Below LCL', 'the latest is below the lower limit of what varies by chance'],
  ['7 Point Trend (Increasing)', 'seven in a row have each been higher than the one before'],
  ['7 Point Trend (Decreasing)', 'seven in a row have each been lower than the one before'],
  ['2 in 3 Above CL', 'two of three are close to the upper limit'],
  ['2 in 3 Below CL', 'two of three are close to the lower limit'],
  ['7 Points Above CL', 'seven in a row are above the average'],
  ['7 Points Below CL', 'seven in a row are below the average'],
])

/** What the latest point says. */
function signalIn({ points }: SpcChart): Signal {
  const last = points.at(-1)
  if (last === undefined) return none('No signal: nothing may be told of it yet')
  const own = points.filter(({ rebaseGroup }) => rebaseGroup === last.rebaseGroup).length
  const few = own < SHORT_GROUP ? `, of ${own} points, which may change with the next` : ''
  if (last.pointType === 'common_cause') {
    return none(`No signal: it varies as it did${few}`)
  }
  const rule = last.specialCause
  const why = RULE_WORDS.get(rule) ?? rule
  if (last.pointType === 'special_cause_improvement') {
    return { signal: 'improvement', rule, says: `It gets better: ${why}${few}.` }
  }
  if (last.pointType === 'special_cause_concern') {
    return { signal: 'concern', rule, says: `It gets worse: ${why}${few}.` }
  }
  return { signal: 'none', rule, says: `It changes, and neither way is better: ${why}${few}.` }
}

function none(says: string): Signal {
  return { signal: 'none', rule: undefined, says: `${says}.` }
}

/** What other rooms ask: whether a measure gets better, and never more than it can say. */
export async function signalOf(
  place: Pick<Place, 'databases' | 'agreement'>,
  name: string,
  span: { from?: string; to?: string } = {},
): Promise<Signal> {
  const { from, to } = span
  if (from !== undefined && to !== undefined && from > to) {
    throw new Fault('it ends before it begins', '--from, --to', 'Give the earlier one first.')
  }
  return (await chartMeasure(place, name, span)).signal
}
