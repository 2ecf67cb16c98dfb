import { PUBLIC, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Board } from './board.ts'
import { bodiesOf, bodyNamed, sidesOf } from './bodies.ts'
import { closesWords } from './closing-fact.ts'
import type { Closes } from './fact.ts'
import type { Item, Meeting } from './item.ts'
import type { Body } from './member.ts'
import { readBoard } from './read-board.ts'
import { type Seat, seatOf } from './seat.ts'
import { type ShownItem, shownAgenda, shownEvents, shownTo } from './shown.ts'

/** Everything that a page about the board draws, for one reader. */
export type BoardView = {
  readonly board: Board
  readonly bodies: readonly Body[]
  readonly sides: readonly string[]
  readonly now: Date
  readonly viewer: Viewer | undefined
  /** before the paths of meetings and items: those of everybody, or of whoever is signed in */
  readonly base: '/board' | '/public'
  body(id: string): Body | undefined
  bodyName(id: string): string
  sideName(side: string): string
  /** a member, or a party that somebody sits for */
  nameOf(body: string, id: string): string
  partyName(id: string): string
  /** of a body or a party */
  wholeName(id: string): string
  seat(body: string): Seat | undefined
  may(action: string): boolean
  /** by which fact an action is closed, in words */
  closesWords(closes: Closes): string
  shown(item: Item): ShownItem
  agenda(meeting: Pick<Meeting, 'id' | 'body'>): ShownItem[]
  /** what was written down in it */
  events(meeting: Pick<Meeting, 'events' | 'body'>): Meeting['events']
}

export async function viewBoard(place: Place, viewer: Viewer | undefined): Promise<BoardView> {
  const board = await readBoard(place)
  const agreement = place.agreement.current()
  const now = place.clock.now()
  const reader = { viewer, now }
  const body = (id: string) => bodyNamed(agreement, id)
  const today = agreement?.today() ?? ''
  const partyName = (id: string) => agreement?.parties.find((one) => one.id === id)?.name ?? id
  return {
    ...{ board, now, viewer, body, bodies: bodiesOf(agreement), sides: sidesOf(agreement) },
    base: viewer === undefined ? '/public' : '/board',
    bodyName: (id) => body(id)?.name ?? id,
    sideName: (side) => agreement?.sides.find(({ id }) => id === side)?.name ?? side,
    nameOf: (of, id) => body(of)?.members.find((one) => one.id === id)?.name ?? id,
    partyName,
    wholeName: (id) => body(id)?.name ?? partyName(id),
    seat(id) {
      const of = body(id)
      return of === undefined || viewer === undefined ? undefined : seatOf(of, viewer.actor, today)
    },
    may: (action) =>
      action === PUBLIC || (viewer !== undefined && place.whyNot(viewer, action) === undefined),
    closesWords: (closes) => closesWords(place, board, closes, now),
    shown: (item) => shownTo(board, body(item.body), item, reader),
    agenda: ({ id, body: of }) => shownAgenda(board, body(of), id, reader),
    events: (meeting) => shownEvents(board, body(meeting.body), meeting, reader),
  }
}
