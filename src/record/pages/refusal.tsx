import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { PersonId } from '../../kernel/index.ts'
import { EmptyState, RefusalNotice, sendPage } from '../../shell/index.ts'
import { BREAK_GLASS } from '../break-glass.ts'
import type { RefusedLook } from '../refused-look.ts'

/**
 * A refused look: what was asked, that it is not shown, why, the clause, what can be done, and that it
 * has been noted. The person is not named: that they are known here is itself not this viewer's.
 */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: RefusedLook,
  person?: PersonId,
): Promise<FastifyReply> {
  const inNeed = refusal.inNeed && person !== undefined ? person : undefined
  const body = (
    <>
      <h1>This record is not shown to you</h1>
      <RefusalNotice
        asked={refusal.asked}
        sentence={refusal.sentence}
        clause={refusal.clause}
        next={[...nextSteps(refusal), ...inNeedSteps(inNeed)]}
        noted="This has been noted. The person can see who asked, for what, and that it was not shown."
      />
    </>
  )
  return sendPage(request, reply, { title: 'Not shown', status: 403, nav: 'people', body })
}

/** No feed tells of anybody under this address. */
export function sendUnknown(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const body = (
    <>
      <h1>Nobody is known by this address</h1>
      <EmptyState title="The address may have been cut short.">
        <p>
          <a href="/people">Find a person</a> by whatever you know of them.
        </p>
      </EmptyState>
    </>
  )
  return sendPage(request, reply, { title: 'Nobody is known by this address', status: 404, body })
}

function nextSteps({ askWhom, otherPurposes }: RefusedLook): string[] {
  return [
    ...(askWhom === undefined ? [] : [askWhom]),
    ...(otherPurposes
      ? ['If you are looking for another reason, change it at the top of the page and ask again.']
      : []),
    'If you should see this person, tell the ward, team or practice that cares for them: what they record decides.',
  ]
}

/** The same for nobody and for whoever is not this viewer's: it says nothing of whether anybody is there. */
function inNeedSteps(person: PersonId | undefined): ReactNode[] {
  if (person === undefined) return []
  return [
    <>
      If somebody comes to harm while you wait,{' '}
      <a href={`/do/${BREAK_GLASS}?person=${person}`}>break the glass</a>: you say why, the record
      opens for a while, and the person and both sides are told.
    </>,
  ]
}
