import { breakGlassRule } from '../access/index.ts'
import type { Errand, Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { lockAct } from './queries-acts.ts'
import { revealRule } from './reveal-kind.ts'
import { writeLooks } from './write-looks.ts'

export const NOTE_OPENING = 'record.note-opening'

/**
 * Whoever opens a record here has it in the person's chain of looks too, whether they then look or not: the proof that
 * the person takes home holds it, and fails where it is taken out.
 */
export const noteOpening: Errand<Place> = {
  name: NOTE_OPENING,
  does: 'write a broken glass, or a way into a home that was shown, among the looks at a person',
  async run({ tx }, key, place) {
    const found = await lockAct(tx, key)
    if (found === undefined) return undefined
    const { kind, members, by, purpose } = found.act
    const agreement = place.agreement.current()
    const rule = kind === 'glass' ? breakGlassRule(agreement) : revealRule(agreement)
    const what = kind === 'glass' ? 'broke the glass' : 'was shown how to get into the home'
    const viewer: Viewer = { actor: { ...by, via: 'web' }, purpose }
    const clause = rule?.clause ?? ''
    await writeLooks(place, viewer, [{ identity: members, what, outcome: 'allowed', clause }])
    return undefined
  },
}
