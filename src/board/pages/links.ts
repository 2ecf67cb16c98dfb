import type { FastifyReply, FastifyRequest } from 'fastify'
import { PUBLIC } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import { action, requireViewer, sendProblem } from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { type BoardView, viewBoard } from '../board-view.ts'

/** The same pages for whoever is signed in and for everybody: who may read what is asked of each item. */
export const BASES = [
  { base: '/board', config: action(READ) },
  { base: '/public', config: action(PUBLIC) },
] as const
export type Base = (typeof BASES)[number]['base']

export function meetingsHref({ base }: Pick<BoardView, 'base'>): string {
  return base === '/public' ? '/public/meetings' : '/board'
}

export function meetingHref({ base }: Pick<BoardView, 'base'>, id: string): string {
  return `${base}/meetings/${id}`
}

export function itemHref({ base }: Pick<BoardView, 'base'>, id: string): string {
  return `${base}/items/${id}`
}

/** Where something is done by name, with what is known already, and the way back. */
export function doHref(
  name: string,
  input: Readonly<Record<string, string>>,
  then: string,
): string {
  return `/do/${name}?${new URLSearchParams({ ...input, then })}`
}

/** What a page of a base draws; undefined after whoever must sign in has been led there. */
export async function viewFor(
  place: Place,
  base: Base,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<BoardView | undefined> {
  if (base === '/public') return viewBoard(place, undefined)
  const viewer = requireViewer(request, reply)
  return viewer === undefined ? undefined : viewBoard(place, viewer)
}

export function noSuch(
  request: FastifyRequest,
  reply: FastifyReply,
  what: string,
  base: Base,
): Promise<FastifyReply> {
  return sendProblem(request, reply, {
    status: 404,
    title: `There is no such ${what}`,
    sentences: ['It may have been another address.'],
    next: { href: meetingsHref({ base }), label: 'See the meetings' },
  })
}
