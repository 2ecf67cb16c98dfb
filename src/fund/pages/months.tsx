import type { ReactNode } from 'react'
import { dayInLondon, type Viewer } from '../../kernel/index.ts'
import { formatMonth, Table, Tag } from '../../shell/index.ts'
import type { FundView } from '../fund-view.ts'
import { monthsOf, nextPeriod } from '../period.ts'
import { SEAL } from '../seal-period.ts'
import { fundHref } from './money.tsx'

type Props = {
  readonly view: FundView
  readonly viewer: Viewer
  readonly now: Date
  may(action: string): boolean
}

/** Every month of the year that has begun: sealed by both, over, or going on. */
export function Months({ view, viewer, may, now }: Props): ReactNode {
  const { fund, closed, sides } = view
  const today = dayInLondon(now)
  const months = monthsOf(fund).filter((one) => `${one}-01` <= today)
  const seals = may(SEAL) && sides.has(viewer.actor.side)
  return (
    <Table
      caption="Months of the year"
      hideCaption
      columns={[
        {
          head: 'Month',
          cell: (month) => (
            <a href={`${fundHref(fund.id)}/journal?month=${month}`}>{formatMonth(month)}</a>
          ),
        },
        {
          head: 'Books',
          cell: (month) => {
            if (closed.includes(month)) return <Tag tone="green">Sealed by both</Tag>
            return `${nextPeriod(month)}-01` <= today ? (
              <Tag tone="yellow">Over, not sealed</Tag>
            ) : (
              <Tag>Open</Tag>
            )
          },
        },
        {
          head: 'What to do',
          hideHead: true,
          cell: (month) =>
            seals && !closed.includes(month) && `${nextPeriod(month)}-01` <= today ? (
              <a
                href={`/do/${SEAL}?fund=${fund.id}&period=${month}&then=${encodeURIComponent(fundHref(fund.id))}`}
              >
                Seal it<span className="nhsuk-u-visually-hidden">: {formatMonth(month)}</span>
              </a>
            ) : null,
        },
      ]}
      rows={months.toReversed()}
      rowKey={(month) => month}
    />
  )
}
