import { dayInLondon, type Viewer } from '../kernel/index.ts'
import { agendaOf, type Board } from './board.ts'
import { type Decision, type Item, interestsIn, isPrivate, type Meeting } from './item.ts'
import type { Body } from './member.ts'
import { readsPrivate, seatOf } from './seat.ts'
import type { Tally } from './tally.ts'

/** An item as somebody may read it. */
export type ShownItem = Item & {
  /** it is private, and not for them */
  readonly kept: boolean
  /** whoever has no part in it, each with the interest; without a word of it where the item is kept */
  readonly out: ReadonlyMap<string, string>
}

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
  const register = board.register.filter((one) => one.body === item.body)
  const out = interestsIn(item, register)
  if (!isPrivate(item, meeting, reader.now)) {
    return { ...item, title: openTitle(item), kept: false, out }
  }
  if (body !== undefined && mayRead(body, out, reader)) {
    return { ...item, title: item.privateTitle ?? item.title, kept: false, out }
  }
  return { ...keptBack(item), kept: true, out: new Map([...out.keys()].map((id) => [id, ''])) }
}

/**
 * What everybody reads of an item that is private, named one by one, so that whatever else is said of it is kept back
 * by itself: that it is there, where it stands, who agreed when, how it was voted, and when it opens.
 */
function keptBack(item: Item): Item {
  const { id, body, meeting, title, kind, proposedBy, proposedAt, state, returns, dispute } = item
  const { placedAt, openSince, place, decision } = item
  const { paragraph, opensOn, opensWhen } = item.private!
  const opens = { ...(opensOn && { opensOn }), ...(opensWhen && { opensWhen }) }
  const agreed = [...item.agreed].map(([side, { at, urgent }]) => {
    return [side, { at, ...(urgent && { urgent: 'a reason that is private until it opens' }) }]
  })
  return {
    ...{ id, body, title, kind, proposedBy, proposedAt, state, concerns: [] },
    ...(meeting && { meeting }),
    ...(returns && { returns }),
    ...(dispute && { dispute }),
    ...(placedAt && { placedAt }),
    ...(openSince && { openSince }),
    ...(place && { place }),
    ...(item.byItself && { byItself: 'It came to the agenda by itself.' }),
    ...(item.urgent && { urgent: 'A reason that is private until it opens.' }),
    ...(decision && { decision: keptDecision(decision) }),
    private: { paragraph, test: '', ...opens },
    agreed: new Map(agreed as [string, { at: string }][]),
    ...{ notYet: [], changes: [], papers: [], interests: [], drafts: [], signed: [], votes: [] },
  }
}

function keptDecision({ at, by, outcome, dispute, tally, present }: Decision): Decision {
  return {
    ...{ at, by, outcome, present, ...(dispute && { dispute }), tally: keptTally(tally) },
    motion: { text: 'What was decided is private until it opens.' },
  }
}

/** The same figures; of an interest no more than that there is one. */
export function keptTally(tally: Tally): Tally {
  const sides = tally.sides.map((one) => {
    const out = one.out.map(({ member, why }) => {
      return { member, why: why.startsWith(INTEREST) ? INTEREST : why }
    })
    return { ...one, out }
  })
  return { ...tally, sides }
}

/** How the count begins to say that somebody is out of it for what they have to do with it. */
const INTEREST = 'an interest'

/** What was kept back is read by its own name once it is open. */
function openTitle({ private: kept, privateTitle, title }: Item): string {
  return kept === undefined ? title : (privateTitle ?? title)
}

function mayRead(body: Body, out: ReadonlyMap<string, string>, { viewer, now }: Reader): boolean {
  return viewer !== undefined && readsPrivate(seatOf(body, viewer.actor, dayInLondon(now)), out)
}

export function shownAgenda(
  board: Board,
  body: Body | undefined,
  meeting: string,
  reader: Reader,
): ShownItem[] {
  return agendaOf(board, meeting).map((item) => shownTo(board, body, item, reader))
}

/** What was written down in a meeting; of a private item no more than that something was. */
export function shownEvents(
  board: Board,
  body: Body | undefined,
  { events }: Pick<Meeting, 'events'>,
  reader: Reader,
): Meeting['events'] {
  return events.map((event) => {
    const item = board.items.get(event.item ?? '')
    if (item === undefined || !shownTo(board, body, item, reader).kept) return event
    return { ...event, text: 'in a private item' }
  })
}
