import type { PowerRow } from '../access/index.ts'
import { actedBy, actorAt, MADE_UP_PLACE } from '../agreement/index.ts'
import { askErrand, type Errand, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readPersonas } from '../shell/index.ts'
import { adoptModel, trainModel } from './adopt-model.ts'
import { versionsOf } from './queries-match.ts'

const NAME = 'people.make-up-models'
const AGAIN_MS = 3_000

/** What the made-up place shows of matching: a version learnt from its records, which both sides have adopted. */
export async function showModels(place: Place): Promise<void> {
  if (leadsOf(place, trainModel.name).length === 0) return
  await askErrand(place.databases.care, NAME, [''], place.clock.now())
}

/** By the commands by which anybody does it, under keys that are always the same, so that it is done once. */
export const makeUpModels: Errand<Place> = {
  name: NAME,
  does: 'have a version of matching learnt and adopted in the made-up place',
  async run({ tx, now }, _, place) {
    const [first] = leadsOf(place, trainModel.name)
    if (first === undefined) return undefined
    await place.call(trainModel.name, { viewer: first, input: {}, key: `made-up ${NAME}` })
    const [version] = (await versionsOf(tx)).toReversed()
    if (version === undefined) return new Date(now.getTime() + AGAIN_MS)
    for (const viewer of leadsOf(place, adoptModel.name)) {
      const key = `made-up ${NAME} ${viewer.actor.side}`
      await place.call(adoptModel.name, { viewer, input: { version: version.version }, key })
    }
    return undefined
  },
}

/** In the made-up place: one of each side who may do this. */
export function leadsOf(place: Place, action: string): Viewer[] {
  const agreement = place.agreement.current()
  const power = agreement?.table<PowerRow>('power').find(({ does }) => does.includes(action))
  if (agreement === undefined || power === undefined) return []
  const personas = readPersonas(place.settings.placeFolder).flatMap(({ people }) => people)
  const actors = personas
    .filter(({ role }) => role === power.role)
    .map((one) => actedBy(MADE_UP_PLACE, actorAt(agreement, one)))
  return agreement.sides.flatMap(({ id }) => {
    const actor = actors.find(({ side }) => side === id)
    return actor === undefined ? [] : [{ actor, purpose: power.purpose }]
  })
}
