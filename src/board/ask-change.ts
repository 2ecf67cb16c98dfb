import { z } from 'zod'
import { isRefusal, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { CHANGES } from './fact.ts'
import { given, idField, textField } from './fields.ts'
import { BOARD_REFUSALS, mayAct, openItem } from './open-board.ts'
import { privacyFields, privacyIn } from './propose-item.ts'

export const ASK_CHANGE = 'board.ask-change'

type Asked = { readonly item: string; readonly change: string }

/** A chair asks the other to change an item: neither hides, opens, moves or takes one off alone. */
export const askChange = namedCommand({
  name: ASK_CHANGE,
  says: 'Asks the other chair to change an item on an agenda',
  label: 'Ask the other chair',
  basis: { action: ASK_CHANGE, does: 'ask the other chair to change an item' },
  input: z.strictObject({
    item: idField('Item'),
    what: z.enum(CHANGES).meta({
      label: 'What should be changed?',
      words: {
        'make-private': 'Keep it private for a time',
        open: 'Open it',
        place: 'Move it to another place',
        close: 'Take it off the agenda',
      },
    }),
    reason: textField('Why?', 1_000, { hint: 'Both sides and everybody read it', rows: 3 }),
    place: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .meta({ label: 'To which place?', hint: '1 is the first' }),
    ...privacyFields,
  }),
  refuses: [...BOARD_REFUSALS, 'not-private', 'no-place'],
  preview: () => 'It waits for the other chair, where both sides and everybody see it.',
  leads: ({ item }: Asked) => `/board/items/${item}`,
  async run(context, { item: id, what, reason, place: number, ...privacy }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const may = mayAct(opened, 'change')
    if (isRefusal(may)) return may
    const kept = what === 'make-private' ? privacyIn(privacy, opened) : undefined
    if (isRefusal(kept)) return kept
    if (what === 'make-private' && kept === undefined) {
      return refuse('not-private', 'Say under which paragraph it is kept back, and why.')
    }
    if (what === 'place' && number === undefined) {
      return refuse('no-place', 'Say to which place it should be moved.')
    }
    const change = newId(context.now.getTime())
    const { meeting } = opened.item
    const says = given({ change, what, reason, place: number, private: kept })
    const fact = { act: 'change' as const, item: id, ...(meeting && { meeting }), says }
    return opened.say({ item: id, change }, [fact])
  },
})
