import type { FastifyReply, FastifyRequest } from 'fastify'
import { BackLink, capital, sendPage } from '../../shell/index.ts'
import {
  AgreementLead,
  type AgreementPlace,
  type Base,
  clausesOf,
  Made,
  sendNone,
} from './agreement.tsx'
import { WithContents } from './contents.tsx'
import { Signatures } from './signatures.tsx'

/** Every word that both sides signed, on one page for paper; what the software does by it is on the parts' pages. */
export function sendWhole(
  request: FastifyRequest,
  reply: FastifyReply,
  place: AgreementPlace,
  base: Base,
): Promise<FastifyReply> {
  const agreement = place.agreement.current()
  if (agreement === undefined) return sendNone(request, reply)
  const now = place.clock.now()
  const body = (
    <>
      <BackLink href={`${base}/agreement`}>The agreement</BackLink>
      <h1>{capital(agreement.title)}</h1>
      <AgreementLead agreement={agreement} room={place.agreement} />
      <Signatures agreement={agreement} now={now} />
      <WithContents agreement={agreement} base={base}>
        {agreement.parts.map(({ number, heading }) => (
          <section key={number} aria-labelledby={`part-${number}`}>
            <h2 id={`part-${number}`}>{`${number}. ${heading}`}</h2>
            {clausesOf(agreement, number).map((clause) => (
              <div key={clause.number} id={`clause-${clause.number}`}>
                <h3>{`${clause.number} ${clause.heading}`}</h3>
                <p>{clause.text}</p>
              </div>
            ))}
          </section>
        ))}
      </WithContents>
      <Made now={now} />
    </>
  )
  return sendPage(request, reply, {
    title: 'The whole agreement',
    body,
    nav: 'agreement',
    purposeBar: false,
  })
}
