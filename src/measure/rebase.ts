import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { definitionsOf } from './definition.ts'
import { measureChoices, measureField, periodField, reasonField } from './fields.ts'
import { lastEditions } from './queries.ts'
import { insertRebase, rebasesOf } from './queries-rebase.ts'

export const REBASE = 'measure.rebase'

type Rebased = { readonly measure: string; readonly period: string; readonly holds: boolean }

/**
 * Somebody says for their side that limits begin anew with a period: they do when the other side has said the same.
 */
export const rebase = namedCommand({
  name: REBASE,
  says: 'Says that the limits of a chart begin anew with a month; they do when both sides have said so',
  label: 'Begin the limits anew',
  basis: { action: REBASE, does: 'say where the limits of a chart begin anew' },
  input: z.strictObject({
    measure: measureField(),
    period: periodField('From which month?'),
    reason: reasonField('What changed then?'),
  }),
  refuses: ['no-such-month', 'said-already', 'no-side'],
  choices: measureChoices,
  preview: ({ holds }: Rebased) =>
    holds
      ? 'Both sides have said so: the limits begin anew.'
      : 'The limits stay as they are until the other side has said the same.',
  leads: ({ measure }) => `/measure/${measure}`,
  async run({ tx, viewer, now, entryId }, { measure, period, reason }, place: Place) {
    const { side, id } = viewer.actor
    if (side === '') return refuse('no-side', 'Only who acts for a side can say it for a side.')
    const told = await lastEditions(tx, { measure })
    if (!told.some((one) => one.period === period)) {
      const known = definitionsOf(place.agreement.current()).find((one) => one.id === measure)
      const last = told.at(-1)?.period
      const next =
        last === undefined ? 'Have it worked first.' : `The last that was told is ${last}.`
      const name = known?.name ?? measure
      return refuse('no-such-month', `Nothing was told of ${name} for ${period}.`, { next })
    }
    const sides = place.agreement.current()?.sides.length ?? 0
    const before = (await rebasesOf(tx, { measure, sides })).find((one) => one.period === period)
    if (before?.said.some((one) => one.side === side)) {
      return refuse('said-already', 'Your side has said so already.')
    }
    insertRebase(tx, { measure, period, side, by: id, reason, at: now }, entryId)
    const result: Rebased = { measure, period, holds: (before?.said.length ?? 0) + 1 >= sides }
    return { result, entry: { ...result, side, reason } }
  },
})
