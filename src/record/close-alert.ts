import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import { ALERTED } from './judge-looks.ts'
import { noteReason } from './note-words.ts'
import { lockAct } from './queries-acts.ts'
import { alertNamed } from './queries-watch.ts'
import { WATCH_PATH } from './watch-person.ts'

export const CLOSE_ALERT = 'record.close-alert'

const FOUND = ['right', 'mistake', 'wrong'] as const
export const FOUND_WORDS: Readonly<Record<(typeof FOUND)[number], string>> = {
  right: 'There was a reason to look',
  mistake: 'The wrong record was opened by mistake',
  wrong: 'There was no reason to look',
}

/** What became of a look that should be asked about: whoever was looked at reads that it was asked, and by whom. */
export const closeAlert = namedCommand({
  name: CLOSE_ALERT,
  says: 'Says what became of a look that was asked about',
  label: 'Say what became of it',
  basis: { action: CLOSE_ALERT, does: 'say what became of looks that are asked about' },
  input: z.strictObject({
    alert: z.uuid('is not the id of an alert').meta({ label: 'Alert', hidden: true }),
    found: z
      .enum(FOUND, `must be one of ${FOUND.join(', ')}`)
      .meta({ label: 'What did you find?', words: FOUND_WORDS }),
    words: noteReason(
      'Whom did you ask, and what was done?',
      'Governance leads of both sides read it. Name nobody but whoever looked.',
    ),
  }),
  refuses: ['no-such-alert', 'closed-already', 'own-look'],
  preview: () => 'It leaves the queue of both sides, with your name and what was done.',
  leads: () => WATCH_PATH,
  async run(context, { alert, found, words }, _place: Place) {
    await lockAct(context.tx, alert)
    const of = await alertNamed(context.tx, alert)
    if (of === undefined) return refuse('no-such-alert', 'There is no alert with this id.')
    if (of.closedBy !== undefined)
      return refuse('closed-already', 'Somebody has closed it already.')
    if (of.actor.id === context.viewer.actor.id) {
      return refuse('own-look', 'Somebody else says what became of a look of yours.')
    }
    context.announce(ALERTED, alert)
    const whom = { personId: of.persons[0]!, members: of.persons }
    const given = {
      kind: 'alert-close' as const,
      ...whom,
      about: alert,
      party: of.actor.organisation,
    }
    return keepAct(context, { ...given, says: { found, words } }, { alert, found })
  },
})
