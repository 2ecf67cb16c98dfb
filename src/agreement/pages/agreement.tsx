import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { type Clock, PUBLIC, type Refusal, type Viewer } from '../../kernel/index.ts'
import {
  action,
  EmptyState,
  formatDateTime,
  formatFullDate,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import { marginsOf } from '../margin.ts'
import { ladderOf } from '../may-act.ts'
import type { AgreementRoom } from '../open-agreement.ts'
import { capital } from '../party-kinds.ts'
import type { Term } from '../term-kinds.ts'
import { ClauseArticle } from './clause.tsx'
import { Signatures } from './signatures.tsx'
import { Warnings } from './warnings.tsx'

export type AgreementPlace = {
  readonly agreement: AgreementRoom
  readonly clock: Clock
  whyNot(viewer: Viewer, action: string): Refusal | undefined
}

/** The agreement as a resident reads it, with or without signing in. */
export function registerAgreement(app: FastifyInstance, place: AgreementPlace): void {
  app.get('/public/agreement', action(PUBLIC), (request, reply) =>
    sendAgreement(request, reply, place, '/public'),
  )
  app.get('/agreement', action(PUBLIC), (request, reply) => {
    const viewer = requireViewer(request, reply)
    return viewer === undefined ? reply : sendAgreement(request, reply, place, '')
  })
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

function sendAgreement(
  request: FastifyRequest,
  reply: FastifyReply,
  place: AgreementPlace,
  base: string,
): Promise<FastifyReply> {
  const agreement = place.agreement.current()
  if (agreement === undefined) return sendNone(request, reply)
  const { viewer } = request
  const mayDiffer =
    base === '' &&
    viewer !== undefined &&
    ladderOf(agreement) !== undefined &&
    place.whyNot(viewer, 'agreement.open-dispute') === undefined
  const body = (
    <AgreementPage
      agreement={agreement}
      room={place.agreement}
      now={place.clock.now()}
      base={base}
      mayDiffer={mayDiffer}
    />
  )
  return sendPage(request, reply, {
    title: 'The agreement',
    body,
    nav: 'agreement',
    purposeBar: false,
  })
}

function AgreementPage(props: {
  agreement: Agreement
  room: AgreementRoom
  now: Date
  base: string
  mayDiffer: boolean
}): ReactNode {
  const { agreement, room, now, base, mayDiffer } = props
  const margins = marginsOf(agreement)
  const firstDay = agreement.table<Term>('term', 'all')[0]!.starts
  return (
    <>
      <h1>{capital(agreement.title)}</h1>
      <p className="cc-lead cc-measure">
        Version {agreement.version}, in effect since {formatFullDate(room.since() ?? '')}. These are
        the rules that both sides signed. The software does what they say and nothing else. A clause
        that says no other day holds from {formatFullDate(firstDay)}.
      </p>
      <Warnings agreement={agreement} room={room} />
      <ul className="cc-toolbar">
        {room.previous() && (
          <li>
            <a href={`${base}/agreement/changes`}>
              What changed from version {room.previous()!.version}
            </a>
          </li>
        )}
        {base === '' && (
          <li>
            <a href="/agreement/coverage">What runs by which clause</a>
          </li>
        )}
      </ul>
      <div className="cc-columns">
        <nav aria-labelledby="parts">
          <h2 id="parts">Parts</h2>
          <ol>
            {agreement.parts.map((part) => (
              <li key={part.number} value={Number(part.number)}>
                <a href={`#part-${part.number}`}>{part.heading}</a>
              </li>
            ))}
          </ol>
        </nav>
        <Signatures agreement={agreement} now={now} />
      </div>
      {agreement.parts.map((part) => (
        <section key={part.number} aria-labelledby={`part-${part.number}`}>
          <h2 id={`part-${part.number}`}>
            {part.number}. {part.heading}
          </h2>
          {agreement.clauses
            .filter(({ number }) => number.startsWith(`${part.number}.`))
            .map((clause) => (
              <ClauseArticle
                key={clause.number}
                clause={clause}
                agreement={agreement}
                margin={margins.get(clause.number)!}
                mayDiffer={mayDiffer}
                firstDay={firstDay}
              />
            ))}
        </section>
      ))}
      <p className="cc-learnt">Made {formatDateTime(now, now)} from the text that is in effect.</p>
    </>
  )
}
