import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import {
  action,
  BackLink,
  clauseHref,
  Details,
  EmptyState,
  formatList,
  plural,
  requireViewer,
  sendPage,
  Tag,
} from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import type { Clause } from '../clause.ts'
import { type ClauseChange, compareAgreements } from '../compare.ts'
import { type AgreementPlace, type Base, sendNone } from './agreement.tsx'

const WORDS: Record<ClauseChange['change'], string> = {
  added: 'New',
  removed: 'Taken out',
  changed: 'Changed',
  reworded: 'Reworded',
  renumbered: 'Renumbered',
}

/** The text in effect beside the one before it, clause by clause. */
export function registerChanges(app: FastifyInstance, place: AgreementPlace): void {
  app.get('/public/agreement/changes', action(PUBLIC), (request, reply) => {
    return sendChanges(request, reply, place, '/public')
  })
  app.get('/agreement/changes', action(PUBLIC), (request, reply) => {
    const viewer = requireViewer(request, reply)
    return viewer === undefined ? reply : sendChanges(request, reply, place, '')
  })
}

function sendChanges(
  request: FastifyRequest,
  reply: FastifyReply,
  { agreement: room }: AgreementPlace,
  base: Base,
): Promise<FastifyReply> {
  const now = room.current()
  if (now === undefined) return sendNone(request, reply)
  const { version } = request.query as { version?: string }
  const versions = room.versions()
  const asked = versions.find(({ number }) => String(number) === version)
  const [text, before] =
    asked === undefined
      ? [now, room.previous()]
      : [asked.agreement, versions[asked.number - 2]?.agreement]
  const body = <ChangesPage now={text} old={before} base={base} />
  return sendPage(request, reply, {
    title: 'What changed in the agreement',
    body,
    nav: 'agreement',
    purposeBar: false,
  })
}

function ChangesPage(props: { now: Agreement; old?: Agreement; base: Base }): ReactNode {
  const { now, old, base } = props
  const changes = old === undefined ? [] : compareAgreements(old, now)
  return (
    <>
      <BackLink href={`${base}/agreement`}>The agreement</BackLink>
      <h1>What changed in the agreement</h1>
      {old === undefined ? (
        <EmptyState title="This is the first version">
          <p>Version {now.version} is the first that both sides signed here.</p>
        </EmptyState>
      ) : (
        <p className="cc-lead">
          Version {now.version} against version {old.version}:{' '}
          {plural(changes.length, 'clause differs', 'clauses differ')}.
        </p>
      )}
      {changes.map((change) => (
        <Change key={`${change.number} ${change.change}`} change={change} now={now} base={base} />
      ))}
    </>
  )
}

function Change(props: { change: ClauseChange; now: Agreement; base: Base }): ReactNode {
  const { change, now, base } = props
  const party = now.parties.find(({ id }) => id === change.proposedBy)?.name ?? change.proposedBy
  return (
    <article className="cc-panel">
      <h2>
        {change.after === undefined ? (
          `${change.number} ${change.heading}`
        ) : (
          <a href={clauseHref(change.number, base)}>
            {change.number} {change.heading}
          </a>
        )}{' '}
        <Tag tone={change.change === 'removed' ? 'red' : 'blue'}>{WORDS[change.change]}</Tag>
      </h2>
      <ul>
        {change.what.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {change.codes !== undefined && (
        <Details summary="The codes before and now">
          <p>Before: {codesWords(change.codes.before)}</p>
          <p>Now: {codesWords(change.codes.after)}</p>
        </Details>
      )}
      <p className="cc-learnt">
        {change.whom.length > 0 && `For ${formatList(change.whom)}. `}Asked for by {party}.
      </p>
      <div className="cc-columns">
        <Words title="Before" clause={change.before} none="There was no such clause." />
        <Words title="Now" clause={change.after} none="The clause was taken out." />
      </div>
    </article>
  )
}

function codesWords(codes: readonly string[]): ReactNode {
  return codes.length === 0 ? 'none' : <span className="cc-code">{codes.join(', ')}</span>
}

function Words(props: { title: string; clause?: Clause; none: string }): ReactNode {
  const { title, clause, none } = props
  return (
    <section>
      <h3>{title}</h3>
      {clause === undefined ? (
        <p>{none}</p>
      ) : (
        <blockquote className="cc-clause">
          <p className="cc-clause__number">
            {clause.number} {clause.heading}
          </p>
          <p>{clause.text}</p>
        </blockquote>
      )}
    </section>
  )
}
