import type { ReactNode } from 'react'
import type { Agreement } from '../../agreement/index.ts'
import {
  type Column,
  capital,
  formatDateTime,
  formatFullDate,
  formatList,
  formatMonth,
  type ListAddress,
  ListChoice,
  Table,
} from '../../shell/index.ts'
import type { Definition as Defined } from '../definition.ts'
import { figureWords, valueWords } from '../figure-words.ts'
import type { Edition } from '../queries.ts'
import type { OwnFigure } from '../queries-difference.ts'
import type { ReadMeasure } from '../read-measure.ts'
import type { ToldPart, ToldSplit } from '../tell.ts'
import { SPLITS, type Split } from '../tell-editions.ts'
import { waysOf } from '../way.ts'
import { periodWords } from './period-words.ts'

const SPLIT_WORDS: Readonly<Record<Split, string>> = {
  age: 'Age',
  sex: 'Sex',
  'ethnic-group': 'Ethnic group',
  neighbourhood: 'Neighbourhood',
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
}): ReactNode {
  const { read, address } = props
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
      <Table
        caption={`By ${SPLIT_WORDS[by].toLowerCase()}`}
        hideCaption
        columns={partColumns(definition, by)}
        rows={told?.parts ?? []}
        rowKey={({ keys }) => keys.join()}
        empty={<p>There are too few people to tell the parts apart.</p>}
      />
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

/** What partners' own books have, until it is explained. */
export function Differences(props: {
  read: ReadMeasure
  agreement: Agreement | undefined
}): ReactNode {
  const { own, charted } = props.read
  if (own.length === 0) return null
  const { definition, points } = charted
  const parties = props.agreement?.parties ?? []
  const ours = (period: string) => points.find((one) => one.period === period)?.told.value
  const columns: Column<OwnFigure>[] = [
    { head: 'Whose', cell: ({ party }) => parties.find(({ id }) => id === party)?.name ?? party },
    { head: 'Of', cell: ({ period }) => periodWords(definition, period) },
    {
      head: 'Their own',
      align: 'right',
      cell: ({ value }) => valueWords(definition, Number(value)),
    },
    {
      head: 'Counted here',
      align: 'right',
      cell: ({ period }) => {
        const value = ours(period)
        return value === undefined || value === null ? 'not told' : valueWords(definition, value)
      },
    },
    {
      head: 'Why',
      cell: ({ why, owner, due }) => {
        if (why !== null) return why
        return `Not known yet. To be found by ${owner}${due === null ? '' : `, until ${formatFullDate(due)}`}.`
      },
    },
  ]
  return (
    <>
      <h2>Where a partner’s own figure is another</h2>
      <Table
        caption="Partners’ own figures"
        hideCaption
        columns={columns}
        rows={own}
        rowKey={({ party, period }) => `${party} ${period}`}
      />
    </>
  )
}

const EDITIONS = 30

/** Which of the ways in which it is or was counted; the mark is of that way, and of no other. */
function ByWhich(props: { definition: Defined; edition: Edition }): ReactNode {
  const { definition, edition } = props
  const way = waysOf(definition).find(({ version }) => version === edition.version)
  const when =
    way === undefined
      ? ', by another text'
      : way.until === undefined
        ? ''
        : `, as until ${formatMonth(`${way.until}-01`)}`
  return (
    <>
      clause {edition.clause}
      {when} <span className="cc-code">{edition.version}</span>
    </>
  )
}

/** What was said stays: by which definition, from what was known when. */
export function Editions({ read, now }: { read: ReadMeasure; now: Date }): ReactNode {
  const { definition } = read.charted
  const columns: Column<Edition>[] = [
    { head: 'Of', nowrap: true, cell: ({ period }) => periodWords(definition, period) },
    { head: 'Edition', align: 'right', cell: ({ number }) => number },
    { head: 'Said', cell: ({ workedAt }) => formatDateTime(workedAt.toISOString(), now) },
    { head: 'Value', cell: ({ told }) => figureWords(definition, told) },
    { head: 'By which definition', cell: (edition) => <ByWhich {...{ definition, edition }} /> },
  ]
  return (
    <>
      <h2>What was said, and when</h2>
      <Table
        caption="Editions, the newest first"
        hideCaption
        columns={columns}
        rows={read.editions.slice(0, EDITIONS)}
        rowKey={({ period, number }) => `${period} ${number}`}
        empty={<p>Nothing has been said of it yet.</p>}
      />
    </>
  )
}
