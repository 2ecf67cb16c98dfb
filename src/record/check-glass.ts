import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import { noteReason } from './note-words.ts'
import { lockAct } from './queries-acts.ts'

export const CHECK_GLASS = 'record.check-glass'

const FOUND = ['right', 'wrong'] as const
const CHOICES = {
  right: 'It was right to open the record',
  wrong: 'It should not have been opened',
}

/** Somebody of another organisation says whether it was right to break a glass. The person reads it. */
export const checkGlass = namedCommand({
  name: CHECK_GLASS,
  says: 'Checks whether it was right to open a record in need',
  label: 'Say what you found',
  basis: { action: CHECK_GLASS, does: 'check whether it was right to open a record in need' },
  input: z.strictObject({
    glass: z.uuid('is not the id of a broken glass').meta({ label: 'Glass', hidden: true }),
    found: z
      .enum(FOUND, `must be one of ${FOUND.join(', ')}`)
      .meta({ label: 'What did you find?', words: CHOICES }),
    words: noteReason('How do you know, and what was done?', 'The person reads it.'),
  }),
  refuses: ['no-such-glass', 'checked-already', 'own-organisation'],
  preview: () => 'The person reads what you found, with your name.',
  leads: () => '/questions',
  async run(context, { glass, found, words }, _place: Place) {
    const of = await lockAct(context.tx, glass)
    if (of?.act.kind !== 'glass') {
      return refuse('no-such-glass', 'There is no broken glass with this id.')
    }
    if (of.followed.length > 0) {
      return refuse('checked-already', 'Somebody has checked this already.')
    }
    const { by, personId, members } = of.act
    const { id, organisation } = context.viewer.actor
    if (by.organisation === organisation || by.id === id) {
      const sentence = 'Somebody of another organisation checks what is done in yours.'
      return refuse('own-organisation', sentence)
    }
    const given = { kind: 'glass-check' as const, personId, members, about: glass }
    return keepAct(context, { ...given, says: { found, words } }, { glass, found })
  },
})
