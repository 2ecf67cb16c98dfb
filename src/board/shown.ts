import { dayInLondon, type Viewer } from '../kernel/index.ts'
import { agendaOf, type Board } from './board.ts'
import { type Item, interestsIn, isPrivate } from './item.ts'
import type { Body } from './member.ts'
import { readsPrivate, seatOf } from './seat.ts'

/** An item as somebody may read it. `kept`: it is private, and not for them. */
export type ShownItem = Item & { readonly kept: boolean }

export type Reader = { readonly viewer?: Viewer | undefined; readonly now: Date }

/**
 * The one way by which an item leaves the room, on every page, feed, file and line of the command line: what is
 * private is taken out of it for whoever may not read it, and differs in nothing else. Pure.
 */
export function shownTo(
  board: Board,
  body: Body | undefined,
  item: Item,
  reader: Reader,
): ShownItem {
  const meeting = item.meeting === undefined ? undefined : board.meetings.get(item.meeting)
  if (!isPrivate(item, meeting, reader.now)) return { ...item, title: openTitle(item), kept: false }
  if (body !== undefined && mayRead(board, body, item, reader)) {
    return { ...item, title: item.privateTitle ?? item.title, kept: false }
  }
  const { what: _, privateTitle: __, motion: ___, decision, private: kept, ...open } = item
  const bare = { text: 'What was decided is private until it opens.' }
  return {
    ...open,
    private: { paragraph: kept!.paragraph, test: '', ...opening(kept!) },
    papers: [],
    drafts: [],
    signed: [],
    votes: [],
    notYet: [],
    changes: [],
    ...(decision === undefined ? {} : { decision: { ...decision, motion: bare } }),
    kept: true,
  }
}

/** What was kept back is read by its own name once it is open. */
function openTitle({ private: kept, privateTitle, title }: Item): string {
  return kept === undefined ? title : (privateTitle ?? title)
}

function opening({ opensOn, opensWhen }: NonNullable<Item['private']>) {
  return { ...(opensOn && { opensOn }), ...(opensWhen && { opensWhen }) }
}

function mayRead(board: Board, body: Body, item: Item, { viewer, now }: Reader): boolean {
  if (viewer === undefined) return false
  const register = board.register.filter((one) => one.body === body.id)
  const seat = seatOf(body, viewer.actor, dayInLondon(now))
  return readsPrivate(seat, interestsIn(item, register))
}

export function shownAgenda(
  board: Board,
  body: Body | undefined,
  meeting: string,
  reader: Reader,
): ShownItem[] {
  return agendaOf(board, meeting).map((item) => shownTo(board, body, item, reader))
}
