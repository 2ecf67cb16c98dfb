import { type Disclosed, type DisclosureRule, discloseTable } from '../record/index.ts'
import type { Definition } from './definition.ts'
import { crude, type Rate, type Stratum, share, standardised, standardOf } from './rate.ts'

/**
 * What may be told of a measure, and all that follows from it: no number here rests on anything but what was told.
 */

/** Exact sums of a period, or of a part of it, and how many people stand behind them. */
export type MeasureCell = {
  readonly numerator: number
  readonly denominator: number
  readonly above: number
  readonly below: number
  /** people of what is left of the denominator */
  readonly rest: number
}

export type ToldFigure = {
  /** about so many; null: too few people */
  readonly numerator: number | null
  /** null too where it is divided by nothing */
  readonly denominator: number | null
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly suppressed: boolean
  /** why there is no value, where it is not because of few people */
  readonly why?: string
}

export type ToldPart = ToldFigure & { readonly keys: readonly string[] }
export type ToldSplit = {
  readonly split: string
  readonly parts: readonly ToldPart[]
  /** directly standardised for age */
  readonly standardised?: Rate
}

const NO_POPULATION = 'no file says how many people live here'

type Kind = 'per-head' | 'nothing' | 'share' | 'mean'

/** How the two numbers of a measure are about each other. */
export function kindOfMeasure({ divide, rules }: Pick<Definition, 'divide' | 'rules'>): Kind {
  if (typeof divide === 'object') return 'per-head'
  if (divide === 'nothing') return 'nothing'
  return rules.above.amount === 'one' && rules.below === 'one' ? 'share' : 'mean'
}

/** Each period by itself. @param people who live here in each, where it is a measure of them */
export function tellSeries(
  rule: DisclosureRule,
  definition: Definition,
  cells: readonly MeasureCell[],
  people: readonly (number | undefined)[],
): ToldFigure[] {
  const kind = kindOfMeasure(definition)
  const lines = cells.flatMap((_, at) => linesOf(kind).map((name) => `${at} ${name}`))
  const whole = cells.flatMap((cell) => cellsOf(kind, cell))
  const { whole: told } = discloseTable(rule, { lines, whole })
  return cells.map((_, at) => figureOf(definition, kind, lineOf(told, kind, at), people[at]))
}

/**
 * The parts of one split, in the same groups in all periods. Of each period the parts that may be told; none where
 * they cannot be told apart.
 *
 * @param peopleOf who live here, of a part in a period
 */
export function tellSplit(
  rule: DisclosureRule,
  definition: Definition,
  { split, parts, periods }: SplitCells,
  peopleOf: (part: string, period: string) => number | undefined,
): Map<string, ToldSplit> {
  const kind = kindOfMeasure(definition)
  const names = linesOf(kind)
  const lines = periods.flatMap((period) => names.map((name) => `${period} ${name}`))
  const ofAll = periods.map((_, at) => addUp(parts.map(({ cells }) => cells[at]!)))
  const { splits } = discloseTable(rule, {
    lines,
    whole: ofAll.flatMap((cell) => cellsOf(kind, cell)),
    splits: [
      {
        name: split,
        // Who somebody is does not change within a quarter.
        apart: true,
        parts: parts.map(({ part, cells }) => ({
          name: part,
          cells: cells.flatMap((cell) => cellsOf(kind, cell)),
        })),
      },
    ],
  })
  return new Map(
    periods.map((period, at) => {
      const told = splits[0]!.parts.map(({ names: keys, told: own }): ToldPart => {
        const people = keys.map((key) => peopleOf(key, period))
        const all = people.includes(undefined) ? undefined : sum(people as number[])
        return { keys, ...figureOf(definition, kind, lineOf(own, kind, at), all) }
      })
      const isTold = told.some(({ suppressed }) => !suppressed)
      return [period, { split, parts: isTold ? told : [] }]
    }),
  )
}

/**
 * The parts of a split that is made of the parts of another (sides, of neighbourhoods), put together so that each is
 * made of whole groups of those: else a side less the neighbourhoods that are told of it would be one that is not.
 *
 * @param groups of the finer parts, as they are told
 * @param wholeOf of which coarser part a finer one is
 */
export function madeOf(
  groups: readonly (readonly string[])[],
  wholeOf: ReadonlyMap<string, string>,
  coarse: SplitCells['parts'],
): { readonly names: readonly string[]; readonly cells: readonly MeasureCell[] }[] {
  const found: Set<string>[] = []
  for (const group of groups) {
    const names = new Set(group.map((part) => wholeOf.get(part) ?? part))
    const shared = found.filter((one) => !one.isDisjointFrom(names))
    for (const one of shared) {
      for (const name of one) names.add(name)
      found.splice(found.indexOf(one), 1)
    }
    found.push(names)
  }
  return found.map((names) => {
    const own = coarse.filter(({ part }) => names.has(part))
    const cells = own[0]?.cells.map((_, at) => addUp(own.map((one) => one.cells[at]!))) ?? []
    return { names: own.map(({ part }) => part), cells }
  })
}

export type SplitCells = {
  readonly split: string
  readonly periods: readonly string[]
  /** of each part a cell for each period */
  readonly parts: readonly { readonly part: string; readonly cells: readonly MeasureCell[] }[]
}

function linesOf(kind: Kind): readonly string[] {
  if (kind === 'share') return ['above', 'below', 'rest']
  return kind === 'mean' ? ['above', 'below'] : ['above']
}

/** Behind the days of a mean stand all of whom it is the mean, those of no day among them. */
function cellsOf(kind: Kind, cell: MeasureCell) {
  const { numerator, denominator, above, below, rest } = cell
  const over = { people: kind === 'mean' ? below : above, amount: numerator }
  if (kind === 'per-head' || kind === 'nothing') return [over]
  const under = { people: below, amount: denominator }
  if (kind === 'mean') return [over, under]
  return [over, under, { people: rest, amount: denominator - numerator }]
}

function lineOf(told: readonly Disclosed[], kind: Kind, at: number): readonly Disclosed[] {
  const many = linesOf(kind).length
  return told.slice(at * many, at * many + many)
}

/** One is told with the other, or neither: what is left of a share must be enough too. */
function figureOf(
  { per }: Definition,
  kind: Kind,
  told: readonly Disclosed[],
  people: number | undefined,
): ToldFigure {
  const numbers = told.map((one) => ('about' in one ? one.about : undefined))
  if (numbers.length === 0 || numbers.includes(undefined)) return SUPPRESSED
  const [numerator, denominator = 0] = numbers as number[]
  const all = kind === 'per-head' ? people : denominator
  if (kind === 'nothing') return figure(numerator!, null, { value: numerator! })
  if (all === undefined || all === 0) {
    const why = kind === 'per-head' ? NO_POPULATION : 'there is nothing to divide it by'
    return { ...figure(numerator!, null, undefined), why }
  }
  if (kind === 'per-head') return figure(numerator!, all, crude(numerator!, all, per))
  if (kind === 'share') return figure(numerator!, all, share(numerator!, all, per))
  return figure(numerator!, all, { value: (numerator! / all) * per })
}

const SUPPRESSED: ToldFigure = {
  numerator: null,
  denominator: null,
  value: null,
  low: null,
  high: null,
  suppressed: true,
}

function figure(
  numerator: number,
  denominator: number | null,
  rate: { value: number; low?: number; high?: number } | undefined,
): ToldFigure {
  const { value = null, low = null, high = null } = rate ?? {}
  return { numerator, denominator, value, low, high, suppressed: false }
}

export function addUp(cells: readonly MeasureCell[]): MeasureCell {
  const of = (name: keyof MeasureCell) => sum(cells.map((cell) => cell[name]))
  return {
    numerator: of('numerator'),
    denominator: of('denominator'),
    above: of('above'),
    below: of('below'),
    rest: of('rest'),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}

const BAND = /^(\d+)(?:-(\d+)|\+)$/

/** For age, of what is told of the bands; undefined where one is not told, or the age of many is not known. */
export function ageStandardised(
  { divide, per }: Definition,
  parts: readonly ToldPart[],
): Rate | undefined {
  if (typeof divide !== 'object' || parts.length === 0) return undefined
  const strata: Stratum[] = []
  for (const { keys, numerator, denominator } of parts) {
    const bands = keys.map((key) => BAND.exec(key)).filter((band) => band !== null)
    if (bands.length === 0) continue
    if (numerator === null || denominator === null) return undefined
    const weights = bands.map(([, from, to]) =>
      standardOf(
        Math.max(Number(from), divide.population.from),
        to === undefined ? undefined : Number(to),
      ),
    )
    strata.push({ count: numerator, people: denominator, weight: sum(weights) })
  }
  return standardised(strata, per)
}
