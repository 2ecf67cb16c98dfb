import {
  type Disclosed,
  type DisclosureRule,
  disclose,
  discloseTable,
  disclosureRule,
} from '../record/index.ts'
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

/** Exact: not to be shown. How many are how, so many days after they left. */
export type MarkCounts = { readonly mark: Mark; readonly counts: ReadonlyMap<OutcomeAfter, number> }

export function marksOf(stays: readonly LeftStay[], now: Date): MarkCounts[] {
  return MARKS.map((mark) => {
    const counts = new Map<OutcomeAfter, number>(OUTCOMES_AFTER.map((one) => [one, 0]))
    for (const { after } of stays) {
      const outcome = outcomeAt(after, mark, now)
      counts.set(outcome, counts.get(outcome)! + 1)
    }
    return { mark, counts }
  })
}

export function splitKey(stay: LeftStay, by: OutcomeSplit): string {
  if (by === 'ward') return stay.unit ?? NOBODY
  if (by === 'pathway') return stay.pathway ?? NOBODY
  if (by === 'council') return stay.council ?? NOBODY
  if (stay.readyAt === null) return PACES[3]
  const days = daysBetween(minuteOf(stay.readyAt), minuteOf(stay.after.left))
  return days <= 0 ? PACES[0] : days <= 3 ? PACES[1] : PACES[2]
}

/** As it may be told. */
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

/** Undefined where no clause says how counts leave. */
export async function countOutcomes(
  { databases, agreement, clock }: CountingPlace,
  { from, to, by }: { from: Date; to: Date; by: OutcomeSplit },
): Promise<ToldOutcomes | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const stays = await leftWithAfter(databases.planning.short, from, to)
  const now = clock.now()
  return {
    left: disclose(rule, { people: peopleIn(stays), amount: stays.length }),
    marks: marksOf(stays, now).map(({ mark, counts }) => {
      const told = OUTCOMES_AFTER.map((outcome) => {
        const own = stays.filter(({ after }) => outcomeAt(after, mark, now) === outcome)
        const cell = { people: peopleIn(own), amount: counts.get(outcome)! }
        return [outcome, disclose(rule, cell)] as const
      })
      return { mark, told: new Map(told) }
    }),
    back: backBy(stays, by, rule, now),
  }
}

function backBy(
  stays: readonly LeftStay[],
  by: OutcomeSplit,
  rule: DisclosureRule,
  now: Date,
): ToldOutcomes['back'] {
  const known = stays.filter(({ after }) => outcomeAt(after, BACK_AFTER, now) !== 'not-yet')
  const cameBack = (all: readonly LeftStay[]) =>
    all.filter(({ after }) => outcomeAt(after, BACK_AFTER, now) === 'came-back')
  const cellsOf = (all: readonly LeftStay[]) =>
    [all, cameBack(all)].map((some) => ({ people: peopleIn(some), amount: some.length }))
  const groups = [...Map.groupBy(known, (stay) => splitKey(stay, by))].sort(([a], [b]) =>
    orderOf(a) < orderOf(b) ? -1 : 1,
  )
  const table = discloseTable(rule, {
    lines: ['left', 'came back'],
    whole: cellsOf(known),
    splits: [{ name: by, parts: groups.map(([name, own]) => ({ name, cells: cellsOf(own) })) }],
  })
  const parts = table.splits[0]!.parts
  if (parts.length === 0) {
    const keys = groups.map(([name]) => name)
    return known.length === 0 ? [] : [{ keys, left: table.whole[0]!, back: table.whole[1]! }]
  }
  return parts.map(({ names, told }) => ({ keys: names, left: told[0]!, back: told[1]! }))
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

export async function countScores(
  { databases, agreement }: Pick<CountingPlace, 'databases' | 'agreement'>,
  { from, to }: { from: Date; to: Date },
): Promise<ToldScores | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const rows = await scoresBetween(databases.planning.short, from, to)
  const wardOf = ({ unit }: ScoreRow) => unit ?? NOBODY
  const byWard = [...Map.groupBy(rows, wardOf)].sort(([a], [b]) => (a < b ? -1 : 1))
  const table = discloseTable(rule, {
    lines: ['scored'],
    whole: [{ people: peopleIn(rows) }],
    splits: [
      {
        name: 'ward',
        parts: byWard.map(([name, own]) => ({ name, cells: [{ people: peopleIn(own) }] })),
      },
    ],
  })
  const [people] = table.whole as [Disclosed]
  return {
    people,
    score: 'about' in people ? scoreOf(rows) : undefined,
    wards: table.splits[0]!.parts.map(({ names, told }) => {
      const own = rows.filter((row) => names.includes(wardOf(row)))
      const [many] = told as [Disclosed]
      return { wards: names, people: many, score: 'about' in many ? scoreOf(own) : undefined }
    }),
  }
}
