import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC, type Viewer } from '../../kernel/index.ts'
import {
  action,
  BackLink,
  capital,
  clauseHref,
  EmptyState,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import { openTo } from '../for-whom.ts'
import { type AgreementPlace, sendNone } from './agreement.tsx'

const TITLE = 'What the agreement lets you do'

/** Each clause that opens something to whoever reads, by their role, organisation and side, with what it does. */
export function registerMine(app: FastifyInstance, place: AgreementPlace): void {
  app.get('/agreement/mine', action(PUBLIC), (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const agreement = place.agreement.current()
    if (agreement === undefined) return sendNone(request, reply)
    const body = <Mine agreement={agreement} viewer={viewer} />
    return sendPage(request, reply, { title: TITLE, body, nav: 'agreement', purposeBar: false })
  })
}

function Mine(props: { agreement: Agreement; viewer: Viewer }): ReactNode {
  const { agreement, viewer } = props
  const { role, organisation, side } = viewer.actor
  const clauses = openTo(agreement, { role, organisation, side })
  const groups = [...Map.groupBy(clauses, ({ kind }) => kind)]
  return (
    <>
      <BackLink href="/agreement">The agreement</BackLink>
      <h1>{TITLE}</h1>
      <p className="cc-lead">
        {`As ${whoWords(agreement, viewer)}. What no clause here opens to you is refused, and the refusal says so.`}
      </p>
      {clauses.length === 0 && (
        <EmptyState title="No clause opens anything to you.">
          <p>The agreement itself, the log and what is public are open to everybody.</p>
        </EmptyState>
      )}
      {groups.map(([kind, own]) => (
        <section key={kind}>
          <h2>{capital(agreement.kindOf(kind)!.words[1])}</h2>
          <ul className="cc-items">
            {own.map(({ number, heading }) => (
              <li key={number}>
                <a href={clauseHref(number)}>{`${number} ${heading}`}</a>
                <div className="cc-measure">{agreement.reading(number)}</div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

/** `ward coordinator at Mere General`, in the agreement's own words */
function whoWords(agreement: Agreement, { actor }: Viewer): string {
  const roles = agreement.table<{ id: string; name: string }>('role')
  const role = roles.find(({ id }) => id === actor.role)?.name ?? actor.role.replaceAll('-', ' ')
  const party = agreement.parties.find(({ id }) => id === actor.organisation)?.name
  return party === undefined ? role : `${role} at ${party}`
}
