import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LinkPage, Place } from '../../room.ts'
import { ClauseLink, formatFullDate, sendPage, sendProblem } from '../../shell/index.ts'
import { type Link, linkViewer } from '../link.ts'
import { sendEnded } from './link-problems.ts'

/** What a link shows that is there to be read: as often as somebody likes, until it ends. */
export async function sendShown(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  link: Link,
  { read, title }: LinkPage,
): Promise<FastifyReply> {
  if (link.until <= place.clock.now()) return sendEnded(request, reply, place, link)
  const party = place.agreement.current()?.parties.find(({ id }) => id === link.party)
  const viewer = linkViewer(link, party?.name ?? link.party, party?.side ?? '')
  const shown = await read(place, link.input, viewer, link.clause)
  if (shown === undefined) {
    return sendProblem(request, reply, {
      status: 410,
      title: 'There is nothing to read here any more',
      sentences: [
        'What it told of is over, or may not be told any more. Ring whoever sent it to you.',
      ],
    })
  }
  return sendPage(request, reply, {
    title,
    purposeBar: false,
    body: (
      <>
        <h1>{title}</h1>
        {shown}
        <p className="cc-small">
          You were sent this by <ClauseLink number={link.clause} />. It can be read until{' '}
          {formatFullDate(link.until.toISOString())}. Keep the link to yourself.
        </p>
      </>
    ),
  })
}
