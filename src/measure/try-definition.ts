import { Fault, isMonth } from '../kernel/index.ts'
import { disclosureRule } from '../record/index.ts'
import { countRows, handedIn } from './count-rows.ts'
import type { Definition } from './definition.ts'
import { evaluate } from './evaluate.ts'
import { monthInLondon, monthOf, type Row } from './fact.ts'
import { populationCells } from './queries-cells.ts'
import { readFacts } from './queries-facts.ts'
import { readDefinition } from './read-definition.ts'
import { type MeasureCell, type ToldFigure, tellSeries } from './tell.ts'
import { type Tried, tryExamples } from './try-examples.ts'
import { wayIn, waysOf } from './way.ts'
import { differing, kindsOf, type Working, wordsOf } from './work-rows.ts'

export type TriedDefinition = {
  readonly definition: Definition
  readonly month: string
  readonly told: ToldFigure
  /** whether the query and the rules give the same for everybody in that month */
  readonly agreed: boolean
  readonly examples: readonly Tried[]
}

/** @throws Fault where the file says no definition, or there is no such month */
export async function tryDefinition(
  place: Working,
  { text, path }: { text: string; path: string },
  month: string,
): Promise<TriedDefinition> {
  const now = place.clock.now()
  if (!isMonth(month) || month >= monthInLondon(now)) {
    throw new Fault('this is no month that is over', '--month', 'Write it like 2026-03.')
  }
  const rule = disclosureRule(place.agreement.current())
  if (rule === undefined) {
    throw new Fault('no clause says how few people may stand behind a figure', path, 'Add one.', 1)
  }
  const definition: Definition = { ...readDefinition(text, path), clause: '', from: '' }
  const examples: Tried[] = []
  for (const one of waysOf(definition)) examples.push(...(await tryExamples(place, one)))
  const way = wayIn(definition, month)
  const rows = await countRows(place, way.query, [month])
  const { planning } = place.databases
  const { divide } = definition
  const { facts, people } = await planning.transaction(
    async (tx) => ({
      facts: await readFacts(tx, {
        kinds: kindsOf([way.rules]),
        words: wordsOf([way.rules]),
        handed: handedIn(place),
      }),
      people: typeof divide === 'object' ? await populationCells(tx, divide.population.from) : [],
    }),
    { readOnly: true },
  )
  const plain = evaluate(way.rules, facts, [monthOf(month)])
  const agreed = differing(plain, rows).length === 0
  const live = people.findLast(
    ({ split, year }) => split === 'all' && year <= Number(month.slice(0, 4)),
  )
  const [told] = tellSeries(rule, definition, [cellOf(rows)], [live?.people])
  return { definition, month, told: told!, agreed, examples }
}

/** What rows of one month come to. */
export function cellOf(rows: readonly Row[]): MeasureCell {
  const sum = (of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0)
  return {
    numerator: sum(({ numerator }) => numerator),
    denominator: sum(({ denominator }) => denominator),
    above: rows.filter(({ numerator }) => numerator > 0).length,
    below: rows.filter(({ denominator }) => denominator > 0).length,
    rest: rows.filter(({ numerator, denominator }) => denominator > numerator).length,
  }
}
