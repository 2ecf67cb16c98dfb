import { z } from 'zod'
import { dayField, instantsInLondon, isRefusal, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatDateTime } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { bodiesOf } from './bodies.ts'
import { clearDays } from './clear-days.ts'
import { textField } from './fields.ts'
import { BOARD_REFUSALS, lacks, openBoard } from './open-board.ts'
import { askToTakeUp } from './take-up.ts'

export const CALL_MEETING = 'board.call-meeting'

type Called = { readonly meeting: string; readonly says: string }

export const callMeeting = namedCommand({
  name: CALL_MEETING,
  says: 'Calls a meeting of a body',
  label: 'Call the meeting',
  basis: { action: CALL_MEETING, does: 'call a meeting of a body' },
  input: z.strictObject({
    body: z.string().max(60).meta({ label: 'Which body?' }),
    on: dayField('On which day?', 'Both sides read it at the same minute'),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time, written like 14:00')
      .meta({ label: 'At what time?', hint: 'Like 14:00' }),
    where: textField('Where?', 200),
  }),
  refuses: [...BOARD_REFUSALS, 'too-late'],
  choices: (place: Place) => ({ body: bodyChoices(place) }),
  preview: ({ says }: Called) => says,
  leads: ({ meeting }: Called) => `/board/meetings/${meeting}`,
  async run(context, { body: named, on: day, at, where }, place: Place) {
    const opened = (await openBoard(context, place)).in(named)
    if (isRefusal(opened)) return opened
    const { body, seat, today } = opened
    const not = lacks('keeper', seat, body)
    if (not !== undefined) return not
    const days = clearDays(today, day, body.counts)
    if (days < body.clearDays) {
      const sentence = `Only ${days} clear days are left before ${day}, and ${body.name} gives ${body.clearDays}.`
      return refuse('too-late', sentence, { clause: body.clause, next: 'Take a later day.' })
    }
    const on = new Date(instantsInLondon(Date.parse(`${day}T${at}:00Z`))[0])
    const meeting = newId(context.now.getTime())
    askToTakeUp(context, body.id)
    const says =
      `${body.name} meets on ${formatDateTime(on, context.now)}. Both sides and everybody else ` +
      'read it at once.'
    return opened.say({ meeting, says }, [
      { act: 'call', meeting, says: { on: on.toISOString(), where } },
    ])
  },
})

export function bodyChoices({ agreement }: Pick<Place, 'agreement'>): ReadonlyMap<string, string> {
  return new Map(bodiesOf(agreement.current()).map(({ id, name }) => [id, name]))
}
