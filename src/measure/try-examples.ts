import { derivedId } from '../kernel/index.ts'
import { type Counting, countRows } from './count-rows.ts'
import type { Definition } from './definition.ts'
import { type Example, factsOf, gotOf, wantedOf, workedByRules } from './example.ts'
import type { Facts } from './fact.ts'

/** What both calculators make of an example; `ok` where both give what it wants. */
export type Tried = {
  readonly given: string
  readonly want: readonly string[]
  readonly got: readonly string[]
  readonly rules: readonly string[]
  readonly ok: boolean
}

/** @throws Fault where the query is none */
export async function tryExamples(
  counting: Counting,
  { query, rules, examples }: Pick<Definition, 'query' | 'rules' | 'examples'>,
): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const example of examples) {
    const got = gotOf(example, await countExample(counting, query, example))
    const [want, byRules] = [wantedOf(example), workedByRules(rules, example)]
    const ok = [got, byRules].every((one) => one.join() === want.join())
    tried.push({ given: example.says, want, got, rules: byRules, ok })
  }
  return tried
}

function countExample(counting: Counting, query: string, example: Example) {
  // The views give the age of this year, and an example says that of its own.
  const older = new Date().getFullYear() - Number(example.month.slice(0, 4))
  const facts = factsOf(example)
  const persons = facts.persons.map(({ person, age }) => ({
    person,
    age: age === undefined ? undefined : age + older,
  }))
  return countRows(counting, query, [example.month], givenAs({ ...facts, persons }))
}

/** Facts as the query is given them in the place of the views, each thing under a number of its own. */
export function givenAs({ persons, occurrences }: Pick<Facts, 'persons' | 'occurrences'>) {
  const numbered = occurrences.map((one, at) => ({
    ...one,
    occurrence: derivedId('measure', 'given', String(at)),
  }))
  return { given: { persons: JSON.stringify(persons), occurrences: JSON.stringify(numbered) } }
}
