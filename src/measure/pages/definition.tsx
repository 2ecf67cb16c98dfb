import type { ReactNode } from 'react'
import {
  ClauseLink,
  capital,
  Details,
  formatList,
  formatMonth,
  SummaryList,
  type SummaryRow,
} from '../../shell/index.ts'
import type { Definition as Defined } from '../definition.ts'

const BETTER = { up: 'More is better', down: 'Fewer is better', neutral: 'Neither way' } as const

/** How it is counted, in words, and who answers for it; the two halves that programs read, behind a summary. */
export function Definition({ definition }: { definition: Defined }): ReactNode {
  const { clause, owners, exclusions, examples, query, rules, earlier } = definition
  const rows: SummaryRow[] = [
    { key: 'Of whom', value: capital(definition.population) },
    { key: 'What its number is', value: capital(definition.unit) },
    { key: 'Which way is better', value: BETTER[definition.direction] },
    ...(exclusions.length === 0
      ? []
      : [{ key: 'Left out', value: capital(formatList(exclusions)) }]),
    { key: 'Whose definition', value: capital(definition.source) },
    {
      key: 'Who answers for it',
      value: formatList(owners.map(({ name, post }) => `${name}, ${post}`)),
    },
    { key: 'Agreed in', value: <ClauseLink number={clause} /> },
  ]
  return (
    <>
      <h2>How it is counted</h2>
      <SummaryList rows={rows} />
      <Details summary="See the examples that it is held to">
        <Examples examples={examples} />
      </Details>
      <Details summary="See the query, and the rules that the second program reads">
        <Halves query={query} rules={rules} />
      </Details>
      {earlier.toReversed().map((way) => (
        <Details
          key={way.until}
          summary={`See how it was counted until ${formatMonth(`${way.until}-01`)}`}
        >
          <p>Since then: {way.says}</p>
          <Examples examples={way.examples} />
          <Halves query={way.query} rules={way.rules} />
        </Details>
      ))}
    </>
  )
}

function Examples({ examples }: Pick<Defined, 'examples'>): ReactNode {
  return examples.map(({ says, month, people, happened, counts }) => (
    <section key={says}>
      <p>
        <strong>{says}</strong> ({month})
      </p>
      <pre className="cc-pre cc-code">
        {[people, happened, counts].map((one) => one.trim()).join('\n\n')}
      </pre>
    </section>
  ))
}

function Halves({ query, rules }: Pick<Defined, 'query' | 'rules'>): ReactNode {
  return (
    <>
      <pre className="cc-pre cc-code">{query.trim()}</pre>
      <pre className="cc-pre cc-code">{JSON.stringify(rules, null, 2)}</pre>
    </>
  )
}
