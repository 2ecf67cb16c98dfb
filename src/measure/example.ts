import { z } from 'zod'
import { derivedId, instantsInLondon, isMonth } from '../kernel/index.ts'
import { evaluate } from './evaluate.ts'
import { type Facts, monthOf, type OccurrenceFact, type Row } from './fact.ts'
import { MOMENTS, type Rules, WORDS } from './rule.ts'

/**
 * An example of a definition: people and what happened to them as a table in text, and what each of them counts
 * for. It is the manual of the measure, and its test: both calculators are held to it.
 */

const MOMENT_COLUMNS: ReadonlySet<string> = new Set([...MOMENTS, 'died_known_at'])
const COLUMNS: ReadonlySet<string> = new Set(['person', 'kind', ...MOMENT_COLUMNS, ...WORDS])
const WRITTEN = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?$/

const table = (what: string, columns: ReadonlySet<string>, first: readonly string[]) =>
  z
    .string()
    .describe(what)
    .superRefine((text, context) => {
      const why = whyNotTable(text, columns, first)
      if (why !== undefined) context.addIssue({ code: 'custom', message: why })
    })

export const exampleSchema = z.strictObject({
  says: z.string().min(1).max(300).describe('what it shows, as a sentence'),
  month: z.string().refine(isMonth, 'is no month, like 2026-03'),
  people: table('who there is: person | age', new Set(['person', 'age']), ['person']),
  happened: table('what happened to them, a line each', COLUMNS, ['person', 'kind']),
  counts: table(
    'what each counts for: person | numerator | denominator',
    new Set(['person', 'numerator', 'denominator']),
    ['person', 'numerator', 'denominator'],
  ),
})
export type Example = z.output<typeof exampleSchema>

function whyNotTable(
  text: string,
  columns: ReadonlySet<string>,
  first: readonly string[],
): string | undefined {
  const [head = [], ...lines] = linesOf(text)
  const strange = head.find((name) => !columns.has(name))
  if (strange !== undefined)
    return `has a column ${strange}: it may have ${[...columns].join(', ')}`
  const missing = first.find((name) => !head.includes(name))
  if (missing !== undefined) return `has no column ${missing}`
  for (const [at, cells] of lines.entries()) {
    if (cells.length > head.length) return `line ${at + 2} has more cells than there are columns`
    for (const [place, name] of head.entries()) {
      const cell = cells[place] ?? ''
      if (cell === '') continue
      if (MOMENT_COLUMNS.has(name) && !WRITTEN.test(cell))
        return `line ${at + 2}: ${cell} is no time, like 2026-03-01 10:00`
      if (/^(age|numerator|denominator)$/.test(name) && !/^\d{1,9}$/.test(cell))
        return `line ${at + 2}: ${cell} is no whole number`
    }
  }
  return undefined
}

function linesOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('|').map((cell) => cell.trim()))
}

/** Each line by the names of the columns; empty cells are left out. */
function recordsOf(text: string): Map<string, string>[] {
  const [head = [], ...lines] = linesOf(text)
  return lines.map(
    (cells) => new Map(head.flatMap((name, at) => (cells[at] ? [[name, cells[at]] as const] : []))),
  )
}

/** Ages are of the year of the month. */
export function factsOf({ month, people, happened }: Example): Facts {
  const persons = recordsOf(people).map((one) => {
    const age = one.get('age')
    return {
      person: pseudonymOf(one.get('person') ?? ''),
      age: age === undefined ? undefined : Number(age),
    }
  })
  const occurrences = recordsOf(happened).map((one) => {
    const cells = [...one].map(([name, cell]): [string, string] => {
      if (name === 'person') return [name, pseudonymOf(cell)]
      return [name, MOMENT_COLUMNS.has(name) ? instantOf(cell) : cell]
    })
    return { status: 'finished', ...Object.fromEntries(cells) } as OccurrenceFact
  })
  return { persons, occurrences, ofYear: Number(month.slice(0, 4)) }
}

function pseudonymOf(name: string): string {
  return derivedId('measure', 'example', name)
}

function instantOf(cell: string): string {
  const [, day, time = '00:00'] = WRITTEN.exec(cell)!
  return new Date(instantsInLondon(Date.parse(`${day}T${time}:00Z`))[0]).toISOString()
}

/** What each person counts for, by name: as it is wanted, and as rows give it; nought is not said. */
export function wantedOf({ counts }: Example): string[] {
  return recordsOf(counts)
    .map((one) => {
      const [above, below] = [one.get('numerator') ?? '0', one.get('denominator') ?? '0']
      return `${one.get('person')} ${Number(above)}/${Number(below)}`
    })
    .filter((line) => !line.endsWith(' 0/0'))
    .sort()
}

export function gotOf({ people, happened }: Example, rows: readonly Row[]): string[] {
  const names = [...recordsOf(people), ...recordsOf(happened)].map((one) => one.get('person') ?? '')
  const byPseudonym = new Map(names.map((name) => [pseudonymOf(name), name]))
  return rows
    .map(({ person, numerator, denominator }) => {
      return `${byPseudonym.get(person) ?? person} ${numerator}/${denominator}`
    })
    .sort()
}

/** What the rules make of it. */
export function workedByRules(rules: Rules, example: Example): string[] {
  return gotOf(example, evaluate(rules, factsOf(example), [monthOf(example.month)]))
}
