import { isPersonId } from '../kernel/index.ts'
import type { Room } from '../room.ts'
import { acceptOffer } from './accept-offer.ts'
import { acknowledge } from './acknowledge.ts'
import { askedToday, SEE_ASKED } from './asked-today.ts'
import { assess } from './assess.ts'
import { clockKind } from './clock-kind.ts'
import { closeTask } from './close-task.ts'
import { transferConcerns } from './concerns.ts'
import { confirmReady } from './confirm-ready.ts'
import { stayInKey } from './contest.ts'
import { contestMinutes } from './contest-minutes.ts'
import { countAll, countStays, followDispute } from './count-stays.ts'
import { deliverMessage, NOTE_DELIVERY } from './deliver-message.ts'
import { EARLY_NOTICE, earlyNotice } from './early-notice.ts'
import { endFamilyLink } from './end-family-link.ts'
import { handOver } from './hand-over.ts'
import { handoverKind } from './handover-kind.ts'
import { heldFacts } from './held-facts.ts'
import { heldScores } from './held-scores.ts'
import { dropListCommand, keepListCommand } from './keep-list.ts'
import { hearsLeaving, LEAVING_NEWS } from './leaving-news.ts'
import { leavingToday } from './leaving-today.ts'
import { makeAskings, showAskings } from './made-up-askings.ts'
import { makeUp, showLeaving } from './made-up-leaving.ts'
import { markReady } from './mark-ready.ts'
import { noticeKind } from './notice-kind.ts'
import { notify } from './notify.ts'
import { offer } from './offer.ts'
import { NEED } from './on-asking.ts'
import { LEAVING } from './on-stay.ts'
import { openTask } from './open-task.ts'
import { registerAskedList } from './pages/asked-list.tsx'
import { askedSection } from './pages/asked-section.tsx'
import { registerAsking } from './pages/asking.tsx'
import { FIGURES, registerFigures } from './pages/figures.tsx'
import { registerLetter } from './pages/letter.tsx'
import { registerList } from './pages/list.tsx'
import { registerRows } from './pages/list-rows.tsx'
import { registerPack } from './pages/pack.tsx'
import { registerReviewed } from './pages/reviewed.tsx'
import { registerRound } from './pages/round.tsx'
import { leavingSection } from './pages/section.tsx'
import { registerStay } from './pages/stay.tsx'
import { registerWall } from './pages/wall.tsx'
import { proposeShares } from './propose-shares.ts'
import { askedHere, askedTies, comingHere } from './prove-asked.ts'
import { READ_MESSAGE } from './read-message.ts'
import { ROOM } from './read-stays.ts'
import { refer } from './refer.ts'
import { refuseAsking } from './refuse-asking.ts'
import { waitReplay } from './replay-waits.ts'
import { sayUnchanged } from './say-unchanged.ts'
import { SCORE_HANDOVER, scoreHandover } from './score-handover.ts'
import { sendPack } from './send-pack.ts'
import { setExpected } from './set-expected.ts'
import { startWithoutPrejudice } from './start-without-prejudice.ts'
import { takeBack } from './take-back.ts'
import { takeTask } from './take-task.ts'
import { familyNews, tellFamily } from './tell-family.ts'
import { withdrawAsking } from './withdraw-asking.ts'

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
  startWithoutPrejudice,
  sayUnchanged,
]

/** Those by which partners ask and answer each other. */
const ASKING = [
  notify,
  sendPack,
  refer,
  acknowledge,
  assess,
  offer,
  acceptOffer,
  refuseAsking,
  withdrawAsking,
]

/** What the software says by itself of what they ask. */
const OF_ITSELF = [
  {
    name: EARLY_NOTICE,
    says: 'Gives early notice of somebody in hospital, because the record shows a need',
  },
  {
    name: NOTE_DELIVERY,
    says: 'Sends a message about leaving hospital, and notes whether it came',
  },
  { name: READ_MESSAGE, says: 'Notes that a message about leaving hospital was opened' },
]

/** Those by which they say it in a dispute. */
const DISPUTING = [contestMinutes, proposeShares]

/** Leaving hospital: one list, and one clock that either side may contest. */
export const transfer: Room = {
  name: 'transfer',
  words: 'leaving hospital',
  kinds: [clockKind, noticeKind, handoverKind],
  replays: [waitReplay],
  relationships: [askedHere, comingHere],
  ties: [askedTies],
  dataClasses: [
    { id: LEAVING, what: 'What must happen before somebody leaves hospital is shown as one part' },
    {
      id: NEED,
      what: 'What somebody needs is shown to whoever is asked for it, and nothing else of them',
    },
  ],
  actions: [
    { name: READ, does: 'see who is in hospital and what they wait for' },
    { name: SEE_ASKED, does: 'see what partners asked of them about leaving hospital' },
    { name: FIGURES, does: 'see waiting to leave hospital in figures, and of nobody by name' },
  ],
  commands: [
    ...SAYING,
    ...ASKING,
    ...DISPUTING,
    tellFamily,
    endFamilyLink,
    scoreHandover,
    keepListCommand,
    dropListCommand,
  ],
  deeds: OF_ITSELF,
  links: [familyNews],
  happened: [{ kind: 'notice', view: 'early_notice' }],
  held: ({ databases, clock }) => [
    heldFacts(databases.care.short, clock, {
      saying: [...SAYING, ...ASKING, ...OF_ITSELF].map(({ name }) => name),
      disputing: DISPUTING.map(({ name }) => name),
    }),
    heldScores(databases.care.short, clock, SCORE_HANDOVER),
  ],
  disputed({ room, key }) {
    // What is no minutes of a stay leads to none.
    if (room !== ROOM || !isPersonId(stayInKey(key))) return undefined
    return { href: `/transfer/${stayInKey(key)}`, verb: 'See whose each hour was', action: READ }
  },
  news: [{ topic: LEAVING_NEWS, action: READ, hears: hearsLeaving }],
  sections: [leavingSection, askedSection],
  pages(app, place) {
    registerList(app, place)
    registerFigures(app, place)
    registerRows(app, place)
    registerReviewed(app, place)
    registerRound(app, place)
    registerWall(app, place)
    registerStay(app, place)
    registerLetter(app, place)
    registerAskedList(app, place)
    registerAsking(app, place)
    registerPack(app, place)
  },
  destinations: [
    { id: 'transfer', label: 'Leaving hospital', href: '/transfer', action: READ },
    { id: 'asked', label: 'What was asked', href: '/transfer/asked', action: SEE_ASKED },
    {
      id: 'transfer-figures',
      label: 'Waiting in figures',
      href: '/transfer/figures',
      action: FIGURES,
    },
  ],
  today: async (place, viewer) => [
    ...(await leavingToday(place, viewer)),
    ...(await askedToday(place, viewer)),
  ],
  concerns: transferConcerns,
  errands: [countStays, countAll, followDispute, makeUp, earlyNotice, deliverMessage, makeAskings],
  async madeUp(place) {
    await showLeaving(place)
    await showAskings(place)
  },
}
