import { systemActor } from '../kernel/index.ts'
import { IDENTITY } from '../record/index.ts'
import type { Place } from '../room.ts'
import { definitionsOf } from './definition.ts'
import { PUBLISH } from './publish.ts'
import { workedMeasures } from './queries-work.ts'

const MAKER = { actor: systemActor('make the made-up place'), purpose: '' }

/** What the made-up place shows of what is counted: the months that are over, worked as anybody has them worked. */
export async function makeUpMeasures(place: Place, tell: (text: string) => void): Promise<void> {
  const under = definitionsOf(place.agreement.current())[0]?.clause
  if (under === undefined || (await workedMeasures(place.databases.care.short)).size > 0) return
  tell('Working what is counted.')
  // What the feeds told is in the record first.
  while ((await place.errands.waitsSince(IDENTITY)) !== undefined) await place.errands.runDue()
  await place.call(PUBLISH, { viewer: MAKER, input: {}, key: 'made-up measures', under })
}
