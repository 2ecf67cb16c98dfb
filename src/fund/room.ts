import type { Room } from '../room.ts'
import { accrue } from './accrue.ts'
import { MATCH, READ } from './actions.ts'
import { answerLikeness } from './answer-likeness.ts'
import { answerQuery } from './answer-query.ts'
import { approve } from './approve.ts'
import { authorityKind } from './authority-kind.ts'
import { callOff } from './call-off.ts'
import { contributionKind } from './contribution-kind.ts'
import { ROOM } from './disputed-costs.ts'
import { EXPIRE, expireReservation } from './expire.ts'
import { foresee } from './foresee.ts'
import { fundKind } from './fund-kind.ts'
import { heldBooks } from './held-books.ts'
import { importLines } from './import-lines.ts'
import { liabilityKind } from './liability-kind.ts'
import { makeUpFund } from './made-up-fund.ts'
import { makeReturn } from './make-return.ts'
import { mapCostCentre } from './map-cost-centre.ts'
import { moneyToday } from './money-today.ts'
import { transfer } from './move.ts'
import { openLiability } from './open-liability.ts'
import { outturnKind } from './outturn-kind.ts'
import { registerAccount } from './pages/account.tsx'
import { registerDifferences } from './pages/differences.tsx'
import { registerDisputes } from './pages/disputes.tsx'
import { registerDuplicates } from './pages/duplicates.tsx'
import { registerFlow } from './pages/flow.tsx'
import { registerForecast } from './pages/forecast.tsx'
import { registerFund } from './pages/fund.tsx'
import { registerInvoices } from './pages/invoices.tsx'
import { registerJournal } from './pages/journal.tsx'
import { registerMatch } from './pages/match.tsx'
import { registerPublicFund } from './pages/public-fund.tsx'
import { registerReturn } from './pages/return.tsx'
import { registerReturns } from './pages/returns.tsx'
import { registerRiskShare } from './pages/risk-share.tsx'
import { registerScheme } from './pages/scheme.tsx'
import { registerTransfer } from './pages/transfer.tsx'
import { pay } from './pay.ts'
import { post } from './post.ts'
import { fundReplay } from './replay-funds.ts'
import { reserve } from './reserve.ts'
import { reverse } from './reverse.ts'
import { riskShareKind } from './risk-share-kind.ts'
import { sealPeriod } from './seal-period.ts'
import { setPlan } from './set-plan.ts'
import { settle } from './settle.ts'
import { minimumKind, permittedKind, ringFenceKind } from './use-kinds.ts'
import { voidReservation } from './void.ts'

/** What changes the books. */
const KEEPING = [
  setPlan,
  transfer,
  reserve,
  approve,
  post,
  voidReservation,
  reverse,
  sealPeriod,
  importLines,
  answerLikeness,
  makeReturn,
  mapCostCentre,
  accrue,
  openLiability,
  settle,
  answerQuery,
  pay,
  callOff,
  foresee,
]

/** The pooled fund: each pound counted once, and where both sides said that it may go. */
export const fund: Room = {
  name: 'fund',
  words: 'money',
  replays: [fundReplay],
  kinds: [
    fundKind,
    contributionKind,
    permittedKind,
    ringFenceKind,
    minimumKind,
    authorityKind,
    outturnKind,
    riskShareKind,
    liabilityKind,
  ],
  actions: [
    { name: READ, does: 'read the books of the fund' },
    { name: MATCH, does: 'hold invoices against the care that was given' },
  ],
  commands: KEEPING,
  errands: [expireReservation],
  today: moneyToday,
  destinations: [
    { id: 'fund', label: 'Money', href: '/fund', action: READ },
    { id: 'fund-match', label: 'What providers charge', href: '/fund/match', action: MATCH },
  ],
  disputed({ room }) {
    if (room !== ROOM) return undefined
    return { href: '/fund/disputes', verb: 'See what of it is paid', action: READ }
  },
  pages(app, place) {
    registerDisputes(app, place)
    registerMatch(app, place)
    registerDuplicates(app, place)
    registerFund(app, place)
    registerRiskShare(app, place)
    registerInvoices(app, place)
    registerAccount(app, place)
    registerTransfer(app, place)
    registerJournal(app, place)
    registerScheme(app, place)
    registerForecast(app, place)
    registerFlow(app, place)
    registerPublicFund(app, place)
    registerDifferences(app, place)
    registerReturns(app, place)
    registerReturn(app, place)
  },
  madeUp: makeUpFund,
  held: ({ databases, clock }) =>
    heldBooks(databases.care.short, clock, [...KEEPING.map(({ name }) => name), EXPIRE]),
}
