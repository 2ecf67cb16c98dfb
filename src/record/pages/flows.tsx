import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { agreedNames, type GrantRow, listNames, names } from '../../access/index.ts'
import type { Agreement } from '../../agreement/index.ts'
import {
  action,
  BackLink,
  ClauseLink,
  capital,
  EmptyState,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { GOVERNANCE } from '../governance-today.ts'
import { GOVERNANCE_PATH } from '../move-incident.ts'
import type { RecordPlace } from './person-place.ts'

type FeedRow = { id: string; name: string; party: string; gives: string[]; clause: string }
type PurposeRow = { id: string; name: string; basis: string; clause: string }

/** The register of what flows, written from the clauses: nobody keeps it, so it cannot differ from what is done. */
export function registerFlows(app: FastifyInstance, place: RecordPlace): void {
  app.get('/governance/flows', action(GOVERNANCE), async (request, reply) => {
    if (requireViewer(request, reply) === undefined) return reply
    const agreement = place.agreement.current()
    const title = 'Which data flows'
    return sendPage(request, reply, {
      title,
      nav: 'governance',
      body: (
        <>
          <BackLink href={GOVERNANCE_PATH}>Governance</BackLink>
          <h1>{title}</h1>
          <p className="cc-lead">
            Written from the clauses that are in effect: what is not here does not flow.
          </p>
          {agreement === undefined ? (
            <EmptyState title="No agreement is in effect, so nothing flows." />
          ) : (
            <Flows agreement={agreement} />
          )}
        </>
      ),
    })
  })
}

function Flows({ agreement }: { agreement: Agreement }): ReactNode {
  const called = agreedNames(agreement)
  const classes = names(agreement, 'data-class')
  const roles = names(agreement, 'role')
  const grants = agreement.table<GrantRow>('grant')
  return (
    <>
      <h2>What comes in</h2>
      <Table
        caption="What comes in"
        hideCaption
        rows={agreement.table<FeedRow>('feed')}
        rowKey={({ id }) => id}
        columns={[
          { head: 'From', cell: ({ party }) => called.party(party) },
          { head: 'What', cell: ({ name }) => capital(name) },
          { head: 'What it holds', cell: ({ gives }) => listNames(classes, gives) },
          {
            head: 'Who may see some of it',
            cell: ({ gives }) => {
              const seeing = grants.filter(({ data }) => data.some((one) => gives.includes(one)))
              return seeing.length === 0
                ? 'Nobody'
                : listNames(roles, new Set(seeing.map(({ role }) => role)))
            },
          },
          { head: 'By', cell: ({ clause }) => <ClauseLink number={clause} /> },
        ]}
      />
      <h2>What for</h2>
      <Table
        caption="What for"
        hideCaption
        rows={agreement.table<PurposeRow>('purpose')}
        rowKey={({ id }) => id}
        columns={[
          { head: 'Purpose', cell: ({ name }) => capital(name) },
          { head: 'Basis in law', cell: ({ basis }) => basis },
          {
            head: 'Who sees what for it',
            cell: ({ id }) => (
              <Seen
                grants={grants.filter(({ purpose }) => purpose === id)}
                {...{ roles, classes }}
              />
            ),
          },
          { head: 'By', cell: ({ clause }) => <ClauseLink number={clause} /> },
        ]}
      />
    </>
  )
}

function Seen(props: {
  grants: readonly GrantRow[]
  roles: ReadonlyMap<string, string>
  classes: ReadonlyMap<string, string>
}): ReactNode {
  const { grants, roles, classes } = props
  if (grants.length === 0) return 'Nobody’s record is opened for it'
  const byRole = Map.groupBy(grants, ({ role }) => role)
  return (
    <ul className="nhsuk-list">
      {[...byRole].map(([role, own]) => (
        <li key={role}>
          {capital(roles.get(role) ?? role)}:{' '}
          {listNames(classes, new Set(own.flatMap(({ data }) => data)))}
        </li>
      ))}
    </ul>
  )
}
