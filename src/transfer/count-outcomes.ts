import { addDays, dayInLondon, startOfLondonDay } from '../kernel/index.ts'
import {
  addTold,
  type Cell,
  type Disclosed,
  type DisclosedPart,
  type DisclosureRule,
  disclose,
  discloseTable,
  disclosureRule,
} from '../record/index.ts'
import { quartersWithin, type Times } from './calendar.ts'
import type { CountingPlace } from './count-bands.ts'
import { NOBODY } from './count-totals.ts'
import { daysBetween, minuteOf } from './minute.ts'
import { MARKS, type Mark, OUTCOMES_AFTER, type OutcomeAfter, outcomeAt } from './outcome.ts'
import { type LeftStay, leftWithAfter, type ScoreRow, scoresBetween } from './queries-outcomes.ts'
import { scoreOf } from './score.ts'

/** By what it is told how those are who have left; `pace`: how soon after they were ready they left. */
export const OUTCOME_SPLITS = ['pace', 'ward', 'pathway', 'council'] as const
export type OutcomeSplit = (typeof OUTCOME_SPLITS)[number]

export const PACES = [
  'on their day',
  '1 to 3 days later',
  'after 4 days or more',
  'not said',
] as const

export function splitKey(stay: LeftStay, by: OutcomeSplit): string {
  if (by === 'ward') return stay.unit ?? NOBODY
  if (by === 'pathway') return stay.pathway ?? NOBODY
  if (by === 'council') return stay.council ?? NOBODY
  if (stay.readyAt === null) return PACES[3]
  const days = daysBetween(minuteOf(stay.readyAt), minuteOf(stay.after.left))
  return days <= 0 ? PACES[0] : days <= 3 ? PACES[1] : PACES[2]
}

/** As it may be told: of the quarters of which the day has come for everybody who left in them. */
export type ToldOutcomes = {
  readonly left: Disclosed
  readonly marks: readonly {
    readonly mark: Mark
    readonly told: ReadonlyMap<OutcomeAfter, Disclosed>
  }[]
  /** who came back within 28 days, of those of whom that is known: several keys together where one is of too few */
  readonly back: readonly {
    readonly keys: readonly string[]
    readonly left: Disclosed
    readonly back: Disclosed
  }[]
}

/** After so many days it is asked who came back. */
export const BACK_AFTER: Mark = 28

/** What is known of everybody when the day has come for them. */
export const TOLD_OUTCOMES = OUTCOMES_AFTER.filter((outcome) => outcome !== 'not-yet')

type LeftIn = { readonly quarter: Times; readonly stays: readonly LeftStay[] }

/** Undefined where no clause says how counts leave. */
export async function countOutcomes(
  { databases, agreement, clock }: CountingPlace,
  { from, to, by }: { from: Date; to: Date; by: OutcomeSplit },
): Promise<ToldOutcomes | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const now = clock.now()
  const quarters = quartersWithin({ from, to }, now)
  const [first, last] = [quarters[0], quarters.at(-1)]
  const known =
    first === undefined || last === undefined
      ? []
      : await leftWithAfter(databases.planning.short, first.from, last.to)
  const left = quarters.map((quarter): LeftIn => {
    const { from: start, to: end } = quarter
    const stays = known.filter(({ after }) => {
      const at = new Date(after.left)
      return at >= start && at < end
    })
    return { quarter, stays }
  })
  const reached = (mark: Mark) => left.filter(({ quarter }) => endOf(quarter, mark) <= now)
  return {
    left: sumOf(left.map(({ stays }) => disclose(rule, cellOf(stays)))),
    marks: MARKS.map((mark) => {
      const parts = addTold(reached(mark).map((one) => outcomeParts(one, mark, now, rule)))
      const alone = new Map(
        parts.flatMap(({ names, told }) => (names[1] ? [] : [[names[0], told[0]]])),
      )
      const told = TOLD_OUTCOMES.map((outcome): [OutcomeAfter, Disclosed] => {
        return [outcome, alone.get(outcome) ?? { tooFew: true }]
      })
      return { mark, told: new Map(told) }
    }),
    back: addTold(reached(BACK_AFTER).map((one) => backParts(one, by, rule, now))).map(
      ({ names, told }) => ({ keys: names, left: told[0]!, back: told[1]! }),
    ),
  }
}

/** When the last day of whoever left in it is over. */
function endOf({ to }: Times, mark: Mark): Date {
  return startOfLondonDay(addDays(dayInLondon(to), mark))
}

function outcomeParts(
  { stays }: LeftIn,
  mark: Mark,
  now: Date,
  rule: DisclosureRule,
): readonly DisclosedPart[] {
  const parts = TOLD_OUTCOMES.map((outcome) => {
    const own = stays.filter(({ after }) => outcomeAt(after, mark, now) === outcome)
    return { name: outcome, cells: [cellOf(own)] }
  })
  const splits = [{ name: 'outcome', parts }]
  return discloseTable(rule, { lines: ['left'], whole: [cellOf(stays)], splits }).splits[0]!.parts
}

function backParts(
  { stays }: LeftIn,
  by: OutcomeSplit,
  rule: DisclosureRule,
  now: Date,
): readonly DisclosedPart[] {
  const cellsOf = (all: readonly LeftStay[]) => {
    const back = all.filter(({ after }) => outcomeAt(after, BACK_AFTER, now) === 'came-back')
    return [cellOf(all), cellOf(back)]
  }
  const groups = [...Map.groupBy(stays, (stay) => splitKey(stay, by))].sort(([a], [b]) =>
    orderOf(a) < orderOf(b) ? -1 : 1,
  )
  const { whole, splits } = discloseTable(rule, {
    lines: ['left', 'came back'],
    whole: cellsOf(stays),
    splits: [{ name: by, parts: groups.map(([name, own]) => ({ name, cells: cellsOf(own) })) }],
  })
  const parts = splits[0]!.parts
  if (parts.length > 0 || groups.length === 0) return parts
  return [{ names: groups.map(([name]) => name), told: whole }]
}

function sumOf(told: readonly Disclosed[]): Disclosed {
  const [sum] = addTold(told.map((one) => [{ names: ['all'], told: [one] }]))
  return sum?.told[0] ?? { tooFew: true }
}

function cellOf(stays: readonly LeftStay[]): Cell {
  return { people: peopleIn(stays), amount: stays.length }
}

/** Paces in their own order, before and after nothing else. */
function orderOf(key: string): string {
  const place = (PACES as readonly string[]).indexOf(key)
  return place < 0 ? key : String(place)
}

function peopleIn(stays: readonly { person: string }[]): number {
  return new Set(stays.map(({ person }) => person)).size
}

/** How people arrived, by the ward that they left: in a hundred. Several wards together where one is of too few. */
export type ToldScores = {
  readonly people: Disclosed
  readonly score: number | undefined
  readonly wards: readonly {
    readonly wards: readonly string[]
    readonly people: Disclosed
    readonly score: number | undefined
  }[]
}

/** Of each quarter as it is told by itself; a score of several is the mean of what is told of them. */
export async function countScores(
  { databases, agreement, clock }: CountingPlace,
  { from, to }: { from: Date; to: Date },
): Promise<ToldScores | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const quarters = quartersWithin({ from, to }, clock.now())
  const tables = await Promise.all(
    quarters.map(async (quarter) => {
      return scoreParts(
        await scoresBetween(databases.planning.short, quarter.from, quarter.to),
        rule,
      )
    }),
  )
  const [whole] = addTold(tables.map(({ all }) => all))
  const wards = addTold(tables.map(({ parts }) => parts))
  return {
    people: whole?.told[0] ?? { tooFew: true },
    score: whole && meanOf(whole),
    wards: wards.map((part) => {
      return { wards: part.names, people: part.told[0]!, score: meanOf(part) }
    }),
  }
}

/** People, and their scores of a hundred together as far as they are told. */
function scoreParts(rows: readonly ScoreRow[], rule: DisclosureRule) {
  const wardOf = ({ unit }: ScoreRow) => unit ?? NOBODY
  const byWard = [...Map.groupBy(rows, wardOf)].sort(([a], [b]) => (a < b ? -1 : 1))
  const { whole, splits } = discloseTable(rule, {
    lines: ['scored'],
    whole: [{ people: peopleIn(rows) }],
    splits: [
      {
        name: 'ward',
        parts: byWard.map(([name, own]) => ({ name, cells: [{ people: peopleIn(own) }] })),
      },
    ],
  })
  const scored = (
    names: readonly string[],
    told: readonly Disclosed[],
    own: readonly ScoreRow[],
  ) => {
    const [many] = told as [Disclosed]
    const score = scoreOf(own)
    if (!('about' in many) || score === undefined) return []
    return [{ names, told: [many, { about: many.about * score }] }]
  }
  return {
    all: scored(['all'], whole, rows),
    parts: splits[0]!.parts.flatMap(({ names, told }) =>
      scored(
        names,
        told,
        rows.filter((row) => names.includes(wardOf(row))),
      ),
    ),
  }
}

function meanOf({ told: [people, scores] }: DisclosedPart): number | undefined {
  if (people === undefined || scores === undefined) return undefined
  return 'about' in people && 'about' in scores
    ? Math.round(scores.about / people.about)
    : undefined
}
