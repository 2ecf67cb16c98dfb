import type { Room } from '../room.ts'
import { READ, TRY } from './actions.ts'
import { askPlanning } from './ask-planning.ts'
import { explainDifference } from './explain-difference.ts'
import { followChanges } from './follow-changes.ts'
import { heldEditions } from './held-editions.ts'
import { makeUpMeasures, showMeasures } from './made-up-measures.ts'
import { measureKind } from './measure-kind.ts'
import { registerAsk } from './pages/ask.tsx'
import { registerDictionary } from './pages/dictionary.tsx'
import { registerGoals } from './pages/goals.tsx'
import { registerMeasure } from './pages/measure.tsx'
import { registerScorecard } from './pages/scorecard.tsx'
import { registerTry } from './pages/try.tsx'
import { registerPublicMeasures } from './public-measures.ts'
import { publish, publishDaily } from './publish.ts'
import { rebase } from './rebase.ts'
import { targetReplay } from './replay-targets.ts'
import { metricsSection } from './return-section.ts'
import { targetKind } from './target-kind.ts'

/** Is it getting better, for whom, and is it more than chance? */
export const measure: Room = {
  name: 'measure',
  words: 'what is counted',
  kinds: [measureKind, targetKind],
  replays: [targetReplay],
  actions: [
    { name: READ, does: 'see what is counted' },
    { name: TRY, does: 'try a definition before it is signed' },
  ],
  commands: [publish, rebase, explainDifference, askPlanning],
  errands: [followChanges, publishDaily, makeUpMeasures],
  destinations: [{ id: 'measure', label: 'Measures', href: '/measure', action: READ }],
  pages(app, place) {
    registerScorecard(app, place)
    registerGoals(app, place)
    registerDictionary(app, place)
    registerTry(app, place)
    registerAsk(app, place)
    registerMeasure(app, place)
    registerPublicMeasures(app, place)
  },
  returnSections: async (place, asked) => [await metricsSection(place, asked)],
  madeUp: showMeasures,
  held: ({ databases, clock }) => heldEditions(databases.care.short, clock),
}
