import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'

export type Page = {
  /** the page's question or its subject, without the place's name */
  title: string
  body: ReactNode
  status?: number
  /** which destination of the header this page belongs to: 'today', 'people', 'trail', 'agreement' … */
  nav?: string
  /** false on pages that show no people; shown by default to whoever is signed in */
  purposeBar?: boolean
  /** a page that must work when nothing else does: no footer facts, no purpose bar */
  plain?: boolean
  /** a screen on a wall, at which nobody is: neither header nor footer */
  bare?: boolean
  /** names of the shell's scripts, for instance 'live' */
  script?: string[]
}

/** Renders the page in its frame and sends it. Nothing about a person is ever cached on the way. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
): Promise<FastifyReply> {
  const html = await request.server.shell.render(request, page)
  return reply
    .code(page.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(html)
}
