import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { type Clock, PUBLIC, type Refusal, type Viewer } from '../../kernel/index.ts'
import {
  action,
  capital,
  clauseHref,
  EmptyState,
  formatDateTime,
  formatFullDate,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import type { Clause } from '../clause.ts'
import type { AgreementRoom } from '../open-agreement.ts'
import type { Term } from '../term-kinds.ts'
import { sendPart } from './part.tsx'
import { Signatures } from './signatures.tsx'
import { Versions } from './versions.tsx'
import { Warnings } from './warnings.tsx'
import { sendWhole } from './whole.tsx'

export type AgreementPlace = {
  readonly agreement: AgreementRoom
  readonly clock: Clock
  whyNot(viewer: Viewer, action: string): Refusal | undefined
}

/** Where its pages begin: for those who are signed in, or for everybody. */
export type Base = '' | '/public'

/** The agreement as a resident reads it, signed in or not: its contents, a page a part, all of it for paper. */
export function registerAgreement(app: FastifyInstance, place: AgreementPlace): void {
  for (const base of ['', '/public'] as const) {
    const open = (path: string, send: typeof sendContents) =>
      app.get(`${base}/agreement${path}`, action(PUBLIC), (request, reply) => {
        if (base === '' && requireViewer(request, reply) === undefined) return reply
        return send(request, reply, place, base)
      })
    open('', sendContents)
    open('/part/:part', sendPart)
    open('/whole', sendWhole)
  }
}

export function sendNone(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const body = (
    <>
      <h1>The agreement</h1>
      <EmptyState title="No agreement is in effect">
        <p>Until both sides have signed one, nothing about anybody is shown to anybody.</p>
      </EmptyState>
    </>
  )
  return sendPage(request, reply, {
    title: 'The agreement',
    body,
    nav: 'agreement',
    purposeBar: false,
  })
}

function sendContents(
  request: FastifyRequest,
  reply: FastifyReply,
  place: AgreementPlace,
  base: Base,
): Promise<FastifyReply> {
  const agreement = place.agreement.current()
  if (agreement === undefined) return sendNone(request, reply)
  const { agreement: room, clock } = place
  return sendPage(request, reply, {
    title: 'The agreement',
    body: <Contents agreement={agreement} room={room} now={clock.now()} base={base} />,
    nav: 'agreement',
    purposeBar: false,
  })
}

function Contents(props: {
  agreement: Agreement
  room: AgreementRoom
  now: Date
  base: Base
}): ReactNode {
  const { agreement, room, now, base } = props
  return (
    <>
      <h1>{capital(agreement.title)}</h1>
      <AgreementLead agreement={agreement} room={room} />
      <Warnings agreement={agreement} room={room} base={base} />
      <ul className="cc-toolbar">
        <li>
          <a href={`${base}/agreement/whole`}>All of it on one page, to print</a>
        </li>
        {room.previous() && (
          <li>
            <a href={`${base}/agreement/changes`}>
              What changed from version {room.previous()!.version}
            </a>
          </li>
        )}
        {base === '' && (
          <>
            <li>
              <a href="/agreement/mine">What it lets you do</a>
            </li>
            <li>
              <a href="/agreement/coverage">What runs by which clause</a>
            </li>
          </>
        )}
      </ul>
      <Signatures agreement={agreement} now={now} />
      <nav aria-labelledby="contents">
        <h2 id="contents">What it says</h2>
        {agreement.parts.map(({ number, heading }) => (
          <section key={number} aria-labelledby={`part-${number}`}>
            <h3 id={`part-${number}`}>
              <a href={`${base}/agreement/part/${number}`}>{`${number}. ${heading}`}</a>
            </h3>
            <ul className="cc-contents">
              {clausesOf(agreement, number).map((clause) => (
                <li key={clause.number}>
                  <a href={clauseHref(clause.number, base)}>
                    {`${clause.number} ${clause.heading}`}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <Versions versions={room.versions()} base={base} now={now} />
      <Made now={now} />
    </>
  )
}

export function clausesOf(agreement: Agreement, part: string): readonly Clause[] {
  return agreement.clauses.filter(({ number }) => number.startsWith(`${part}.`))
}

/** The day from which clauses hold that say no other. */
export function firstDayOf(agreement: Agreement): string {
  return agreement.table<Term>('term', 'all')[0]!.starts
}

export function AgreementLead(props: { agreement: Agreement; room: AgreementRoom }): ReactNode {
  const { agreement, room } = props
  return (
    <p className="cc-lead cc-measure">
      Version {agreement.version}, in effect since {formatFullDate(room.since() ?? '')}. These are
      the rules that both sides signed. The software does what they say and nothing else. A clause
      that says no other day holds from {formatFullDate(firstDayOf(agreement))}.
    </p>
  )
}

export function Made({ now }: { now: Date }): ReactNode {
  return (
    <p className="cc-learnt">Made {formatDateTime(now, now)} from the text that is in effect.</p>
  )
}
