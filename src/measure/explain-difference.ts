import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { measureChoices, measureField, periodField } from './fields.ts'
import { lastEditions } from './queries.ts'
import { insertOwnFigure, ownFigures } from './queries-difference.ts'

export const EXPLAIN = 'measure.explain-difference'

type Explained = { readonly measure: string; readonly period: string; readonly party: string }

/**
 * A partner's own figure, which is another than ours, stands beside ours; and why, with who looks into it and by
 * when. What is said later takes the place of what was said before, which stays in the log.
 */
export const explainDifference = namedCommand({
  name: EXPLAIN,
  says: 'Puts a partner’s own figure beside ours, and says why it is another',
  label: 'Say what our own books have',
  basis: { action: EXPLAIN, does: 'say what their own books have, and why it is another figure' },
  input: z.strictObject({
    measure: measureField(),
    period: periodField('Of which month?'),
    value: z
      .string()
      .regex(/^-?\d{1,12}(\.\d{1,6})?$/, 'must be a number, like 12.5')
      .meta({ label: 'Our own figure', hint: 'A number, like 12.5' }),
    why: z
      .string()
      .trim()
      .max(500, 'is longer than 500 characters')
      .optional()
      .meta({ label: 'Why is it another?', hint: 'Left empty, nobody knows yet' }),
    owner: z
      .string()
      .trim()
      .max(120, 'is longer than 120 characters')
      .optional()
      .meta({ label: 'Who looks into it?' }),
    due: z.iso
      .date({ error: 'must be a day, like 2026-04-01' })
      .optional()
      .meta({ label: 'By when?' }),
  }),
  refuses: ['no-such-month', 'unanswered', 'no-party'],
  choices: measureChoices,
  preview: () => 'It stands beside the figure that both calculators gave.',
  leads: ({ measure }: Explained) => `/measure/${measure}`,
  async run({ tx, viewer, now, entryId }, input, _: Place) {
    const { measure, period, value, why, owner, due } = input
    const { organisation: party, id } = viewer.actor
    if (party === '')
      return refuse('no-party', 'Only who acts for a partner has books to speak of.')
    const told = await lastEditions(tx, { measure })
    if (!told.some((one) => one.period === period)) {
      return refuse('no-such-month', `Nothing was told of ${measure} for ${period}.`)
    }
    if (!why && !(owner && due)) {
      const next = 'Say why, or who looks into it and by when.'
      return refuse('unanswered', 'A figure that differs has a reason, or somebody who looks.', {
        next,
      })
    }
    const before = await ownFigures(tx, { measure, period })
    const number = (before.find((one) => one.party === party)?.number ?? 0) + 1
    const said = { why: why || null, owner: owner || null, due: due || null }
    const one = { measure, period, party, number, value, ...said, said_by: id, said_at: now }
    insertOwnFigure(tx, one, entryId)
    const result: Explained = { measure, period, party }
    return { result, entry: { ...result, number, value, ...said } }
  },
})
