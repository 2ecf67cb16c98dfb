import type { Room } from '../room.ts'
import { clockKind } from './clock-kind.ts'
import { closeTask } from './close-task.ts'
import { confirmReady } from './confirm-ready.ts'
import { contestMinutes } from './contest-minutes.ts'
import { countAll, countStays, followDispute } from './count-stays.ts'
import { handOver } from './hand-over.ts'
import { handoverKind } from './handover-kind.ts'
import { heldFacts } from './held-facts.ts'
import { heldScores } from './held-scores.ts'
import { dropListCommand, keepListCommand } from './keep-list.ts'
import { hearsLeaving, LEAVING_NEWS } from './leaving-news.ts'
import { leavingToday } from './leaving-today.ts'
import { makeUp, showLeaving } from './made-up-leaving.ts'
import { markReady } from './mark-ready.ts'
import { LEAVING } from './on-stay.ts'
import { openTask } from './open-task.ts'
import { registerList } from './pages/list.tsx'
import { registerRows } from './pages/list-rows.tsx'
import { registerReviewed } from './pages/reviewed.tsx'
import { registerRound } from './pages/round.tsx'
import { leavingSection } from './pages/section.tsx'
import { registerStay } from './pages/stay.tsx'
import { registerWall } from './pages/wall.tsx'
import { proposeShares } from './propose-shares.ts'
import { sayUnchanged } from './say-unchanged.ts'
import { SCORE_HANDOVER, scoreHandover } from './score-handover.ts'
import { setExpected } from './set-expected.ts'
import { takeBack } from './take-back.ts'
import { takeTask } from './take-task.ts'

export const READ = 'transfer.read'

/** The commands by which somebody says something of a stay. */
const SAYING = [
  markReady,
  confirmReady,
  setExpected,
  openTask,
  takeTask,
  handOver,
  closeTask,
  takeBack,
  sayUnchanged,
]

/** Those by which they say it in a dispute. */
const DISPUTING = [contestMinutes, proposeShares]

/** Leaving hospital: one list, and one clock that either side may contest. */
export const transfer: Room = {
  name: 'transfer',
  words: 'leaving hospital',
  kinds: [clockKind, handoverKind],
  dataClasses: [
    { id: LEAVING, what: 'What must happen before somebody leaves hospital is shown as one part' },
  ],
  actions: [{ name: READ, does: 'see who is in hospital and what they wait for' }],
  commands: [...SAYING, ...DISPUTING, scoreHandover, keepListCommand, dropListCommand],
  held: ({ databases, clock }) => [
    heldFacts(databases.care.short, clock, {
      saying: SAYING.map(({ name }) => name),
      disputing: DISPUTING.map(({ name }) => name),
    }),
    heldScores(databases.care.short, clock, SCORE_HANDOVER),
  ],
  news: [{ topic: LEAVING_NEWS, action: READ, hears: hearsLeaving }],
  sections: [leavingSection],
  pages(app, place) {
    registerList(app, place)
    registerRows(app, place)
    registerReviewed(app, place)
    registerRound(app, place)
    registerWall(app, place)
    registerStay(app, place)
  },
  destinations: [{ id: 'transfer', label: 'Leaving hospital', href: '/transfer', action: READ }],
  today: leavingToday,
  errands: [countStays, countAll, followDispute, makeUp],
  madeUp: showLeaving,
}
