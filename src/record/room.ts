import type { Room } from '../room.ts'
import { alertsToday, READ_ALERTS } from './alerts-today.ts'
import { answerLeak } from './answer-leak.ts'
import { answerQuestion } from './answer-question.ts'
import { apartToday } from './apart-today.ts'
import { askAboutLook } from './ask-about-look.ts'
import { heldNotes } from './audit-notes.ts'
import { heldObjections } from './audit-objections.ts'
import { breakGlass } from './break-glass.ts'
import { checkGlass } from './check-glass.ts'
import { classAgain, watchClasses } from './class-again.ts'
import { closeAlert } from './close-alert.ts'
import { dataClasses } from './data-class.ts'
import { disclosureKind } from './disclosure-kind.ts'
import { endProxy } from './end-proxy.ts'
import { FIND_LOOKS, findLooksCommand } from './find-looks.ts'
import { followIdentityErrand } from './follow-identity.ts'
import { GOVERNANCE, governanceToday } from './governance-today.ts'
import { heldActs } from './held-acts.ts'
import { heldIncidents } from './held-incidents.ts'
import { ALERTED, beginJudging, judgeLooks, judgeWithheldLook } from './judge-looks.ts'
import { hearsListed, LISTED } from './listed.ts'
import { doMadeUpActs } from './made-up-acts.ts'
import { makeIncident, makeLooksThatShouldNotHaveBeen } from './made-up-looks.ts'
import { writeMadeUpNotes } from './made-up-notes.ts'
import { GOVERNANCE_PATH, INCIDENTS, moveIncident, openIncident } from './move-incident.ts'
import { nameProxy } from './name-proxy.ts'
import { noteOpening } from './note-opening.ts'
import { notesToday } from './notes-today.ts'
import { objectCommand } from './object.ts'
import { madeHere, openedTies } from './opened-ties.ts'
import { optOutKind } from './opt-out-kind.ts'
import { glassNews } from './pages/glass-news.tsx'
import { questionKind } from './question-kind.ts'
import { QUESTIONS_PATH, questionsToday } from './questions-today.ts'
import { relationships } from './relationship.ts'
import { figureReplay } from './replay-figures.ts'
import { lookReplay } from './replay-looks.ts'
import { revealEntry } from './reveal-entry.ts'
import { revealKind } from './reveal-kind.ts'
import { correct } from './say-wrong.ts'
import { settleNote } from './settle-note.ts'
import { staffListKind } from './staff-list-kind.ts'
import { takeBackNote } from './take-back-note.ts'
import { beginTestingOptOuts, OPT_OUTS_TESTED, testOptOutsDaily } from './test-opt-outs.ts'
import { unusualLookKind } from './unusual-look-kind.ts'
import { endWatch, watchPerson } from './watch-person.ts'
import { withheldLooksKind } from './withheld-looks-kind.ts'
import { writeNoteCommand } from './write-note.ts'

/** What a feed may give, and nobody is shown. */
const OPT_OUTS = {
  id: 'opt-outs',
  what: 'Who has opted out is kept apart, and is shown to nobody',
}

/** What is done here about a person and is answered for. */
const ACTS = [
  breakGlass,
  checkGlass,
  revealEntry,
  askAboutLook,
  correct,
  answerQuestion,
  nameProxy,
  endProxy,
  watchPerson,
  endWatch,
  closeAlert,
]

const KINDS = [
  optOutKind,
  disclosureKind,
  withheldLooksKind,
  revealKind,
  questionKind,
  staffListKind,
  unusualLookKind,
]

const ERRANDS = [
  followIdentityErrand,
  watchClasses,
  classAgain,
  noteOpening,
  beginJudging,
  judgeLooks,
  judgeWithheldLook,
  beginTestingOptOuts,
  testOptOutsDaily,
]

const COMMANDS = [
  writeNoteCommand,
  takeBackNote,
  settleNote,
  findLooksCommand,
  objectCommand,
  answerLeak,
  openIncident,
  moveIncident,
  ...ACTS,
]

/** What is known about a person, and who may look. */
const FIND = 'record.find'

export const record: Room = {
  name: 'record',
  words: 'records',
  happened: [{ kind: 'question', view: 'resident_question' }],
  held: ({ databases, clock }) => [
    heldNotes(
      databases.care.short,
      clock,
      [writeNoteCommand, takeBackNote, settleNote].map(({ name }) => name),
    ),
    heldObjections(databases.care.short, clock, [objectCommand.name]),
    heldIncidents(databases.care.short, clock),
    heldActs(
      databases.care.short,
      clock,
      ACTS.map(({ name }) => name),
    ),
  ],
  kinds: KINDS,
  replays: [lookReplay, figureReplay],
  relationships: [...relationships, ...madeHere],
  ties: [openedTies],
  links: [glassNews],
  dataClasses: [...dataClasses, OPT_OUTS],
  errands: ERRANDS,
  news: [
    { topic: LISTED, action: 'web.today', hears: hearsListed },
    { topic: ALERTED, action: READ_ALERTS },
    { topic: OPT_OUTS_TESTED, action: GOVERNANCE },
    { topic: INCIDENTS, action: GOVERNANCE },
  ],
  commands: COMMANDS,
  actions: [
    { name: FIND, does: 'find people and open their records' },
    { name: 'record.looks', does: 'read who has looked at somebody' },
    { name: 'record.figures', does: 'see the figures of the partnership' },
    { name: GOVERNANCE, does: 'read how records are governed' },
    { name: READ_ALERTS, does: 'read which looks should be asked about' },
    { name: 'record.own', does: 'read the record that is about themselves' },
  ],
  async pages(app, place) {
    const { registerPages } = await import('./register-pages.ts')
    registerPages(app, place)
  },
  disputed({ personId }) {
    if (personId === undefined) return undefined
    return { href: `/people/${personId}`, verb: 'Open the record', action: FIND }
  },
  async today(place, viewer) {
    const lines = await Promise.all([
      apartToday(place, viewer),
      notesToday(place, viewer),
      questionsToday(place, viewer),
      alertsToday(place, viewer),
      governanceToday(place, viewer),
    ])
    return lines.flat()
  },
  async madeUp(place, tell) {
    await writeMadeUpNotes(place, tell)
    await doMadeUpActs(place)
    await makeLooksThatShouldNotHaveBeen(place, tell)
    await makeIncident(place)
  },
  destinations: [
    { id: 'people', label: 'People', href: '/people', action: FIND },
    { id: 'looks', label: 'Looks', href: '/looks', action: FIND_LOOKS },
    { id: 'questions', label: 'Questions', href: QUESTIONS_PATH, action: answerQuestion.name },
    { id: 'governance', label: 'Governance', href: GOVERNANCE_PATH, action: GOVERNANCE },
    { id: 'me', label: 'My record', href: '/me', action: 'record.own' },
  ],
}
