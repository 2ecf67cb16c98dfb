import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { BackLink, sendPage, sendProblem } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import { marginsOf } from '../margin.ts'
import { ladderOf } from '../may-act.ts'
import { type AgreementPlace, type Base, clausesOf, firstDayOf, sendNone } from './agreement.tsx'
import { ClauseArticle } from './clause.tsx'
import { WithContents } from './contents.tsx'

/** One part: each clause with what it makes the software do, and its margin. */
export function sendPart(
  request: FastifyRequest,
  reply: FastifyReply,
  place: AgreementPlace,
  base: Base,
): Promise<FastifyReply> {
  const agreement = place.agreement.current()
  if (agreement === undefined) return sendNone(request, reply)
  const { part } = request.params as { part: string }
  const at = agreement.parts.findIndex(({ number }) => number === part)
  if (at < 0) {
    return sendProblem(request, reply, {
      status: 404,
      title: 'The agreement has no such part',
      sentences: [`It has ${agreement.parts.length} parts, and this is none of them.`],
      next: { href: `${base}/agreement`, label: 'See what it says' },
    })
  }
  const { viewer } = request
  const mayDiffer =
    base === '' &&
    viewer !== undefined &&
    ladderOf(agreement) !== undefined &&
    place.whyNot(viewer, 'agreement.open-dispute') === undefined
  const { number, heading } = agreement.parts[at]!
  return sendPage(request, reply, {
    title: `${number}. ${heading}`,
    body: <Part agreement={agreement} at={at} base={base} mayDiffer={mayDiffer} />,
    nav: 'agreement',
    purposeBar: false,
  })
}

function Part(props: {
  agreement: Agreement
  at: number
  base: Base
  mayDiffer: boolean
}): ReactNode {
  const { agreement, at, base, mayDiffer } = props
  const margins = marginsOf(agreement)
  const firstDay = firstDayOf(agreement)
  const { number, heading } = agreement.parts[at]!
  return (
    <>
      <BackLink href={`${base}/agreement`}>The agreement</BackLink>
      <h1>{`${number}. ${heading}`}</h1>
      <WithContents agreement={agreement} part={number} base={base}>
        {clausesOf(agreement, number).map((clause) => (
          <ClauseArticle
            key={clause.number}
            clause={clause}
            agreement={agreement}
            margin={margins.get(clause.number)!}
            mayDiffer={mayDiffer}
            firstDay={firstDay}
            base={base}
          />
        ))}
        <nav className="cc-paging" aria-label="Parts of the agreement">
          <PartLink part={agreement.parts[at - 1]} rel="prev" base={base} />
          <PartLink part={agreement.parts[at + 1]} rel="next" base={base} />
        </nav>
      </WithContents>
    </>
  )
}

function PartLink(props: {
  part?: { number: string; heading: string }
  rel: 'prev' | 'next'
  base: Base
}): ReactNode {
  const { part, rel, base } = props
  if (part === undefined) return <span />
  return (
    <a href={`${base}/agreement/part/${part.number}`} rel={rel}>
      {`${part.number}. ${part.heading}`}
    </a>
  )
}
