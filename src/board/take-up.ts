import { type DisputeTold, listDisputes } from '../agreement/index.ts'
import {
  dayInLondon,
  derivedId,
  type Errand,
  isRefusal,
  nextLondonDay,
  systemActor,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatFullDate } from '../shell/index.ts'
import type { Command, CommandContext } from '../trail/index.ts'
import { type Board, meetingsToCome } from './board.ts'
import { bodiesOf, bodyNamed } from './bodies.ts'
import { clearDays } from './clear-days.ts'
import type { NewFact } from './fact.ts'
import { dayOf, type Item, type Meeting } from './item.ts'
import type { Body } from './member.ts'
import { type BOARD_REFUSALS, openBoard } from './open-board.ts'
import { readBoardIn } from './read-board.ts'
import { signalled } from './watched.ts'

export const TAKE_UP = 'board.take-up'
const CLERK = { actor: systemActor('put on agendas what comes by itself'), purpose: '' }
/** The hour of the day at which what has become due is put on agendas. */
const HOUR = 5

/** Asks that what comes by itself is put on the agendas of a body, now that something has changed. */
export function askToTakeUp({ ask }: Pick<CommandContext, 'ask'>, body: string): void {
  ask(TAKE_UP, body)
}

/** Where partners differ has changed: bodies that take up disputes look again. */
export const followDisputes: Errand<Place> = {
  name: 'board.follow-disputes',
  does: 'see whether a dispute has come to a body',
  on: 'dispute',
  async runAll({ ask }, _, { agreement }) {
    for (const { id, disputesFrom } of bodiesOf(agreement.current())) {
      if (disputesFrom !== undefined) ask(TAKE_UP, id)
    }
  },
}

/** Once a day, and whenever something has changed: what is due, unfinished or disputed is on the agenda by itself. */
export const takeUp: Errand<Place> = {
  name: TAKE_UP,
  does: 'put on an agenda what comes by itself',
  async run({ tx, now }, id, place) {
    const body = bodyNamed(place.agreement.current(), id)
    if (body === undefined) return undefined
    const board = await readBoardIn(place.databases, tx)
    if (comingByItself(board, body, await readCauses(place, body, board), now).length > 0) {
      const call = {
        viewer: CLERK,
        input: { body: id },
        key: `${TAKE_UP}:${id}:${now.toISOString()}`,
        under: body.clause,
      }
      await place.trail.within(tx, commandIn(place), call)
    }
    return nextLondonDay(now, HOUR)
  },
}

type Taken = { readonly items: number }

function commandIn(
  place: Place,
): Command<{ body: string }, Taken, (typeof BOARD_REFUSALS)[number]> {
  return {
    name: TAKE_UP,
    basis: { under: ['body'] },
    async run(context, { body: id }) {
      const opened = (await openBoard(context, place)).in(id)
      if (isRefusal(opened)) return opened
      const { board, body } = opened
      const facts = comingByItself(board, body, await readCauses(place, body, board), context.now)
      return opened.say({ items: facts.length }, facts)
    },
  }
}

/** What brings something to a body, beside what it has decided itself. */
export type Causes = {
  readonly disputes: readonly DisputeTold[]
  /** decisions whose measure signals for the worse, or whose scheme has left its band, by id, each in words */
  readonly signals: ReadonlyMap<string, string>
}

async function readCauses(place: Place, body: Body, board: Board): Promise<Causes> {
  const from = body.disputesFrom
  const open = from === undefined ? [] : await listDisputes(place, { open: true })
  const disputes = open.filter(({ standing }) => standing.step + 1 >= from!)
  return { disputes, signals: await signalled(place, body, board) }
}

/**
 * What is put on the next agenda that leaves the clear days: what was agreed while no meeting was called, what was not
 * reached, what is due to come back or must sooner, and disputes. Each once. Pure.
 */
export function comingByItself(board: Board, body: Body, causes: Causes, now: Date): NewFact[] {
  const today = dayInLondon(now)
  const coming = meetingsToCome(board, body.id, now).filter(
    (one) => clearDays(today, dayOf(one), body.counts) >= body.clearDays,
  )
  const next = coming[0]
  if (next === undefined) return []
  const items = [...board.items.values()].filter((one) => one.body === body.id)
  const back = new Set(items.flatMap(({ returns }) => returns ?? []))
  const known = new Set(items.flatMap(({ dispute }) => dispute ?? []))
  const agreed = items.filter((one) => one.state === 'waits' && one.agreed.size > 1)
  return [
    ...agreed.map((one): NewFact => ({ act: 'place', item: one.id, meeting: next.id, says: {} })),
    ...items
      .filter(({ id }) => !back.has(id))
      .flatMap((one) => returning(one, causes, coming) ?? []),
    ...causes.disputes
      .filter(({ id, room, key }) => !known.has(id) && !(room === 'board' && back.has(key)))
      .flatMap((one) => disputed(one, next)),
  ]
}

function returning(
  item: Item,
  { signals }: Causes,
  coming: readonly Meeting[],
): NewFact[] | undefined {
  const [next] = coming
  if (item.state === 'unfinished')
    return again(item, next!, item.title, 'It was not reached at the last meeting.')
  if (item.decision?.outcome !== 'carried') return undefined
  const title = `What came of it: ${item.title}`.slice(0, 200)
  const signal = signals.get(item.id)
  if (signal !== undefined) return again(item, next!, title, signal)
  const { reviewOn } = item.decision.motion
  const meeting = reviewOn === undefined ? undefined : coming.find((one) => dayOf(one) >= reviewOn)
  if (reviewOn === undefined || meeting === undefined || meeting !== next) return undefined
  return again(
    item,
    meeting,
    title,
    `It comes back on ${formatFullDate(reviewOn)}, as was decided.`,
  )
}

/** The same item once more, under an id that is the same whoever works it out. */
function again(item: Item, meeting: Meeting, title: string, byItself: string): NewFact[] {
  const id = derivedId('board.returns', item.id)
  const { concerns, privateTitle } = item
  const kept =
    item.private === undefined
      ? {}
      : { private: item.private, ...(privateTitle && { privateTitle }) }
  const says = { title, kind: 'decision' as const, concerns, byItself, returns: item.id, ...kept }
  return placed(id, meeting, says)
}

function disputed({ id, about, openedAt }: DisputeTold, meeting: Meeting): NewFact[] {
  const byItself =
    `The two sides have differed about it since ${formatFullDate(openedAt)}, and it is here by ` +
    'its ladder.'
  const title = `Where we differ: ${about}`.slice(0, 200)
  return placed(derivedId('board.dispute', id), meeting, {
    ...{ title, kind: 'discussion', concerns: [], byItself, dispute: id },
  })
}

function placed(
  item: string,
  { id: meeting }: Meeting,
  says: Extract<NewFact, { act: 'propose' }>['says'],
): NewFact[] {
  return [
    { act: 'propose', item, meeting, says },
    { act: 'place', item, meeting, says: {} },
  ]
}
