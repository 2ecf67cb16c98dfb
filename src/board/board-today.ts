import { dayInLondon, type Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatDate, formatDateTime, formatWait, plural } from '../shell/index.ts'
import { READ } from './actions.ts'
import { agendaOf, waitingIn } from './board.ts'
import { type BoardView, viewBoard } from './board-view.ts'
import { lastDayToPublish } from './clear-days.ts'
import { dayOf } from './item.ts'
import { isAsked, RESPOND } from './respond.ts'

const DAYS_AHEAD_MS = 10 * 86_400_000

/** On Today of whoever sits in a body or keeps its papers: what waits for them, and the next meeting. */
export async function boardToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  const view = await viewBoard(place, viewer)
  const mine = view.bodies.filter(({ id }) => {
    const seat = view.seat(id)
    return seat?.clerk || seat?.member !== undefined
  })
  const owed = owedBy(place, view, viewer)
  if (mine.length === 0) return owed
  const ids = new Set(mine.map(({ id }) => id))
  return [
    ...owed,
    ...actionsOf(view, viewer),
    ...answersOf(view, ids),
    ...votesOf(view, viewer),
    ...minutesOf(view, ids),
    ...meetingsOf(view, ids),
  ]
}

/** Responses that the viewer's organisation or body owes; what is late does harm. */
function owedBy(place: Place, view: BoardView, viewer: Viewer): TodayLine[] {
  if (!view.may(RESPOND)) return []
  const { board, now, wholeName } = view
  const agreement = place.agreement.current()
  const today = dayInLondon(now)
  return [...board.requests.values()]
    .filter((one) => one.response === undefined && isAsked({ agreement, today }, one, viewer))
    .map((one) => {
      const isLate = one.due < today
      const what = `${wholeName(one.from)} waits for a response of ${wholeName(one.of)}`
      const since = `${isLate ? 'It was due on' : 'Due on'} ${formatDate(one.due, now)}.`
      return line(what, since, isLate ? 'harm' : 'waits', '/board/responses', 'Respond')
    })
}

function line(
  what: string,
  since: string,
  first: TodayLine['first'],
  href: string,
  verb: string,
): TodayLine {
  return { what, since, first, at: { href, verb, action: READ } }
}

function actionsOf({ board, now, shown }: BoardView, { actor }: Viewer): TodayLine[] {
  const today = dayInLondon(now)
  const open = [...board.actions.values()].filter(
    ({ owner, done }) => owner === actor.id && done === undefined,
  )
  const [first] = open.sort((a, b) => (a.due < b.due ? -1 : 1))
  if (first === undefined) return []
  const late = open.filter(({ due }) => due < today).length
  const of = board.items.get(first.item ?? '')
  const isKept = of !== undefined && shown(of).kept
  const what =
    open.length > 1
      ? `You have taken on ${plural(open.length, 'thing')}`
      : `You have taken on: ${isKept ? 'something for a private item' : first.what}`
  const since =
    late > 0
      ? `${plural(late, 'thing')} late, the first since ${formatDate(first.due, now)}.`
      : `Due on ${formatDate(first.due, now)}.`
  return [
    line(what, since, late > 0 ? 'harm' : 'waits', '/board/actions', 'See what is to be done'),
  ]
}

/** Items that wait for the chair of the viewer's own side. */
function answersOf(view: BoardView, ids: ReadonlySet<string>): TodayLine[] {
  const waits = waitingIn(view.board).filter(({ item, change }) => {
    const seat = view.seat(item.body)
    const agreed = change === undefined ? [...item.agreed.keys()] : [...change.agreed]
    return ids.has(item.body) && seat?.chair && !agreed.includes(seat.member!.side)
  })
  const [oldest] = waits
  if (oldest === undefined) return []
  const age = formatWait(view.now.getTime() - Date.parse(oldest.since))
  const what = `${plural(waits.length, 'item waits', 'items wait')} for you to agree`
  return [
    line(
      what,
      `The oldest for ${age}. Both sides and everybody see it.`,
      'waits',
      '/board',
      'Answer',
    ),
  ]
}

function votesOf({ board, seat, shown }: BoardView, { actor }: Viewer): TodayLine[] {
  const open = [...board.items.values()].filter(({ state, votes, body, meeting }) => {
    const member = seat(body)?.member
    const there = board.meetings.get(meeting ?? '')?.present.has(actor.id)
    return (
      state === 'voting' &&
      there &&
      member?.standing === 'votes' &&
      !votes.some((one) => one.member === actor.id)
    )
  })
  return open.map((item) => {
    const what = `It is being voted on: ${shown(item).title}`
    return line(what, 'Your vote is not recorded yet.', 'waits', `/board/items/${item.id}`, 'Vote')
  })
}

function minutesOf(
  { board, seat, bodyName, now }: BoardView,
  ids: ReadonlySet<string>,
): TodayLine[] {
  const waits = [...board.meetings.values()].filter(({ body, state, approved }) => {
    const own = seat(body)
    return ids.has(body) && state === 'ended' && own?.chair && !approved.has(own.member!.side)
  })
  return waits.map(({ id, body, on }) => {
    const since = `The meeting was on ${formatDate(on, now)}.`
    const what = `Minutes wait for you: ${bodyName(body)}`
    return line(what, since, 'waits', `/board/meetings/${id}`, 'Read and approve them')
  })
}

/** The next meetings; for whoever keeps the papers, what has none yet and by when it must. */
function meetingsOf(view: BoardView, ids: ReadonlySet<string>): TodayLine[] {
  const { board, now, bodyName, seat, body } = view
  const next = [...board.meetings.values()].filter(({ body: of, state, on }) => {
    return ids.has(of) && state === 'called' && Date.parse(on) - now.getTime() < DAYS_AHEAD_MS
  })
  return next.map((meeting) => {
    const items = agendaOf(board, meeting.id)
    const bare = items.filter(({ papers }) => papers.length === 0).length
    const of = body(meeting.body)!
    const until = lastDayToPublish(dayOf(meeting), of.clearDays, of.counts)
    const keeps = seat(meeting.body)?.clerk && bare > 0
    const since = keeps
      ? `${plural(bare, 'item')} without a paper; papers stand open by ${formatDate(until, now)}.`
      : `${plural(items.length, 'item')} on its agenda.`
    const what = `${bodyName(meeting.body)} meets on ${formatDateTime(meeting.on, now)}`
    return line(
      what,
      since,
      keeps ? 'waits' : 'told',
      `/board/meetings/${meeting.id}`,
      'Open the agenda',
    )
  })
}
