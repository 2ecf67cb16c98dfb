import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Place } from '../../room.ts'
import { formatDateTime, formatFullDate, sendProblem } from '../../shell/index.ts'
import { type Link, shownBy } from '../link.ts'

/** What a link is that cannot be answered, in words: altered, ended or used. */

export function sendForeignLink(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return sendProblem(request, reply, {
    status: 404,
    title: 'This is not a link of ours',
    sentences: [
      'A part of it may be missing: links in mails are sometimes cut at the end of a line.',
      'Copy the whole of it from the mail into the address bar, or ask for a new one.',
    ],
  })
}

export function sendEnded(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  link: Link,
): Promise<FastifyReply> {
  const until = formatFullDate(link.until.toISOString())
  return sendProblem(request, reply, {
    status: 410,
    title: 'This link has ended',
    sentences:
      shownBy(place, link) === undefined
        ? [
            `It could be answered until ${until}. Nothing was changed.`,
            `If an answer is still wanted, those who watch over ${agreedPlace(place)} can take it.`,
          ]
        : [`It could be read until ${until}. To know more, ring whoever sent it to you.`],
  })
}

export function sendUsed(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  { post }: Link,
  at: string | undefined,
): Promise<FastifyReply> {
  const when = at === undefined ? '' : ` on ${formatDateTime(at, place.clock.now())}`
  return sendProblem(request, reply, {
    status: 410,
    title: 'This link has been used',
    sentences: [
      `It was answered${when}, as ${post}. It can be answered once, so nothing was changed now.`,
      `If that was not you, somebody else has the link: tell those who watch over ${agreedPlace(place)}.`,
    ],
  })
}

function agreedPlace(place: Place): string {
  return place.agreement.current()?.place ?? 'the place'
}
