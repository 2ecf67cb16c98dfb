import type { Room } from '../room.ts'
import { act } from './act.ts'
import { READ } from './actions.ts'
import { agreeItem } from './agree-item.ts'
import { answerQuestion } from './answer-question.ts'
import { approveMinutes } from './approve-minutes.ts'
import { askChange } from './ask-change.ts'
import { askQuestion } from './ask-question.ts'
import { bodyKind } from './body-kind.ts'
import { bringIn } from './bring-in.ts'
import { callMeeting } from './call-meeting.ts'
import { chaseAction } from './chase.ts'
import { closeAction } from './close-action.ts'
import { consultationKind } from './consultation-kind.ts'
import { decide } from './decide.ts'
import { declareInterest } from './declare-interest.ts'
import { heldBoard } from './held-board.ts'
import { minute } from './minute.ts'
import { openVote } from './open-vote.ts'
import { proposeItem } from './propose-item.ts'
import { publicityKind } from './publicity-kind.ts'
import { publishPaper } from './publish-paper.ts'
import { followDisputes, TAKE_UP, takeUp } from './take-up.ts'
import { vote } from './vote.ts'

/** The commands by which somebody says something in a body. */
const SAYING = [
  callMeeting,
  proposeItem,
  agreeItem,
  askChange,
  publishPaper,
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
  bringIn,
]

/** Two chairs, votes by side, and decisions that come back by themselves. */
export const board: Room = {
  name: 'board',
  words: 'the board',
  kinds: [bodyKind, publicityKind, consultationKind],
  actions: [{ name: READ, does: 'read what the board talks about and decides' }],
  commands: SAYING,
  errands: [takeUp, followDisputes, chaseAction],
  held: ({ databases, clock }) =>
    heldBoard(databases.care.short, clock, [...SAYING.map(({ name }) => name), TAKE_UP]),
}
