import type { ReactNode } from 'react'
import type { Agreement } from '../../agreement/index.ts'
import { disclosedWords } from '../../record/index.ts'
import {
  ChartWithTable,
  type Column,
  capital,
  formatList,
  type ListAddress,
  ListChoice,
  plural,
  Table,
} from '../../shell/index.ts'
import {
  OUTCOME_SPLITS,
  type OutcomeSplit,
  TOLD_OUTCOMES,
  type ToldOutcomes,
  type ToldScores,
} from '../count-outcomes.ts'
import { keyWords } from '../key-words.ts'
import { type OutcomeAfter, outcomeWords } from '../outcome.ts'
import type { Figures } from '../read-figures.ts'
import { briefly } from '../told-words.ts'
import { Word } from './words.tsx'

const SPLIT_WORDS: Readonly<Record<OutcomeSplit, string>> = {
  pace: 'How soon they left',
  ward: 'Ward',
  pathway: 'Way home',
  council: 'Council',
}

type Props = { figures: Figures; address: ListAddress; agreement: Agreement | undefined }

/** What became of those who left, and how they arrived: beside the delay, so that neither is read alone. */
export function AfterFigures({ figures, address, agreement }: Props): ReactNode {
  const { outcomes, scores } = figures
  if (outcomes === undefined) return null
  const by = OUTCOME_SPLITS.find((one) => one === address.chosen('after')) ?? 'pace'
  return (
    <>
      <h2>What became of those who left</h2>
      <p>
        {disclosedWords(outcomes.left)} stays ended alive.{' '}
        <Word term="outcome">What counts as an outcome</Word>
      </p>
      <ChartWithTable
        picture={figures.became}
        says="How those were who left, 28 days later: the numbers are in the table."
        note="28 days after they left, of quarters in which that day has come for all; what is not known stands apart."
      >
        <Table
          caption="So many days after they left"
          columns={markColumns(outcomes)}
          rows={TOLD_OUTCOMES}
          rowKey={(outcome) => outcome}
        />
      </ChartWithTable>
      <ListChoice
        label="Who came back, by"
        address={address}
        name="after"
        options={OUTCOME_SPLITS.map((value) => ({
          label: SPLIT_WORDS[value],
          ...(value === 'pace' ? {} : { value }),
        }))}
      />
      <Table
        caption="Who came back within 28 days: it counts against both sides alike"
        columns={backColumns(by, agreement)}
        rows={outcomes.back}
        rowKey={({ keys }) => keys.join()}
        empty={<p>There are too few people to tell.</p>}
      />
      <h2>How they arrived</h2>
      <Scores scores={scores} />
    </>
  )
}

function markColumns({ marks }: ToldOutcomes): Column<OutcomeAfter>[] {
  return [
    { head: 'How they were', cell: (outcome) => capital(outcomeWords(outcome)) },
    ...marks.map(
      ({ mark, told }): Column<OutcomeAfter> => ({
        head: plural(mark, 'day'),
        align: 'right',
        cell: (outcome) => briefly(told.get(outcome)!),
      }),
    ),
  ]
}

function backColumns(
  by: OutcomeSplit,
  agreement: Agreement | undefined,
): Column<ToldOutcomes['back'][number]>[] {
  const words = (keys: readonly string[]) =>
    by === 'pace' ? capital(formatList(keys)) : keyWords(keys, by, agreement)
  return [
    { head: SPLIT_WORDS[by], cell: ({ keys }) => words(keys) },
    { head: 'Left', align: 'right', cell: ({ left }) => disclosedWords(left) },
    { head: 'Came back', align: 'right', cell: ({ back }) => disclosedWords(back) },
    {
      head: 'In a hundred',
      align: 'right',
      cell: ({ left, back }) =>
        'about' in left && 'about' in back ? Math.round((100 * back.about) / left.about) : '',
    },
  ]
}

function Scores({ scores }: { scores: ToldScores | undefined }): ReactNode {
  if (scores?.score === undefined) {
    return <p>Too few of those who received somebody have said how they arrived.</p>
  }
  return (
    <>
      <p>
        Of what the agreement asks of those who receive somebody, {scores.score} in 100 was so.
        People who were received: {disclosedWords(scores.people)}.
      </p>
      {scores.wards.length > 0 && (
        <Table
          caption="By the ward that they left"
          columns={[
            { head: 'Ward', cell: ({ wards }) => capital(formatList(wards)) },
            { head: 'People', align: 'right', cell: ({ people }) => disclosedWords(people) },
            { head: 'In a hundred', align: 'right', cell: ({ score }) => score ?? '' },
          ]}
          rows={scores.wards}
          rowKey={({ wards }) => wards.join()}
        />
      )}
    </>
  )
}
