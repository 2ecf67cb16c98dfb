import {
  type Errand,
  isRefusal,
  newId,
  nextLondonDay,
  systemActor,
  type Viewer,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { findLeaks, type OptOutTest } from './find-leaks.ts'
import { optOutClause } from './opt-out-kind.ts'
import { insertRun } from './queries-opt-out-tests.ts'

export const TEST_OPT_OUTS = 'record.test-opt-outs'
/** Screens hear that it ran. */
export const OPT_OUTS_TESTED = 'record.opt-outs-tested'
const TESTER = { actor: systemActor('test opt-outs'), purpose: '' }

/** Begins with the agreement: a place tests its opt-outs from its first day on. */
export const beginTestingOptOuts: Errand<Place> = {
  name: 'record.begin-testing-opt-outs',
  does: 'begin to test every day whether anybody who opted out is counted',
  on: 'agreement',
  async run({ ask }) {
    ask(TEST_OPT_OUTS, '')
    return undefined
  },
}

/** Every day of London's. */
export const testOptOutsDaily: Errand<Place> = {
  name: TEST_OPT_OUTS,
  does: 'test whether anybody who opted out is counted',
  async run({ tx, now }, _, place) {
    const under = optOutClause(place.agreement.current())
    if (under === undefined) return undefined
    const call = { viewer: TESTER, input: {}, key: newId(), under }
    await place.trail.within(tx, testing(place), call)
    return nextLondonDay(now)
  },
}

/** The same at once, by whoever asks. Undefined where no clause lets anybody opt out. */
export async function testOptOuts(place: Place, viewer: Viewer): Promise<OptOutTest | undefined> {
  const under = optOutClause(place.agreement.current())
  if (under === undefined) return undefined
  const call = { viewer, input: {}, key: newId(), under }
  const found = await place.trail.run(testing(place), call)
  return isRefusal(found) ? undefined : found
}

/** A run is an entry: that it ran, and how many were found; whom is told to whoever runs it, and kept nowhere. */
function testing({ agreement }: Pick<Place, 'agreement'>): Command<object, OptOutTest> {
  return {
    name: TEST_OPT_OUTS,
    basis: { under: ['opt-out'] },
    async run({ tx, now, entryId, announce }) {
      const result = await findLeaks(tx, agreement.current())
      const run = { seeded: result.seeded, movers: result.movers, leaks: result.leaks.length }
      await insertRun(tx, { id: entryId, ranAt: now, ...run })
      announce(OPT_OUTS_TESTED, '')
      return { result, entry: run }
    },
  }
}
