import type { Room } from '../room.ts'
import { act } from './act.ts'
import { READ } from './actions.ts'
import { agreeItem } from './agree-item.ts'
import { answerQuestion } from './answer-question.ts'
import { approveMinutes } from './approve-minutes.ts'
import { askChange } from './ask-change.ts'
import { askQuestion } from './ask-question.ts'
import { askResponse } from './ask-response.ts'
import { boardToday } from './board-today.ts'
import { bodyKind } from './body-kind.ts'
import { bringIn } from './bring-in.ts'
import { callMeeting } from './call-meeting.ts'
import { actionByLink, chaseAction } from './chase.ts'
import { closeAction } from './close-action.ts'
import { CLOSE_BY_FACT, closeByFact } from './close-by-fact.ts'
import { commitmentKind } from './commitment-kind.ts'
import { consultationKind } from './consultation-kind.ts'
import { decide } from './decide.ts'
import { declareInterest } from './declare-interest.ts'
import { draftChange } from './draft-change.ts'
import { heldBoard } from './held-board.ts'
import { makeUpBoard } from './made-up-board.ts'
import { minute } from './minute.ts'
import { OPEN_PACK } from './open-pack.ts'
import { openVote } from './open-vote.ts'
import { registerActions } from './pages/actions.tsx'
import { registerDecisions } from './pages/decisions.tsx'
import { registerDraft } from './pages/draft.tsx'
import { registerFeeds } from './pages/feeds.ts'
import { registerInterests } from './pages/interests.tsx'
import { registerItem } from './pages/item.tsx'
import { registerLive } from './pages/live.tsx'
import { registerMeeting } from './pages/meeting.tsx'
import { registerMeetings } from './pages/meetings.tsx'
import { registerMinutes } from './pages/minutes-text.tsx'
import { registerPack } from './pages/pack.tsx'
import { registerPaperFile } from './pages/paper-file.tsx'
import { registerPapers } from './pages/papers.ts'
import { registerPlan } from './pages/plan.tsx'
import { registerPlanDocument } from './pages/plan-document.tsx'
import { registerResponses } from './pages/responses.tsx'
import { proposeItem } from './propose-item.ts'
import { publicityKind } from './publicity-kind.ts'
import { publishPaper } from './publish-paper.ts'
import { bodyReplay } from './replay-bodies.ts'
import { respond } from './respond.ts'
import { responseKind } from './response-kind.ts'
import { adoptChange, signChange } from './sign-change.ts'
import { followDisputes, TAKE_UP, takeUp } from './take-up.ts'
import { vote } from './vote.ts'

/** The commands by which somebody says something in a body. */
const SAYING = [
  callMeeting,
  proposeItem,
  agreeItem,
  askChange,
  publishPaper,
  draftChange,
  signChange,
  declareInterest,
  minute,
  openVote,
  vote,
  decide,
  act,
  closeAction,
  approveMinutes,
  askQuestion,
  answerQuestion,
  askResponse,
  respond,
  bringIn,
]

/** What is said by itself: by an errand, or because a page was opened. */
const BY_ITSELF = [TAKE_UP, OPEN_PACK, CLOSE_BY_FACT]

/** Two chairs, votes by side, and decisions that come back by themselves. */
export const board: Room = {
  name: 'board',
  words: 'the board',
  kinds: [bodyKind, publicityKind, consultationKind, commitmentKind, responseKind],
  replays: [bodyReplay],
  actions: [{ name: READ, does: 'read what the board talks about and decides' }],
  commands: SAYING,
  errands: [takeUp, followDisputes, chaseAction, closeByFact, adoptChange],
  links: [actionByLink],
  today: boardToday,
  disputed({ room, key }) {
    if (room !== 'board') return undefined
    return { href: `/board/items/${key}`, verb: 'Read how each side voted', action: READ }
  },
  destinations: [{ id: 'board', label: 'Board', href: '/board', action: READ }],
  pages(app, place) {
    registerMeetings(app, place)
    registerMeeting(app, place)
    registerMinutes(app, place)
    registerPack(app, place)
    registerLive(app, place)
    registerItem(app, place)
    registerPapers(app, place)
    registerPaperFile(app, place)
    registerDraft(app, place)
    registerDecisions(app, place)
    registerActions(app, place)
    registerInterests(app, place)
    registerResponses(app, place)
    registerPlan(app, place)
    registerPlanDocument(app, place)
    registerFeeds(app, place)
  },
  madeUp: makeUpBoard,
  held: ({ databases, clock }) =>
    heldBoard(databases.care.short, clock, [...SAYING.map(({ name }) => name), ...BY_ITSELF]),
}
