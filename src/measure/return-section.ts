import type { ReturnSection } from '../fund/index.ts'
import type { Place } from '../room.ts'
import { goalsOf } from './goals.ts'
import { periodWords } from './pages/period-words.ts'

/** The sheet of metrics of a return: each goal with what it is to come to, and what was told of it up to a day. */
export async function metricsSection(
  place: Place,
  { at }: { readonly at: string },
): Promise<ReturnSection> {
  const goals = await goalsOf(place)
  return {
    id: 'metrics',
    columns: ['Measure', 'In', 'To be', 'By', 'Was', 'In the month', 'Is', 'Of', 'At', 'Signal'],
    rows: goals.map(({ target, charted, signal }) => {
      const { definition, points } = charted
      const last = points.findLast(({ period }) => period <= at.slice(0, 7))
      const { value = null, numerator = null, denominator = null } = last?.told ?? {}
      return [
        ...[definition.name, definition.unit, target.value, target.by],
        ...[target.baseline.value, periodWords({ period: 'month' }, target.baseline.month)],
        value ?? (last?.told.suppressed === true ? 'too few to show' : 'not known'),
        numerator === null || denominator === null ? '' : `${numerator} of ${denominator}`,
        ...[last === undefined ? '' : periodWords(definition, last.period), signal.says],
      ]
    }),
  }
}
