import type { Agreement, AgreementRoom } from '../agreement/index.ts'
import {
  addDays,
  type Clock,
  DAY_MS,
  type Database,
  dayInLondon,
  type Errands,
  mondayOf,
  startOfLondonDay,
} from '../kernel/index.ts'
import {
  type Cell,
  type CountedPart,
  type Disclosed,
  type DisclosedSplit,
  type DisclosureRule,
  discloseTable,
} from './disclosure.ts'
import { disclosureRule } from './disclosure-kind.ts'
import { IDENTITY } from './follow-identity.ts'
import { PlanningStopped } from './planning-stop.ts'
import * as queries from './queries-figures.ts'
import { waitRuleOf } from './wait-rule.ts'

export type FigureId = 'in-hospital' | 'ready' | 'bed-days' | 'requests' | 'looks'

/** One thing that the partnership watches, as it may be told: nothing of it rests on few people. */
export type PartnershipFigure = {
  readonly id: FigureId
  /** whether anybody ever said anything that it counts: without ready dates nobody knows who is ready */
  readonly said: boolean
  /** as it is now; of bed days the last month that is over, of looks the last week that is */
  readonly now: Disclosed
  /** how it was: a day, or the first of a month (YYYY-MM-DD), with what was so then; the last one is now */
  readonly series: readonly {
    readonly at: string
    readonly told: Disclosed
    readonly second?: Disclosed
  }[]
  /** of what it is made now; no parts where they cannot be told */
  readonly parts?: DisclosedSplit
}

export type PartnershipFigures = {
  readonly rule: DisclosureRule
  readonly figures: readonly PartnershipFigure[]
}

/** What figures are read with: the login that sees nobody. */
export type FigurePlace = {
  readonly databases: { readonly planning: Pick<Database, 'short'> }
  readonly clock: Clock
  readonly agreement: Pick<AgreementRoom, 'current'>
  /** what must still follow from what arrived; without it all of that is taken to be done */
  readonly errands?: Pick<Errands, 'waitsSince'>
}

const WEEKS = 13
const MONTHS = 13
const LOOK_WEEKS = 8
/** How long somebody has waited, in days, up to but not including the next. */
const WAITS = [0, 7, 28, 84]
/** Everybody's first page asks for them, and counting costs more the more people there are. */
const FRESH_MS = 60_000
/** What has waited longer to be counted is a crowd that has just come: what is told of half of it is not true. */
const BEHIND_MS = 5_000
/** What is older is not shown. */
const KEPT_MS = 600_000

type Counted = { at: number; hash: string; figures: Promise<PartnershipFigures | undefined> }
type Kept = Counted & { next?: Counted }
const kept = new WeakMap<object, Kept>()

/**
 * The five figures of the partnership. They are counted anew when they are a minute old, and who asks meanwhile is
 * given those that there are. Undefined where nobody has been counted yet, where much has just come that is not, or
 * where no agreement says how to tell of it.
 */
export function partnershipFigures(place: FigurePlace): Promise<PartnershipFigures | undefined> {
  const agreement = place.agreement.current()
  const rule = disclosureRule(agreement)
  if (agreement === undefined || rule === undefined) return Promise.resolve(undefined)
  const now = place.clock.now()
  const key = place.databases.planning
  const known = kept.get(key)
  const age = known === undefined ? Number.NaN : now.getTime() - known.at
  const isKept = known?.hash === agreement.hash && age >= 0 && age < KEPT_MS
  if (isKept && (age < FRESH_MS || known.next !== undefined)) return known.figures
  const figures = count(place, { rule, waitDays: waitRuleOf(agreement).days, now })
  const counted: Counted = { at: now.getTime(), hash: agreement.hash, figures }
  if (isKept) known.next = counted
  else kept.set(key, counted)
  // What failed, and what is not known yet, is asked again.
  const settled = (found: PartnershipFigures | undefined) => {
    if (found !== undefined) kept.set(key, counted)
    else if (isKept) delete known.next
    else kept.delete(key)
  }
  figures.then(settled, (error) => {
    settled(undefined)
    if (error instanceof PlanningStopped) kept.delete(key)
  })
  return isKept ? known.figures : orStopped(figures)
}

/**
 * The same as they were known at the end of a day in London (YYYY-MM-DD) that is over: of days and not of moments, so
 * that asking for many tells no more than looking every day. Of whom is decided by what is known now: whoever has opted
 * out since is in none. Undefined where nothing had been told by then.
 */
export async function figuresKnownOn(
  place: FigurePlace,
  day: string,
): Promise<PartnershipFigures | undefined> {
  const agreement = place.agreement.current()
  const rule = disclosureRule(agreement)
  const end = endOfDay(day)
  if (agreement === undefined || rule === undefined) return undefined
  if (end >= place.clock.now()) return undefined
  return orStopped(
    count(place, { rule, waitDays: waitRuleOf(agreement).days, now: end, known: end }),
  )
}

/** While nothing may be counted there are none. */
function orStopped<F>(figures: Promise<F | undefined>): Promise<F | undefined> {
  return figures.catch((error) => {
    if (error instanceof PlanningStopped) return undefined
    throw error
  })
}

/** The same as a text would have them told, now. */
export function figuresUnder(
  place: FigurePlace,
  text: Agreement,
): Promise<PartnershipFigures | undefined> {
  const rule = disclosureRule(text)
  if (rule === undefined) return Promise.resolve(undefined)
  return count(place, { rule, waitDays: waitRuleOf(text).days, now: place.clock.now() })
}

/** The last moment of a day in London. */
export function endOfDay(day: string): Date {
  return new Date(startOfLondonDay(addDays(day, 1)).getTime() - 1)
}

/** `known`: they are as they were known then */
type CountedAt = { rule: DisclosureRule; waitDays: number; now: Date; known?: Date }

async function count(
  { databases, errands, clock }: FigurePlace,
  { rule, waitDays, ...at }: CountedAt,
): Promise<PartnershipFigures | undefined> {
  const db = databases.planning.short
  const waits = await errands?.waitsSince(IDENTITY)
  if (waits !== undefined && clock.now().getTime() - waits.getTime() > BEHIND_MS) return undefined
  if (!(await queries.isAnybodyCounted(db, at.known))) return undefined
  const [staying, bedDays, requests, looks] = await Promise.all([
    stayingFigures(db, rule, at),
    bedDayFigure(db, rule, at),
    requestFigure(db, rule, waitDays, at),
    lookFigure(db, rule, at.now),
  ])
  return { rule, figures: [...staying, bedDays, requests, looks] }
}

type At = Pick<CountedAt, 'now' | 'known'>
type Db = FigurePlace['databases']['planning']['short']

/** In hospital now and ready to leave, as it was at this time of the week. */
async function stayingFigures(
  db: Db,
  rule: DisclosureRule,
  { now, known }: At,
): Promise<PartnershipFigure[]> {
  const moments = Array.from(
    { length: WEEKS },
    (_, at) => new Date(now.getTime() - (WEEKS - 1 - at) * 7 * DAY_MS),
  )
  const [rows, parts] = await Promise.all([
    queries.stayingAt(db, moments, known),
    queries.stayingParts(db, now, known),
  ])
  const lines = moments.map((at) => dayInLondon(at))
  const all = rows.map(({ people }): Cell => ({ people }))
  const ready = rows.map(({ ready: people }): Cell => ({ people }))
  const last = (cells: readonly Cell[]) => cells.slice(-1)
  const readyNow = parts.filter((row) => row.ready)
  const age = { name: 'age', parts: partsBy(parts, AGES, (row) => row.age) }
  const pathway = { name: 'pathway', parts: partsBy(readyNow, PATHWAYS, (row) => row.pathway) }
  return [
    figureOf('in-hospital', {
      ...discloseTable(rule, { lines, whole: all }),
      split: discloseTable(rule, { lines: ['now'], whole: last(all), splits: [age] }).splits[0],
    }),
    figureOf('ready', {
      said: ready.some(({ people }) => people > 0),
      ...discloseTable(rule, { lines, whole: ready, of: all }),
      split: discloseTable(rule, {
        lines: ['now'],
        whole: last(ready),
        of: last(all),
        splits: [pathway],
      }).splits[0],
    }),
  ]
}

const AGES = ['0-4', '5-17', '18-39', '40-64', '65-74', '75-84', '85+', 'not known']
const PATHWAYS = ['0', '1', '2', '3', 'not known']

/** Every part has its place, whether anybody is in it or not; what is none of them is not known. */
function partsBy<R extends { people: number }>(
  rows: readonly R[],
  names: readonly string[],
  nameOf: (row: R) => string,
): CountedPart[] {
  const unknown = names.at(-1)!
  return names.map((name) => {
    const own = rows.filter((row) => {
      const said = nameOf(row)
      return (names.includes(said) ? said : unknown) === name
    })
    return { name, cells: [{ people: own.reduce((sum, { people }) => sum + people, 0) }] }
  })
}

/**
 * Bed days lost in each of the last months that are over. Of a month that goes on nothing is told: what it has more
 * today than yesterday would be how many people waited in that night.
 */
async function bedDayFigure(
  db: Db,
  rule: DisclosureRule,
  { now, known }: At,
): Promise<PartnershipFigure> {
  const months = monthsTo(dayInLondon(now), MONTHS + 1)
  const lines = months.slice(0, -1)
  const spans = lines.map((month, at) => {
    return { from: startOfLondonDay(month), to: startOfLondonDay(months[at + 1]!) }
  })
  const rows = await queries.bedDaysLost(db, spans, known)
  const whole = rows.map(({ people, days }): Cell => ({ people, amount: days }))
  const said = rows.some(({ people }) => people > 0)
  return figureOf('bed-days', { said, ...discloseTable(rule, { lines, whole }) })
}

/** The first days of so many months, the last of which is this one. */
function monthsTo(today: string, count: number): string[] {
  const [year, month] = today.split('-').map(Number)
  return Array.from({ length: count }, (_, at) =>
    new Date(Date.UTC(year!, month! - count + at, 1)).toISOString().slice(0, 10),
  )
}

async function requestFigure(
  db: Db,
  rule: DisclosureRule,
  waitDays: number,
  { now, known }: At,
): Promise<PartnershipFigure> {
  const since = new Date(now.getTime() - waitDays * DAY_MS)
  const rows = await queries.requestsWaiting(db, since, now, known)
  const parts = WAITS.map((from, at): CountedPart => {
    const to = WAITS[at + 1] ?? Number.POSITIVE_INFINITY
    const own = rows.filter(({ days }) => days >= from && days < to)
    return {
      name: String(from),
      cells: [{ people: own.reduce((sum, one) => sum + one.people, 0) }],
    }
  })
  const whole = [{ people: rows.reduce((sum, { people }) => sum + people, 0) }]
  const told = discloseTable(rule, {
    lines: [dayInLondon(now)],
    whole,
    splits: [{ name: 'wait', parts }],
  })
  return figureOf('requests', { ...told, split: told.splits[0] })
}

/**
 * Looks and refusals in the last weeks that are over, from Monday to Sunday. At how many people they were is known for
 * days: those of the day with the most are the fewest that the week can have.
 */
async function lookFigure(db: Db, rule: DisclosureRule, now: Date): Promise<PartnershipFigure> {
  const monday = mondayOf(dayInLondon(now))
  const starts = Array.from({ length: LOOK_WEEKS }, (_, at) =>
    addDays(monday, -7 * (LOOK_WEEKS - at)),
  )
  const rows = await queries.looksByDay(db, { from: starts[0]!, to: addDays(monday, -1) })
  const weeks = starts.map((from) => {
    const own = rows.filter(({ day }) => day >= from && day < addDays(from, 7))
    return {
      all: looksIn(own),
      refused: looksIn(own.filter(({ outcome }) => outcome === 'refused')),
    }
  })
  const all = weeks.map((week) => week.all)
  const told = discloseTable(rule, { lines: starts, whole: all })
  const refused = discloseTable(rule, {
    lines: starts,
    whole: weeks.map((week) => week.refused),
    of: all,
  })
  return figureOf('looks', { ...told, second: refused.whole })
}

function looksIn(rows: readonly queries.LookDayRow[]): Cell {
  return {
    people: Math.max(0, ...rows.map(({ people }) => people)),
    amount: rows.reduce((sum, { looks }) => sum + looks, 0),
  }
}

type Series = {
  said?: boolean
  lines: readonly string[]
  whole: readonly Disclosed[]
  second?: readonly Disclosed[]
  split?: DisclosedSplit | undefined
}

function figureOf(
  id: FigureId,
  { said = true, lines, whole, second, split }: Series,
): PartnershipFigure {
  return {
    id,
    said,
    now: whole.at(-1)!,
    series: lines.map((at, line) => ({
      at,
      told: whole[line]!,
      ...(second === undefined ? {} : { second: second[line]! }),
    })),
    ...(split === undefined ? {} : { parts: split }),
  }
}
