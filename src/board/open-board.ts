import type { Agreement } from '../agreement/index.ts'
import { dayInLondon, isRefusal, nextState, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext, JsonValue, Outcome } from '../trail/index.ts'
import type { Board } from './board.ts'
import { bodiesOf, bodyNamed, sidesOf } from './bodies.ts'
import type { Fact, NewFact, Sayer } from './fact.ts'
import type { Item, Meeting } from './item.ts'
import { type ItemAct, type ItemState, itemCycle } from './item-cycle.ts'
import type { Body } from './member.ts'
import { insertFacts, lockBoard } from './queries.ts'
import { readBoardIn } from './read-board.ts'
import { type Seat, seatOf } from './seat.ts'

/** The topic of news: its key is the body in which something was said. */
export const BOARD = 'board'

/** Why something cannot be done in a body. */
export const BOARD_REFUSALS = [
  'no-such-body',
  'no-such-meeting',
  'no-such-item',
  'not-yours',
  'closed',
] as const
export type BoardRefusal = Refusal<(typeof BOARD_REFUSALS)[number]>

/** What is said; of what is brought in, by whom it was done and when. */
export type Dated = NewFact & { readonly at?: string; readonly by?: Sayer }

export type Opened = {
  readonly board: Board
  readonly body: Body
  readonly sides: readonly string[]
  readonly seat: Seat
  readonly today: string
  readonly agreement: Agreement | undefined
  /** says it for whoever acts, at once or, for what is brought in, when it was done */
  say<R>(result: R, facts: readonly Dated[]): Outcome<R>
}

/** Waits until nobody else says anything in any body, and reads how all of it stands. */
export async function openBoard(
  context: CommandContext,
  place: Pick<Place, 'agreement' | 'databases'>,
): Promise<{ board: Board; in(body: string): Opened | BoardRefusal }> {
  lockBoard(context.tx)
  const board = await readBoardIn(place.databases, context.tx)
  const agreement = place.agreement.current()
  return {
    board,
    in(id) {
      const body = bodyNamed(agreement, id)
      if (body === undefined) return noSuchBody(agreement, id)
      const today = dayInLondon(context.now)
      const { actor } = context.viewer
      return {
        ...{ board, body, agreement, today, sides: sidesOf(agreement) },
        seat: seatOf(body, actor, today),
        say: (result, facts) => say(context, board, body, result, facts),
      }
    },
  }
}

export type OpenedItem = Opened & { readonly item: Item; readonly meeting: Meeting | undefined }

export async function openItem(
  context: CommandContext,
  place: Place,
  id: string,
): Promise<OpenedItem | BoardRefusal> {
  const opened = await openBoard(context, place)
  const item = opened.board.items.get(id)
  if (item === undefined) {
    const next = 'See the agendas of the next meetings.'
    return refuse('no-such-item', 'There is no such item.', { next, at: '/board' })
  }
  const body = opened.in(item.body)
  if (isRefusal(body)) return body
  const meeting = item.meeting === undefined ? undefined : opened.board.meetings.get(item.meeting)
  return { ...body, item, meeting }
}

export type OpenedMeeting = Opened & { readonly meeting: Meeting }

export async function openMeeting(
  context: CommandContext,
  place: Place,
  id: string,
): Promise<OpenedMeeting | BoardRefusal> {
  const opened = await openBoard(context, place)
  const meeting = opened.board.meetings.get(id)
  if (meeting === undefined) {
    return refuse('no-such-meeting', 'There is no such meeting.', { at: '/board' })
  }
  const body = opened.in(meeting.body)
  return isRefusal(body) ? body : { ...body, meeting }
}

/** The state of the item afterwards, or why its state does not leave it open or who acts may not. */
export function mayAct(
  { item, seat, body }: Pick<OpenedItem, 'item' | 'seat' | 'body'>,
  act: ItemAct,
): ItemState | Refusal<'closed' | 'not-yours'> {
  const next = nextState(itemCycle, act, item.state)
  if (isRefusal(next)) return next
  for (const need of itemCycle.moves[act].needs) {
    const refusal = lacks(need, seat, body)
    if (refusal !== undefined) return refusal
  }
  return next
}

/** Why somebody is not what is asked of them in a body; undefined where they are. */
export function lacks(
  need: 'chair' | 'keeper' | 'member' | 'speaker',
  { member, chair, clerk, speaks }: Seat,
  { name, clause }: Body,
): Refusal<'not-yours'> | undefined {
  const is = { chair, keeper: chair || clerk, member: member !== undefined, speaker: speaks }
  if (is[need]) return undefined
  const who = {
    chair: 'one of its two chairs',
    keeper: 'one of its chairs or its clerk',
    member: 'a member',
    speaker: 'a member who may speak, or its clerk',
  }
  const sentence = `By clause ${clause}, that is for ${who[need]}, and in ${name} you are not.`
  return refuse('not-yours', sentence, { clause })
}

function noSuchBody(agreement: Agreement | undefined, id: string): Refusal<'no-such-body'> {
  const known = bodiesOf(agreement).map(({ name }) => name)
  const next =
    known.length === 0
      ? 'No clause of the agreement makes a body.'
      : `The agreement has ${known.join(', ')}.`
  return refuse('no-such-body', `There is no body ${id} in the agreement.`, { next, at: '/board' })
}

function say<R>(
  { tx, now, viewer, entryId, announce }: CommandContext,
  { last }: Board,
  body: Body,
  result: R,
  said: readonly Dated[],
): Outcome<R> {
  const { id: actor, name: signedIn, ownName, role, organisation, side } = viewer.actor
  const name = ownName ?? signedIn
  const learntAt = now.toISOString()
  const own = { actor, name, role, organisation, side }
  const facts = said.map(({ at = learntAt, by = own, ...fact }, nth): Fact => {
    const of = { number: last + nth + 1, body: body.id, at, learntAt }
    return { ...of, ...fact, by, entryId } as Fact
  })
  insertFacts(tx, facts)
  announce(BOARD, body.id)
  return { result, entry: { facts: facts.map(saidOf) } }
}

/** What an entry says of a fact: all of it but the entry itself. */
export function saidOf({ entryId: _, ...fact }: Fact): JsonValue {
  return JSON.parse(JSON.stringify(fact)) as JsonValue
}
