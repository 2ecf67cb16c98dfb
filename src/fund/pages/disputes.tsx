import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { formatPounds, type Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  EmptyState,
  formatDate,
  formatList,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { type DisputedCost, disputedCosts } from '../disputed-costs.ts'
import { OPEN_LIABILITY } from '../open-liability.ts'
import { type Rules, rulesOf } from '../rules.ts'
import { interestWords, SETTLE } from '../settle.ts'
import { schemeHref } from './money.tsx'

/** What is paid while partners do not agree who bears it: how much, how old, and who can settle it. */
export function registerDisputes(app: FastifyInstance, place: Place): void {
  app.get('/fund/disputes', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const all = await disputedCosts(place)
    const body = <DisputesPage {...{ place, viewer, all }} />
    return sendPage(request, reply, { title: 'Disputed costs', nav: 'fund', body })
  })
}

type Props = { place: Place; viewer: Viewer; all: readonly DisputedCost[] }

function DisputesPage({ place, viewer, all }: Props): ReactNode {
  const rules = rulesOf(place.agreement.current())
  const now = place.clock.now()
  const may = (name: string) => place.whyNot(viewer, name) === undefined
  const reads = may('agreement.disputes')
  const open = all.filter(({ settlement }) => settlement === undefined)
  const paid = open.reduce((sum, { suspense }) => sum + suspense, 0n)
  return (
    <>
      <BackLink href="/fund">Money</BackLink>
      <h1>Which costs are disputed?</h1>
      <p className="cc-lead">
        {open.length === 0
          ? 'There is none of which partners do not agree who bears it.'
          : `${formatPounds(paid)} is paid of ${plural(open.length, 'cost')}, and stands apart until it is settled.`}
      </p>
      {may(OPEN_LIABILITY) && (
        <p>
          <a href={`/do/${OPEN_LIABILITY}?then=%2Ffund%2Fdisputes`}>Open a disputed cost</a>
        </p>
      )}
      <Table
        caption="Disputed costs, the oldest first; then what is settled"
        hideCaption
        columns={[
          {
            head: 'What for',
            cell: (one) => (
              <>
                {one.about}
                <br />
                <a href={schemeHref(one.fund, one.scheme)}>See the scheme</a>
              </>
            ),
          },
          { head: 'Cost', align: 'right', nowrap: true, cell: ({ pence }) => formatPounds(pence) },
          {
            head: 'In suspense',
            align: 'right',
            nowrap: true,
            cell: ({ suspense }) => formatPounds(suspense),
          },
          {
            head: 'Paid on',
            nowrap: true,
            cell: ({ at, ageDays }) => `${formatDate(at, now)}, ${plural(ageDays, 'day')}`,
          },
          { head: 'Where it stands', cell: (one) => <Standing {...{ one, rules, reads }} /> },
          {
            head: 'What to do',
            hideHead: true,
            cell: (one) =>
              one.settlement === undefined && may(SETTLE) ? (
                <a href={`/do/${SETTLE}?liability=${one.id}&then=%2Ffund%2Fdisputes`}>
                  Say who bears it<span className="nhsuk-u-visually-hidden">: {one.about}</span>
                </a>
              ) : null,
          },
        ]}
        rows={all}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No cost was ever disputed." />}
      />
    </>
  )
}

type StandingProps = { one: DisputedCost; rules: Rules; reads: boolean }

function Standing({ one, rules, reads }: StandingProps): ReactNode {
  const { settlement, dispute, agreed } = one
  const nameOf = rules.partyName
  const parts = (bears: readonly { party: string; parts: number }[]) =>
    bears.length > 1
      ? formatList(bears.map(({ party, parts: own }) => `${nameOf(party)} ${plural(own, 'part')}`))
      : bears.map(({ party }) => `${nameOf(party)} bears it`).join('')
  if (settlement !== undefined) {
    const owed = interestWords(settlement.interest, nameOf)
    return `Settled: ${parts(settlement.bears)}.${owed === '' ? '' : ` ${owed}.`}`
  }
  if (agreed !== undefined) return `Agreed: ${parts(agreed)}. It is still to be booked.`
  if (dispute === undefined) return 'No dispute about it is known.'
  const { standing, holder } = dispute
  const { state, on, proposal } = standing
  const open = state !== 'settled' && state !== 'withdrawn'
  const words = open
    ? `With ${on.name}: ${holder}.${proposal === undefined ? '' : ` Proposed: ${proposal.words}`}`
    : 'The dispute ended without saying who bears it.'
  return (
    <>
      {words} {reads && <a href={`/disputes/${dispute.id}`}>Read what each side says</a>}
    </>
  )
}
