import type { ReactNode } from 'react'
import { ChartWithTable, ClauseLink, type Column, EmptyState, Table } from '../../shell/index.ts'
import type { FundView } from '../fund-view.ts'
import { Against, accountHref, pounds, schemeHref } from './money.tsx'

type Props = { readonly view: FundView }

/** Each scheme with its bar, and the same in words. */
export function Schemes({ view, picture }: Props & { picture: string }): ReactNode {
  const { fund, schemes } = view
  return (
    <ChartWithTable
      picture={picture}
      says="What each scheme has for the year, and how much of it is spent: the table says the same."
      note="Dark: spent. Pale: all that the scheme has for the year."
    >
      <Table
        caption="Schemes, with what each has and what is spent"
        hideCaption
        columns={[
          {
            head: 'Scheme',
            cell: (row) => (
              <>
                <a href={schemeHref(fund.id, row.scheme.id)}>{row.scheme.name}</a>
                {row.outside !== undefined && (
                  <>
                    {' '}
                    <Against row={row} />
                  </>
                )}
              </>
            ),
          },
          { head: 'For the year', align: 'right', cell: ({ has }) => pounds(has) },
          { head: 'Spent', align: 'right', cell: ({ spent }) => pounds(spent) },
          { head: 'Likely', align: 'right', cell: ({ p50 }) => pounds(p50) },
        ]}
        rows={schemes}
        rowKey={({ scheme }) => scheme.id}
      />
    </ChartWithTable>
  )
}

/** What a minimum is for, what it asks and what went to it: for staff and for everybody. */
export const MINIMUM_COLUMNS: readonly Column<FundView['minimums'][number]>[] = [
  { head: 'What for', cell: ({ minimum }) => minimum.name },
  { head: 'At least', align: 'right', cell: ({ minimum }) => pounds(minimum.pence) },
  { head: 'Spent or set apart', align: 'right', cell: ({ spent }) => pounds(spent) },
]

/** What a minimum asks, what went to it, and what may still go elsewhere. */
export function Minimums({ view: { minimums, fund } }: Props): ReactNode {
  if (minimums.length === 0)
    return <EmptyState title={`No clause promises a minimum of ${fund.name}.`} />
  return (
    <Table
      caption="Minimums"
      hideCaption
      columns={[
        ...MINIMUM_COLUMNS,
        {
          head: 'May still go elsewhere',
          align: 'right',
          cell: ({ slack, minimum }) =>
            slack < minimum.warnsBelow ? (
              <strong className="cc-late">{pounds(slack)}</strong>
            ) : (
              pounds(slack)
            ),
        },
        { head: 'By', cell: ({ minimum }) => <ClauseLink number={minimum.clause} /> },
      ]}
      rows={minimums}
      rowKey={({ minimum }) => minimum.clause}
    />
  )
}

/** Where each pound comes from, and how much of it is where. */
export function Contributions({ view: { contributions, fund } }: Props): ReactNode {
  return (
    <Table
      caption="Contributions"
      hideCaption
      columns={[
        {
          head: 'Contribution',
          cell: ({ contribution }) => (
            <a href={accountHref(`${fund.id}:held:${contribution.id}`)}>{contribution.name}</a>
          ),
        },
        { head: 'Promised', align: 'right', cell: ({ promised }) => pounds(promised) },
        { head: 'Has come', align: 'right', cell: ({ came }) => pounds(came) },
        { head: 'Spent', align: 'right', cell: ({ spent }) => pounds(spent) },
        { head: 'No scheme has', align: 'right', cell: ({ held }) => pounds(held) },
        { head: 'By', cell: ({ contribution }) => <ClauseLink number={contribution.clause} /> },
      ]}
      rows={contributions}
      rowKey={({ contribution }) => contribution.id}
    />
  )
}
