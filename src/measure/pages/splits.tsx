import type { ReactNode } from 'react'
import {
  type Column,
  capital,
  formatList,
  type ListAddress,
  ListChoice,
  Table,
} from '../../shell/index.ts'
import { figureWords, valueWords } from '../figure-words.ts'
import type { MapSquare } from '../queries-map.ts'
import type { ReadMeasure } from '../read-measure.ts'
import type { ToldPart, ToldSplit } from '../tell.ts'
import { SPLITS, type Split } from '../tell-editions.ts'
import { AreaMap } from './area-map.tsx'
import { periodWords } from './period-words.ts'

const SPLIT_WORDS: Readonly<Record<Split, string>> = {
  age: 'Age',
  sex: 'Sex',
  'ethnic-group': 'Ethnic group',
  neighbourhood: 'Neighbourhood',
  side: 'Side of the county',
  deprivation: 'Deprivation',
}
const FIFTHS = [
  'most deprived fifth',
  'second fifth',
  'middle fifth',
  'fourth fifth',
  'least deprived fifth',
]

/** For whom: the newest quarter, by one split. Who is not known is a part like every other. */
export function Splits(props: {
  read: ReadMeasure
  address: ListAddress<{ by: typeof SPLITS }>
  /** the map of the place, where it is asked for by neighbourhood */
  squares: readonly MapSquare[]
}): ReactNode {
  const { read, address, squares } = props
  const { definition } = read.charted
  const newest = read.splits.at(-1)
  const by = address.chosen('by') ?? 'age'
  const told = newest?.told.find(({ split }) => split === by)
  return (
    <>
      <h2>For whom</h2>
      <ListChoice
        label="By"
        address={address}
        name="by"
        options={SPLITS.map((value) => ({
          label: SPLIT_WORDS[value],
          ...(value === 'age' ? {} : { value }),
        }))}
      />
      {newest !== undefined && (
        <p className="cc-small">
          Parts are told by the quarter: {periodWords({ period: 'quarter' }, newest.quarter)}.{' '}
          <Standardised told={told} definition={definition} />
        </p>
      )}
      <div className={squares.length === 0 ? undefined : 'cc-chart'}>
        <AreaMap squares={squares} parts={told?.parts ?? []} definition={definition} />
        <Table
          caption={`By ${SPLIT_WORDS[by].toLowerCase()}`}
          hideCaption
          columns={partColumns(definition, by)}
          rows={told?.parts ?? []}
          rowKey={({ keys }) => keys.join()}
          empty={<p>There are too few people to tell the parts apart.</p>}
        />
      </div>
    </>
  )
}

function Standardised(props: {
  told: ToldSplit | undefined
  definition: ReadMeasure['charted']['definition']
}): ReactNode {
  const rate = props.told?.standardised
  if (rate === undefined) return null
  const [value, low, high] = [rate.value, rate.low, rate.high].map((one) => {
    return valueWords(props.definition, one)
  })
  return `As if the county were as old as the European standard of 2013: ${value} (${low} to ${high}).`
}

function partColumns(
  definition: ReadMeasure['charted']['definition'],
  by: Split,
): Column<ToldPart>[] {
  return [
    {
      head: SPLIT_WORDS[by],
      cell: ({ keys }) => capital(formatList(keys.map((key) => partWords(by, key)))),
    },
    { head: 'Value', cell: (part) => figureWords(definition, part) },
    {
      head: 'Sure to within',
      cell: ({ low, high }) =>
        low === null || high === null
          ? ''
          : `${valueWords(definition, low)} to ${valueWords(definition, high)}`,
    },
  ]
}

function partWords(by: Split, key: string): string {
  if (by !== 'deprivation') return key
  return FIFTHS[Number(key) - 1] ?? key
}
