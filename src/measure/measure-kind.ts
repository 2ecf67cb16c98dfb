import { type ClauseSet, clauseKind, type FaultInClause, references } from '../agreement/index.ts'
import { monthAfter } from '../kernel/index.ts'
import { formatList, formatMonth, plural } from '../shell/index.ts'
import { whyNotQuery } from './check-query.ts'
import { type DefinitionFields, definitionSchema } from './definition.ts'
import { wantedOf, workedByRules } from './example.ts'
import { kindOfMeasure } from './tell.ts'
import { quarterOf } from './tell-editions.ts'
import { type Way, waysOf } from './way.ts'

/** What is counted, of whom, how, and who answers for it: said once, by both sides. */
export const measureKind = clauseKind({
  kind: 'measure',
  room: 'measure',
  words: ['measure', 'measures'],
  declares: 'id',
  runs: [
    { what: 'What the partnership counts is counted by one definition, twice, by two programs' },
  ],
  schema: definitionSchema,
  refers: ({ fields }) => [
    ...fields.owners.flatMap(({ side }, at) => [
      { kind: 'side', id: side, path: ['owners', at, 'side'] },
    ]),
    ...references('feed', fields.feeds, 'feeds'),
  ],
  check: ({ fields }, all) => [...ownerFaults(fields, all), ...faultsOf(fields)],
  compile: ({ fields }) => ({ rows: { measure: [fields] } }),
  explain(_, compiled) {
    const [one] = compiled.rows<DefinitionFields>('measure')
    const { name, question, population, direction, unit, exclusions, owners, source, earlier } =
      one!
    const left = exclusions.length === 0 ? '' : ` Left out: ${formatList(exclusions)}.`
    const better = BETTER.get(direction)
    const who = formatList(owners.map((own) => `${own.name}, ${own.post},`))
    return [
      `${name} answers: ${question} It is of ${population}, month by month, as ${unit}; ${better}.${left}`,
      `${who} answer for it. The definition is ${source}.`,
      ...earlier.map(({ until, says }) => `Until ${formatMonth(`${until}-01`)} otherwise: ${says}`),
    ].join(' ')
  },
  switchesOn: (_, compiled) => {
    const { examples } = compiled.rows<DefinitionFields>('measure')[0]!
    return ['1 measure', plural(examples.length, 'example')]
  },
  concerns: () => ['everybody who is counted'],
})

const BETTER = new Map([
  ['up', 'more is better'],
  ['down', 'fewer is better'],
  ['neutral', 'neither way is better by itself'],
])

function ownerFaults({ owners }: DefinitionFields, all: ClauseSet): FaultInClause[] {
  return all.of<{ id: string; name: string }>('side').flatMap(({ fields: side }) => {
    const found = owners.filter((one) => one.side === side.id).length
    if (found === 1) return []
    const sentence = `The measure needs one owner for ${side.name} and has ${found === 0 ? 'none' : found}.`
    return [{ path: ['owners'], sentence }]
  })
}

/** What can be seen of a definition without a database: its query’s form, and what its rules make of the examples. */
export function faultsOf(fields: DefinitionFields): FaultInClause[] {
  return [
    ...waysOf(fields).flatMap((way, at) => {
      const path = at < fields.earlier.length ? ['earlier', at] : []
      return halfFaults(fields, way).map((one) => ({ ...one, path: [...path, ...one.path] }))
    }),
    ...changeFaults(fields),
  ]
}

function halfFaults({ divide }: DefinitionFields, way: Way): FaultInClause[] {
  const why = whyNotQuery(way.query)
  const query = why === undefined ? [] : [{ path: ['query'], sentence: why }]
  const sentence = 'It is divided by what its rows say, and its rules say nothing.'
  const divided = divide === 'rows' && way.rules.below === 'nothing'
  const below = divided ? [{ path: ['rules', 'below'], sentence }] : []
  const examples = way.examples.flatMap((example, at) => {
    const [want, got] = [wantedOf(example), workedByRules(way.rules, example)]
    if (want.join() === got.join()) return []
    const sentence = `The example does not come out: it wants ${list(want)}, and the rules give ${list(got)}.`
    return [{ path: ['examples', at], sentence }]
  })
  return [...query, ...below, ...examples]
}

/** Parts are told by the quarter, and what is told of one is of one kind and counted in one way. */
function changeFaults(fields: DefinitionFields): FaultInClause[] {
  const kind = kindOfMeasure(fields)
  return fields.earlier.flatMap(({ until, rules }, at): FaultInClause[] => {
    const path = ['earlier', at]
    const before = fields.earlier[at - 1]?.until
    const why = [
      ...(monthAfter(until, 1) === quarterOf(monthAfter(until, 1))
        ? []
        : ['A definition becomes another with a quarter: the last month is one that ends one.']),
      ...(before !== undefined && before >= until ? ['The months do not follow one another.'] : []),
      ...(kindOfMeasure({ ...fields, rules }) === kind
        ? []
        : ['What was counted before is another kind of number: make it a measure of its own.']),
    ]
    return why.map((sentence) => ({ path, sentence }))
  })
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? 'nobody' : lines.join(', ')
}
