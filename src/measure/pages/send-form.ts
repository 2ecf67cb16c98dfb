import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { type FieldError, requireViewer, sendPage } from '../../shell/index.ts'

/** A page of this room with a form: where something is wrong with what was typed, its title and its status say so. */
export async function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { title, errors, body }: { title: string; errors: readonly FieldError[]; body: ReactNode },
): Promise<FastifyReply> {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return reply
  const wrong = errors.length > 0
  return sendPage(request, reply, {
    title: wrong ? `Error: ${title}` : title,
    nav: 'measure',
    status: wrong ? 422 : 200,
    body,
  })
}
