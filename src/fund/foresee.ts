import { z } from 'zod'
import { dayField, isRefusal, mayBeDay, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { fundOn } from './books.ts'
import { fundField, reasonField, schemeField } from './fields.ts'
import type { KnownChange } from './known-change.ts'
import { lockBooks, schemesOf } from './queries.ts'
import { insertChange, saidChange } from './queries-changes.ts'
import { rulesOf } from './rules.ts'

export const FORESEE = 'fund.foresee'

/** Says what is known to change of what a scheme spends, so that the forecast counts it. No money moves. */
export const foresee = namedCommand({
  name: FORESEE,
  says: 'Says what is known to change of what a scheme will spend: by so much a week, or by an uplift',
  label: 'Say what will change',
  basis: { action: FORESEE, does: 'say what is known to change of what a scheme will spend' },
  input: z.strictObject({
    scheme: schemeField(),
    from: dayField('From which day?'),
    until: mayBeDay('Until which day?', 'Left empty, to the end of the year'),
    weekly: z
      .string('must be whole pence as text, like "125050" or "-125050"')
      .regex(/^-?[1-9]\d{0,14}$/, 'must be whole pence as text, like "125050" or "-125050"')
      .transform(BigInt)
      .optional()
      .meta({ label: 'By how much a week?', hint: 'In pence, with a minus where less is spent' }),
    factor: z
      .string()
      .regex(/^\d{1,2}(\.\d{1,4})?$/, 'is not a number like 1.04')
      .optional()
      .meta({ label: 'Or so many times as much', hint: 'Like 1.04 for an uplift of 4 in 100' }),
    reason: reasonField(),
    fund: fundField(),
  }),
  refuses: ['no-such-fund', 'no-such-scheme', 'not-in-year', 'nothing-said'],
  preview: () => 'The forecast counts it from then on. No money moves.',
  leads: ({ fund }: { fund: string }) => `/fund/${fund}/forecast`,
  async run({ tx, now, entryId, viewer, announce }, { fund: said, ...one }, place: Place) {
    const { scheme, from, until, weekly, factor, reason } = one
    const rules = rulesOf(place.agreement.current())
    const id = fundOn(rules, from, said)
    if (isRefusal(id)) return id
    const fund = rules.funds.get(id)
    if (fund === undefined)
      return refuse('no-such-fund', `There is no fund ${id} in the agreement.`)
    if ((weekly === undefined) === (factor === undefined)) {
      return refuse(
        'nothing-said',
        'Say by how much a week, or how many times as much: one of the two.',
      )
    }
    const last = until ?? fund.until
    if (from < fund.from || last > fund.until || last < from)
      return refuse('not-in-year', `${from} to ${last} is not in the year of ${fund.name}.`)
    lockBooks(tx)
    if (!(await schemesOf(tx, id)).some((known) => known.id === scheme))
      return refuse('no-such-scheme', `${fund.name} has no scheme ${scheme}.`, {
        at: `/fund/${id}`,
      })
    const { id: actor, name } = viewer.actor
    const change: KnownChange = {
      ...{ id: newId(now.getTime()), fund: id, scheme, from, reason, actor, name },
      ...(until === undefined ? {} : { until }),
      ...(weekly === undefined ? {} : { weekly }),
      ...(factor === undefined ? {} : { factor }),
      learntAt: now.toISOString(),
    }
    insertChange(tx, change, entryId)
    announce('fund.change', id)
    return { result: { change: change.id, fund: id }, entry: { changes: [saidChange(change)] } }
  },
})
