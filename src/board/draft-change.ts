import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { readDraft } from './draft.ts'
import { idField, textField } from './fields.ts'
import { BOARD_REFUSALS, mayAct, openItem } from './open-board.ts'

export const DRAFT_CHANGE = 'board.draft-change'

/**
 * A clause as it would stand: checked as the agreement is, and public beside the one that it would replace from now
 * on.
 */
export const draftChange = namedCommand({
  name: DRAFT_CHANGE,
  says: 'Drafts a change of a clause of the agreement',
  label: 'Publish the draft',
  basis: { action: DRAFT_CHANGE, does: 'draft a change of the agreement' },
  input: z.strictObject({
    item: idField('Item'),
    clause: textField('Which clause?', 12, { hint: 'Its number, like 19.5' }),
    becomes: textField('How would it stand?', 20_000, {
      hint: 'All of it, as the file of the agreement has it, from - number: on',
      rows: 16,
    }),
    reason: textField('Why?', 2_000, { hint: 'Everybody reads it', rows: 3 }),
  }),
  refuses: [...BOARD_REFUSALS, 'not-readable', 'stale'],
  preview: () => 'Everybody reads it beside the clause that it would replace, from now on.',
  leads: ({ item }: { item: string }) => `/board/items/${item}/draft`,
  async run(context, { item: id, clause, becomes, reason }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const may = mayAct(opened, 'draft')
    if (isRefusal(may)) return may
    const base = opened.agreement!.hash
    const before = opened.item.drafts.filter((one) => one.base === base && one.clause !== clause)
    const read = await readDraft(place, context.tx, [...before, { clause, becomes }], base)
    if ('fault' in read) return refuse('not-readable', read.fault)
    if (read.hash === base) return refuse('stale', 'It says what the agreement says already.')
    const { meeting } = opened.item
    const says = { clause, becomes, reason, base, hash: read.hash }
    return opened.say({ item: id }, [{ act: 'draft', item: id, ...(meeting && { meeting }), says }])
  },
})
