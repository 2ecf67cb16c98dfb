import { Fault } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { countRows } from './count-rows.ts'
import { definitionsOf } from './definition.ts'
import { evaluate } from './evaluate.ts'
import { readExtract } from './extract.ts'
import { type Facts, monthOf, type Row } from './fact.ts'
import type { Source } from './queries-count.ts'
import { isSealed } from './queries-extract.ts'
import { namedMeasure } from './run-measure.ts'
import { factsOfMonth } from './seal-extract.ts'
import { wayIn } from './way.ts'
import { differing } from './work-rows.ts'

export type Sums = { readonly numerator: number; readonly denominator: number }
export type Verified = {
  readonly sql: Sums
  readonly plain: Sums
  /** to the last digit, of every person */
  readonly equal: boolean
  /** of how many people they differ */
  readonly differ: number
}

/**
 * Works a month of a measure by both calculators: the query over what is known, the rules over an extract that was
 * kept, or over the same facts. With an extract the query counts what was known when it was sealed.
 *
 * @throws Fault where the extract is of another month, or is not as it was sealed
 */
export async function verifyMeasure(
  place: Pick<Place, 'databases' | 'clock' | 'agreement' | 'house'>,
  name: string,
  { month, folder }: { month: string; folder?: string },
): Promise<Verified> {
  const definition = namedMeasure(definitionsOf(place.agreement.current()), name)
  const { facts, source } =
    folder === undefined
      ? { facts: await factsOfMonth(place, month), source: {} }
      : await fromExtract(place, folder, month)
  const { query, rules } = wayIn(definition, month)
  const rows = await countRows(place, query, [month], source)
  const plain = evaluate(rules, facts, [monthOf(month)])
  const differ = differing(plain, rows).length
  return { sql: sumsOf(rows), plain: sumsOf(plain), equal: differ === 0, differ }
}

async function fromExtract(
  { databases }: Pick<Place, 'databases'>,
  folder: string,
  month: string,
): Promise<{ facts: Facts; source: Source }> {
  const { about, facts, sealed } = await readExtract(folder)
  if (about.month !== month) {
    throw new Fault(`the extract is of ${about.month}`, folder, 'Ask for that month.')
  }
  if (!(await isSealed(databases.care.short, sealed))) {
    const remedy = 'Something in it was changed, or it is of another place: make it anew.'
    throw new Fault('the log has no such seal', folder, remedy, 1)
  }
  return { facts, source: { known: new Date(about.knownAt) } }
}

function sumsOf(rows: readonly Row[]): Sums {
  return {
    numerator: rows.reduce((sum, { numerator }) => sum + numerator, 0),
    denominator: rows.reduce((sum, { denominator }) => sum + denominator, 0),
  }
}
