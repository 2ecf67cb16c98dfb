import type { Agreement } from '../agreement/index.ts'
import { startOfLondonDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type Board, decisionsIn, meetingsToCome, waitingIn } from './board.ts'
import { bodiesOf, bodyNamed, sidesOf } from './bodies.ts'
import { cameOf } from './came.ts'
import { clearDays } from './clear-days.ts'
import { dayOf, type Item, type Meeting, type Paper } from './item.ts'
import { pagesOf } from './paper.ts'
import { keptTally, type ShownItem, shownAgenda, shownTo } from './shown.ts'
import { tallyNow } from './voting.ts'

/** What the command line gives as JSON, as everybody reads it: nobody is signed in there. */

export function agendaAsJson(
  board: Board,
  agreement: Agreement | undefined,
  id: string | undefined,
  now: Date,
) {
  const meeting = id === undefined ? nextMeeting(board, agreement, now) : board.meetings.get(id)
  if (meeting === undefined) return undefined
  const body = bodyNamed(agreement, meeting.body)
  const waits = waitingIn(board, meeting.body)
    .filter(({ item, change }) => change === undefined && item.meeting === meeting.id)
    .map(({ item }) => shownTo(board, body, item, { now }))
  const placed = shownAgenda(board, body, meeting.id, { now })
  return {
    meeting: meeting.id,
    body: body?.name ?? meeting.body,
    at: meeting.on,
    items: [...placed, ...waits].map((item) => itemAsJson(item, sidesOf(agreement))),
  }
}

function nextMeeting(
  board: Board,
  agreement: Agreement | undefined,
  now: Date,
): Meeting | undefined {
  const coming = bodiesOf(agreement).flatMap(({ id }) => meetingsToCome(board, id, now))
  return coming.sort((a, b) => (a.on < b.on ? -1 : 1))[0]
}

function itemAsJson(item: ShownItem, sides: readonly string[]) {
  const opensOn = item.private?.opensOn
  return {
    id: item.id,
    title: item.title,
    private: item.kept,
    opens_at: item.kept && opensOn !== undefined ? startOfLondonDay(opensOn).toISOString() : null,
    wants: item.state === 'waits' ? sides.filter((side) => !item.agreed.has(side)) : [],
    papers: item.papers.map(paperAsJson),
  }
}

function paperAsJson(paper: Paper) {
  const { paper: id, version, at, sha256 } = paper
  return { id, version, pages: pagesOf(paper), published_at: at, sha256 }
}

export function tallyAsJson(board: Board, agreement: Agreement | undefined, id: string, now: Date) {
  const item = board.items.get(id)
  const body = item === undefined ? undefined : bodyNamed(agreement, item.body)
  const meeting = item?.meeting === undefined ? undefined : board.meetings.get(item.meeting)
  if (item === undefined || body === undefined) return undefined
  const tally = tallyNow({ board, body, sides: sidesOf(agreement) }, item, meeting)
  if (tally === undefined) return undefined
  const { kept } = shownTo(board, body, item, { now })
  const { sides, quorum, passes } = kept ? keptTally(tally) : tally
  return { item: id, sides, quorum, passes, clause: body.clause }
}

export function clearDaysOf(
  agreement: Agreement | undefined,
  id: string | undefined,
  { published, meeting }: { published: string; meeting: string },
) {
  const body = id === undefined ? bodiesOf(agreement)[0] : bodyNamed(agreement, id)
  if (body === undefined) return undefined
  const days = clearDays(published, meeting, body.counts)
  return { clear_days: days, enough: days >= body.clearDays, clause: body.clause }
}

export async function decisionsAsJson(
  place: Pick<Place, 'agreement' | 'databases' | 'clock'>,
  board: Board,
  due: boolean,
) {
  const agreement = place.agreement.current()
  const now = place.clock.now()
  const told = decisionsIn(board).map(async (one) => {
    const item = shownTo(board, bodyNamed(agreement, one.body), one, { now })
    const { tally, motion, outcome } = item.decision!
    const back = backOnAgenda(board, item)
    const came = await cameOf(place, motion)
    const { measure = null, reviewOn = null, clause = null, posting } = motion
    return {
      id: item.id,
      at: one.decision.at,
      text: motion.text,
      votes: tally.sides.map(({ side, ...count }) => {
        return { side, for: count.for, against: count.against, abstained: count.abstained }
      }),
      clause,
      postings: posting === undefined ? [] : [posting],
      measure,
      promised: came === undefined ? null : { value: came.target, by: came.byDay },
      came:
        came?.value === undefined
          ? null
          : { value: came.value, month: came.period, kept: came.kept ?? null },
      review_on: reviewOn,
      back_on_agenda: back?.meeting ?? null,
      outcome,
    }
  })
  const next = nextMeeting(board, agreement, now)
  const until = next === undefined ? '' : dayOf(next)
  return (await Promise.all(told)).filter(
    ({ review_on, back_on_agenda }) =>
      !due || back_on_agenda !== null || (review_on !== null && review_on <= until),
  )
}

/** The item by which a decision is on an agenda again, and not decided. */
export function backOnAgenda(board: Board, { id }: Pick<Item, 'id'>): Item | undefined {
  return [...board.items.values()].find((one) => one.returns === id && one.decision === undefined)
}
