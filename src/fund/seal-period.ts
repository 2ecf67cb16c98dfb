import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { fundOn, openBooks } from './books.ts'
import { fundField, periodField } from './fields.ts'
import { nextPeriod } from './period.ts'
import {
  type ClosedPeriod,
  insertPeriod,
  insertSeal,
  type Seal,
  sealsOf,
  transfersIn,
} from './queries-closing.ts'
import { periodRoot } from './root.ts'
import { rulesOf } from './rules.ts'

export const SEAL = 'fund.seal-period'

export type Sealed = {
  readonly fund: string
  readonly period: string
  readonly root: string
  readonly transfers: number
  readonly closed: boolean
  /** the sides that have not sealed the same yet, and what people call them */
  readonly waits: readonly string[]
  readonly whom: string
}

/**
 * An officer of a side seals a month as they saw it. When both sides have sealed the same, it is closed. What came
 * between the two makes another root, and then the first side seals again.
 */
export const sealPeriod = namedCommand({
  name: SEAL,
  says: 'Seals a month of the fund for one side',
  label: 'Seal this month',
  basis: { action: SEAL, does: 'seal a month of the fund for their side' },
  input: z.strictObject({
    period: periodField(),
    fund: fundField(),
    root: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'is not a root: 64 hexadecimal digits')
      .optional()
      .meta({ label: 'The root that was seen', hidden: true }),
  }),
  refuses: [
    'no-such-fund',
    'not-in-year',
    'too-early',
    'closed',
    'stale',
    'not-yours',
    'both-sides',
  ],
  preview: ({ closed, transfers, whom }: Sealed) =>
    closed
      ? `Both sides have sealed the same ${transfers}: nothing more is booked in this month.`
      : `It is sealed for your side, and waits for ${whom}.`,
  leads: ({ fund, period }: Sealed) => `/fund/${fund}/journal?month=${period}`,
  async run(context, { period, fund: said, root: seen }, place: Place) {
    const { tx, now, entryId, viewer } = context
    const id = fundOn(rulesOf(place.agreement.current()), `${period}-01`, said)
    if (isRefusal(id)) return id
    const books = await openBooks(context, place, { fund: id, schemes: [] })
    if (isRefusal(books)) return books
    const { fund, rules, closed, today } = books
    const { id: actor, name, side } = viewer.actor
    if (!rules.sides.has(side)) {
      return refuse('not-yours', 'You stand on neither side, and a month is sealed by both.')
    }
    if (period < fund.from.slice(0, 7) || period > fund.until.slice(0, 7)) {
      return refuse('not-in-year', `${period} is no month of ${fund.name}.`, {
        clause: fund.clause,
      })
    }
    if (`${nextPeriod(period)}-01` > today) {
      return refuse('too-early', `${period} is not over, so it cannot be sealed yet.`)
    }
    if (closed.has(period)) return refuse('closed', `Both sides have sealed ${period} already.`)
    const [transfers, seals] = await Promise.all([transfersIn(tx, id, period), sealsOf(tx, id)])
    const root = periodRoot(transfers)
    if (seen !== undefined && seen !== root) {
      return refuse('stale', 'Something has been booked in this month since you looked at it.', {
        next: 'Look at the month again, and seal what stands there now.',
      })
    }
    const same = seals.filter((one) => one.period === period && one.root === root)
    const others = [...rules.sides.keys()].filter((one) => one !== side)
    const waits = others.filter((one) => !same.some((by) => by.side === one))
    const again = same.find((one) => one.side === side)
    const whom = waits.map((one) => rules.sides.get(one)!).join(', ')
    if (again !== undefined) {
      return refuse(
        'both-sides',
        `${again.name} has sealed it for your side: it waits for ${whom}.`,
      )
    }
    const learntAt = now.toISOString()
    const about = { fund: id, period, root, transfers: transfers.length, learntAt }
    const seal: Seal = { ...about, side, actor, name }
    insertSeal(tx, seal, entryId)
    const closes = waits.length === 0
    const periods: ClosedPeriod[] = closes ? [about] : []
    for (const one of periods) insertPeriod(tx, one, entryId)
    context.announce('fund.period', id)
    const entry = { seals: [seal], ...(closes ? { periods } : {}) }
    const { learntAt: _, ...sealed } = about
    return { result: { ...sealed, closed: closes, waits, whom }, entry }
  },
})
