import { z } from 'zod'
import { dayInLondon, mayBeDay, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { schemesOf } from './queries.ts'
import { insertCostCentre } from './queries-cost-centres.ts'
import { rulesOf } from './rules.ts'

export const MAP_COST_CENTRE = 'fund.map-cost-centre'

/** Says of which scheme a cost centre of one's own side is. Both sides see it, with the day from which it holds. */
export const mapCostCentre = namedCommand({
  name: MAP_COST_CENTRE,
  says: 'Says of which scheme a cost centre is',
  label: 'Say what it is for',
  basis: { action: MAP_COST_CENTRE, does: 'say of which scheme a cost centre of their side is' },
  input: z.strictObject({
    costCentre: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(60, 'is longer than 60 characters')
      .transform((text) => text.toUpperCase())
      .meta({ label: 'Which cost centre?', hint: 'As your books have it, like CC-2210' }),
    scheme: z.string().trim().max(60, 'is longer than 60 characters').meta({
      label: 'Of which scheme?',
      hint: 'As the plan calls it; left empty, of none any more',
    }),
    from: mayBeDay('From which day?', 'Left empty, today'),
  }),
  refuses: ['not-yours', 'no-such-scheme'],
  leads: () => '/fund/differences',
  async run({ tx, now, entryId, viewer, announce }, { costCentre, scheme, from }, place: Place) {
    const { id: actor, name, side } = viewer.actor
    if (!rulesOf(place.agreement.current()).sides.has(side)) {
      return refuse('not-yours', 'You stand on neither side, and each says this of its own books.')
    }
    const known = await schemesOf(tx)
    if (scheme !== '' && !known.some(({ id }) => id === scheme)) {
      return refuse('no-such-scheme', `No plan has a scheme ${scheme}.`, {
        next: 'Give the name that stands in the plan.',
      })
    }
    const one = {
      ...{ side, costCentre, scheme, from: from ?? dayInLondon(now), actor, name },
      learntAt: now.toISOString(),
    }
    insertCostCentre(tx, one, entryId)
    announce('fund.cost-centre', side)
    return { result: { side, costCentre, scheme, from: one.from }, entry: { costCentres: [one] } }
  },
})
