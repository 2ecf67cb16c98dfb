import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { formatPounds } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  EmptyState,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { shareOutturn } from '../fund-outturn.ts'
import type { RiskShared } from '../risk-share.ts'
import { type FundRule, type Rules, rulesOf } from '../rules.ts'
import { noSuchFund } from './fund.tsx'
import { fundHref, pounds } from './money.tsx'

/** Who bears what the year is likely to come to, step by step, to the penny. */
export function registerRiskShare(app: FastifyInstance, place: Place): void {
  app.get('/fund/:fund/risk-share', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { fund: id } = request.params as { fund: string }
    const rules = rulesOf(place.agreement.current())
    const fund = rules.funds.get(id)
    if (fund === undefined) return noSuchFund(request, reply)
    const shared = await shareOutturn(place, { fund })
    const body = <RiskSharePage {...{ fund, rules, shared }} />
    return sendPage(request, reply, { title: 'Who bears what', nav: 'fund', body })
  })
}

type Props = { fund: FundRule; rules: Rules; shared: RiskShared }

function RiskSharePage({ fund, rules, shared: { outturn, steps, shares } }: Props): ReactNode {
  const nameOf = (party: string) => (party === '' ? 'Nobody yet' : rules.partyName(party))
  return (
    <>
      <BackLink href={`${fundHref(fund.id)}/forecast`}>How the year will end</BackLink>
      <h1>Who bears what the year comes to?</h1>
      <p className="cc-lead">
        The schemes are likely to come to {pounds(outturn)}. This is who bears it, by what both
        sides agreed before.
      </p>
      <Table
        caption="What each bears"
        columns={[
          { head: 'Partner', cell: ({ party }) => nameOf(party) },
          { head: 'Bears', align: 'right', cell: ({ pence }) => formatPounds(pence) },
        ]}
        rows={shares}
        rowKey={({ party }) => party}
        empty={<EmptyState title="No plan has been set for this year yet." />}
      />
      <Table
        caption="Step by step"
        columns={[
          { head: 'What', cell: ({ says }) => says },
          { head: 'Partner', cell: ({ party }) => nameOf(party) },
          {
            head: 'How much',
            align: 'right',
            nowrap: true,
            cell: ({ pence }) => formatPounds(pence),
          },
          {
            head: 'Clause',
            cell: ({ clause }) => (clause === '' ? 'None' : <ClauseLink number={clause} />),
          },
        ]}
        rows={steps.map((step, at) => ({ ...step, at }))}
        rowKey={({ at }) => String(at)}
        empty={<EmptyState title="Nothing is shared." />}
      />
      <p className="cc-small">
        What partners give back or pay more is theirs to pay: nothing of it is booked by looking at
        it. A draft of a clause, or another end of the year, is tried at the command line.
      </p>
    </>
  )
}
