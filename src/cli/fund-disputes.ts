import { disputedCosts } from '../fund/index.ts'
import { formatPounds, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'fund disputes',
  summary: 'costs of which partners do not agree who bears them, with what is paid of each',
  usage: `concordat fund disputes [--json]

Each is paid meanwhile, out of what no scheme has, and stands in suspense until it is settled (fund.settle): no budget
of either side has less. Those that are not settled stand first, the oldest before the others.

  --json   {disputes: [{id, fund, scheme, activity, supplier, about, pence, suspense_pence, paid_on, age_days, dispute,
           state, step, holder, due, proposal, bears: [{party, parts}], interest: [{party, pence}]}]}; pence are whole
           numbers as text; state is open, agreed (and not booked yet), ended (without saying who bears it) or settled`,
  options: {},
  async run({ settings, json, out, house }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const all = await disputedCosts(place)
      const told = all.map((one) => {
        const { dispute, settlement, agreed } = one
        const { standing } = dispute ?? {}
        const over = standing?.state === 'settled' || standing?.state === 'withdrawn'
        const open = over ? 'ended' : 'open'
        return {
          ...{ id: one.id, fund: one.fund, scheme: one.scheme, activity: one.activity },
          ...{ supplier: one.supplier ?? null, about: one.about, pence: String(one.pence) },
          ...{ suspense_pence: String(one.suspense), paid_on: one.at, age_days: one.ageDays },
          dispute: dispute?.id ?? null,
          state: settlement !== undefined ? 'settled' : agreed !== undefined ? 'agreed' : open,
          ...{ step: standing?.on.name ?? null, holder: dispute?.holder ?? null },
          ...{ due: standing?.due ?? null, proposal: standing?.proposal?.words ?? null },
          ...{ bears: settlement?.bears ?? agreed ?? [], interest: settlement?.interest ?? [] },
        }
      })
      if (json) out(JSON.stringify({ disputes: told }))
      for (const one of json ? [] : told) {
        const [pence, held] = [one.pence, one.suspense_pence].map((each) =>
          formatPounds(BigInt(each)),
        )
        out(
          `${one.id}  ${one.state}  ${pence}, ${held} in suspense, ${plural(one.age_days, 'day')}  ${one.about}`,
        )
      }
      if (!json) out(plural(told.length, 'disputed cost'))
      return 0
    } finally {
      await place.close()
    }
  },
}
