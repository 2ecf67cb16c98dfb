import type { Agreement } from '../agreement/index.ts'
import { certificateOf } from '../intake/index.ts'
import { monthAfter } from '../kernel/index.ts'
import {
  type Disclosed,
  type DisclosureRule,
  mayTellAnew,
  mayTellTogether,
} from '../record/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import { type Definition, definitionsOf } from './definition.ts'
import {
  deleteMoved,
  type Edition,
  insertEditions,
  insertSplits,
  lastEditions,
  lastSplits,
  movedIn,
  type NewEdition,
  type SplitEdition,
} from './queries.ts'
import {
  type CellRow,
  type PeopleRow,
  populationCells,
  sidesOf,
  splitCells,
  wholeCells,
} from './queries-cells.ts'
import { type WorkedRow, workedMeasures } from './queries-work.ts'
import {
  ageStandardised,
  type MeasureCell,
  madeOf,
  type SplitCells,
  type ToldFigure,
  type ToldSplit,
  tellSeries,
  tellSplit,
} from './tell.ts'
import { versionOf, wayIn } from './way.ts'

export type Telling = {
  readonly context: CommandContext
  readonly place: Place
  readonly agreement: Agreement
  readonly rule: DisclosureRule
}

/** What is said of each new edition, as it stands in the log: nothing but what is told. */
export type Said = {
  measure: string
  period: string
  number: number
  version: string
  /** the figure as it was told, as text */
  told: string
}

/** Tells what is new of every measure on which both calculators agree. */
export async function tellAll(telling: Telling): Promise<Said[]> {
  const { place, context, agreement } = telling
  const db = place.databases.care.short
  const [worked, before, splits, moved] = await Promise.all([
    workedMeasures(db),
    lastEditions(db),
    lastSplits(db),
    movedIn(db),
  ])
  const quality = qualityOf(place)
  const said: Said[] = []
  for (const definition of definitionsOf(agreement)) {
    const work = worked.get(definition.id)
    if (work?.version !== versionOf(definition) || !work.agreed) continue
    const own = {
      work,
      before: before.filter(({ measure }) => measure === definition.id),
      moved: new Map(
        moved
          .filter(({ measure }) => measure === definition.id)
          .map(({ month, people }) => [month, people]),
      ),
      splits: splits.filter(({ measure }) => measure === definition.id),
      quality: await quality(definition),
    }
    const editions = await newEditions(telling, definition, own)
    insertEditions(context.tx, editions, context.entryId)
    await tellSplits(telling, definition, own, editions)
    const months = editions.flatMap(({ period }) => monthsOf(definition, period))
    deleteMoved(context.tx, definition.id, months)
    said.push(...editions.map(saidOf))
  }
  return said
}

function saidOf({ measure, period, number, version, told }: NewEdition): Said {
  return { measure, period, number, version, told: toldText(told) }
}

type Own = {
  readonly work: WorkedRow
  readonly before: readonly Edition[]
  readonly moved: ReadonlyMap<string, number>
  readonly splits: readonly SplitEdition[]
  readonly quality: number | null
}

/**
 * Periods that are whole within what was worked, with what they are made of. The first of which anything is known
 * may be a part of one, and is not told.
 */
async function wholePeriods(
  { place }: Telling,
  { id, period }: Definition,
  { first_month: first, last_month: last }: WorkedRow,
): Promise<{ period: string; cell: MeasureCell }[]> {
  const { planning } = place.databases
  const rows = await planning.transaction((tx) => wholeCells(tx, id, period), { readOnly: true })
  const many = period === 'month' ? 1 : 3
  const found = rows.map((row) => ({ period: row.period, cell: cellOf(row) }))
  return found
    .slice(1)
    .filter((one) => one.period >= first && monthAfter(one.period, many - 1) <= last)
}

function cellOf({ numerator, denominator, above, below, rest }: CellRow): MeasureCell {
  return { numerator: Number(numerator), denominator: Number(denominator), above, below, rest }
}

async function newEditions(
  telling: Telling,
  definition: Definition,
  { work, before, moved, quality }: Own,
): Promise<NewEdition[]> {
  const { agreement, rule, context } = telling
  const periods = await wholePeriods(telling, definition, work)
  const living = await peopleOf(telling, definition)
  const told = tellSeries(
    rule,
    definition,
    periods.map(({ cell }) => cell),
    periods.map(({ period }) => living('all', 'all', period)),
  )
  return periods.flatMap(({ period, cell }, at): NewEdition[] => {
    const last = before.find((one) => one.period === period)
    const { version } = wayIn(definition, period)
    const isSame =
      last?.version === version &&
      Number(last.numerator) === cell.numerator &&
      Number(last.denominator) === cell.denominator &&
      toldText(last.told) === toldText(told[at]!)
    // Between two tellings that differ by few people those few could be seen: whoever counts otherwise, and whoever is
    // counted no more, of whom nothing but the number is left.
    const marked = monthsOf(definition, period).map((one) => moved.get(one) ?? 0)
    const people = Math.max(cell.above, cell.below)
    const differ = { before: last?.people ?? 0, now: people, otherwise: Math.max(...marked) }
    const held = last?.version === version && !mayTellAnew(rule, differ)
    if (isSame || held) return []
    return [
      {
        measure: definition.id,
        period,
        number: (last?.number ?? 0) + 1,
        version,
        clause: definition.clause,
        agreement: agreement.hash,
        numerator: cell.numerator,
        denominator: cell.denominator,
        people,
        told: told[at]!,
        quality,
        workedAt: context.now,
      },
    ]
  })
}

/** The same figure has the same text, wherever it was kept. */
export function toldText(told: ToldFigure): string {
  return JSON.stringify(Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function monthsOf({ period: kind }: Pick<Definition, 'period'>, period: string): string[] {
  return kind === 'month' ? [period] : [0, 1, 2].map((by) => monthAfter(period, by))
}

/** @returns who live here in a year, or in the last before of which a file tells */
async function peopleOf({ place }: Telling, definition: Definition) {
  const { divide } = definition
  const rows =
    typeof divide === 'object'
      ? await place.databases.planning.transaction(
          (tx) => populationCells(tx, divide.population.from),
          { readOnly: true },
        )
      : []
  const byYear = Map.groupBy(rows, ({ year }) => year)
  const years = [...byYear.keys()].sort((a, b) => b - a)
  return (split: string, part: string, period: string): number | undefined => {
    const year = years.find((one) => one <= Number(period.slice(0, 4))) ?? years.at(-1)
    const own: readonly PeopleRow[] = year === undefined ? [] : byYear.get(year)!
    const found = own.find((one) => one.split === split && one.part === part)
    // Nobody lives in a part that no file knows, such as those of whom it is not known.
    return own.length === 0 ? undefined : (found?.people ?? 0)
  }
}

const QUARTER_MONTHS = 3

/** Parts are told by the quarter, anew where a month of it is. */
async function tellSplits(
  telling: Telling,
  definition: Definition,
  { work, splits, before }: Own,
  editions: readonly NewEdition[],
): Promise<void> {
  if (editions.length === 0) return
  const { place, rule, context } = telling
  const { planning } = place.databases
  const rows = await planning.transaction((tx) => splitCells(tx, definition.id), { readOnly: true })
  const isWhole = (quarter: string) =>
    quarter >= work.first_month && monthAfter(quarter, QUARTER_MONTHS - 1) <= work.last_month
  const periods = [...new Set(rows.map(({ period }) => period))].sort().slice(1).filter(isWhole)
  const people = await peopleOf(telling, definition)
  const tellParts = (split: Split, parts: SplitCells['parts'], names = NAMED) =>
    tellSplit(rule, definition, { split, periods, parts }, (part, period) =>
      addAll(names(part).map((name) => people(split, name, period))),
    )
  const parts = (split: Split) => partsOf(rows, split, periods)
  const told = SPLITS.filter((split) => split !== 'side').map((split) =>
    tellParts(split, parts(split)),
  )
  const within = told.flatMap((one) => [...one.values()]).find(isOfNeighbourhoods)
  const groups = within?.parts.map(({ keys }) => keys) ?? []
  const sides = madeOf(groups, await sidesOf(planning.short), parts('side'))
  const named = (at: string) => sides[Number(at)]!.names
  const bySide = tellParts(
    'side',
    sides.map(({ cells }, at) => ({ part: String(at), cells })),
    named,
  )
  const touched = new Set(editions.flatMap(({ period }) => quarterOf(period)))
  const fresh = periods.filter((quarter) => touched.has(quarter))
  const last = new Map([...before, ...editions].map((one) => [one.period, one.told]))
  const isOpen = (quarter: string) =>
    mayTellTogether(
      monthsOf({ period: 'quarter' }, quarter)
        .filter((period) => definition.period === 'month' || period === quarter)
        .map((period) => toldOf(last.get(period))),
    )
  const toldIn = (quarter: string) => [
    ...told.map((one) => withStandard(definition, one.get(quarter)!)),
    withNames(bySide.get(quarter)!, named),
  ]
  insertSplits(
    context.tx,
    fresh.map((quarter) => ({
      measure: definition.id,
      quarter,
      number: (splits.find((one) => one.quarter === quarter)?.number ?? 0) + 1,
      version: wayIn(definition, quarter).version,
      told: isOpen(quarter) ? toldIn(quarter) : [],
    })),
    context.now,
    context.entryId,
  )
}

const NAMED = (part: string): readonly string[] => [part]

function isOfNeighbourhoods({ split, parts }: ToldSplit): boolean {
  return split === 'neighbourhood' && parts.length > 0
}

function withNames(told: ToldSplit, named: (part: string) => readonly string[]): ToldSplit {
  return { ...told, parts: told.parts.map((one) => ({ ...one, keys: one.keys.flatMap(named) })) }
}

/** Unknown where one of them is. */
function addAll(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined)
  return known.length < counts.length ? undefined : known.reduce((sum, count) => sum + count, 0)
}

function toldOf(figure: ToldFigure | undefined): Disclosed {
  const { numerator = null } = figure ?? {}
  return numerator === null ? { tooFew: true } : { about: numerator }
}

/** By what a measure is split. */
export const SPLITS = [
  'age',
  'sex',
  'ethnic-group',
  'neighbourhood',
  'side',
  'deprivation',
] as const
export type Split = (typeof SPLITS)[number]

/** Every part has its place in an order that tells nothing of its size. */
function partsOf(rows: readonly CellRow[], split: string, periods: readonly string[]) {
  const own = rows.filter((row) => row.split === split)
  const parts = [...new Set(own.map(({ part }) => part))].sort(inOrder)
  return parts.map((part) => ({
    part,
    cells: periods.map((period) => {
      const row = own.find((one) => one.part === part && one.period === period)
      return row === undefined ? NOBODY : cellOf(row)
    }),
  }))
}

const NOBODY: MeasureCell = { numerator: 0, denominator: 0, above: 0, below: 0, rest: 0 }

function inOrder(a: string, b: string): number {
  const [first, second] = [a, b].map((part) => Number.parseInt(part, 10))
  if (Number.isNaN(first) || Number.isNaN(second)) return a < b ? -1 : 1
  return first! - second!
}

function withStandard(definition: Definition, told: ToldSplit): ToldSplit {
  if (told.split !== 'age' || !definition.standardised) return told
  const rate = ageStandardised(definition, told.parts)
  return rate === undefined ? told : { ...told, standardised: rate }
}

export function quarterOf(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return `${year}-${String(Math.floor((number! - 1) / 3) * 3 + 1).padStart(2, '0')}`
}

/** In 100 items, how many of the worst of its feeds can be read. */
function qualityOf(place: Place): (definition: Definition) => Promise<number | null> {
  const known = new Map<string, Promise<number | null>>()
  const of = async (feed: string) => {
    const certificate = await certificateOf(place, feed)
    if (certificate === undefined || certificate.sent === 0) return null
    return Math.floor((100 * certificate.usable) / certificate.sent)
  }
  return async ({ feeds }) => {
    const scores = await Promise.all(
      feeds.map((feed) => {
        const asked = known.get(feed) ?? of(feed)
        known.set(feed, asked)
        return asked
      }),
    )
    const told = scores.filter((score) => score !== null)
    return told.length === 0 ? null : Math.min(...told)
  }
}
