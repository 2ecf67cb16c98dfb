import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import { formatAgo, formatList } from '../../shell/index.ts'
import { APPROVE } from '../approve.ts'
import { speaksForSide } from '../authority.ts'
import type { FundView } from '../fund-view.ts'
import { fundHref, pounds } from './money.tsx'

type Props = {
  readonly view: FundView
  readonly viewer: Viewer
  readonly now: Date
  may(action: string): boolean
}

/** What waits for both sides, each with its verb for whoever speaks for one that has not answered. */
export function Proposals({ view, viewer, may, now }: Props): ReactNode {
  const { proposals, fund, sides } = view
  if (proposals.length === 0) return null
  const { side, role } = viewer.actor
  const speaks = may(APPROVE) && sides.has(side) && speaksForSide(fund, role)
  return (
    <section className="cc-panel">
      <h2>What waits for both sides</h2>
      <ul className="cc-items">
        {proposals.map((one) => {
          const waits = [...sides]
            .filter(([id]) => !one.approved.includes(id))
            .map(([, name]) => name)
          const then = encodeURIComponent(fundHref(fund.id))
          return (
            <li key={one.id}>
              <strong>{pounds(one.pence)}</strong> for {one.reason} (
              {view.schemes.find(({ scheme }) => scheme.id === one.scheme)?.scheme.name ??
                one.scheme}
              ), asked by {one.name} {formatAgo(one.learntAt, now)}. It waits for{' '}
              {formatList(waits)}.{' '}
              {speaks && !one.approved.includes(side) && (
                <a href={`/do/${APPROVE}?proposal=${one.id}&then=${then}`}>Answer for your side</a>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
