import type { FastifyReply, FastifyRequest } from 'fastify'
import { RefusalNotice } from '../components/refusal-notice.tsx'
import type { PageRefusal } from '../route-guard.ts'
import { sendPage } from '../send-page.tsx'

/** A page that no clause opens to this viewer: what was asked, why not, the clause, and whom to ask. */
export function sendPageRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { asked, sentence, clause, askWhom }: PageRefusal,
): Promise<FastifyReply> {
  const body = (
    <>
      <h1>This page is not open to you</h1>
      <RefusalNotice
        asked={asked}
        sentence={sentence}
        clause={clause}
        next={[
          ...(askWhom === undefined ? [] : [askWhom]),
          'If you came for another reason, change it at the top of the page and ask again.',
        ]}
      />
    </>
  )
  return sendPage(request, reply, { title: 'Not open to you', status: 403, body })
}
