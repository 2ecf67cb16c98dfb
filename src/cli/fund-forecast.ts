import { forecastFund, fundsOfYear, rulesOf } from '../fund/index.ts'
import { Fault, formatPounds, isDay } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'fund forecast',
  summary: 'what each scheme is likely to have spent by the end of its year, and why',
  usage: `concordat fund forecast --year Y [--at D] [--json]

Each month to come is taken to be like those that are over; what is spent and set apart is the least that it can be.
With fewer than three months it goes by the years before, or by the plan. In eight years of ten a scheme ends between
p10 and p90, where its months vary as they did.

  --year Y   like 2026-27
  --at D     only what was booked by that day, YYYY-MM-DD: to see how well a year would have been foretold

  --json     {fund, schemes: [{scheme, has, spent, reserved, p10, p50, p90, outside, why: [...]}]}; pence are whole
             numbers as text; outside is how far from its plan, where the clause asks for a notice, else null`,
  options: { year: { type: 'string' }, at: { type: 'string' } },
  async run({ values, settings, json, out, house }) {
    const [year, at] = [textOption(values, 'year'), textOption(values, 'at')]
    if (year === undefined) throw new Fault('no year is named', '--year', 'Write it like 2026-27.')
    if (at !== undefined && !isDay(at))
      throw new Fault(`${at} is no day`, '--at', 'Write it like 2026-03-10.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const funds = fundsOfYear(rulesOf(place.agreement.current()), year)
      if (funds.length === 0)
        throw new Fault(`the agreement has no fund of ${year}`, '--year', 'Write it like 2026-27.')
      const told = []
      for (const fund of funds) {
        const rows = await forecastFund(place, { fund, ...(at === undefined ? {} : { at }) })
        const schemes = rows.map((one) => ({
          ...{ scheme: one.scheme.id, has: String(one.has), spent: String(one.spent) },
          ...{ reserved: String(one.committed), p10: String(one.p10), p50: String(one.p50) },
          ...{
            p90: String(one.p90),
            outside: one.outside === undefined ? null : String(one.outside),
          },
          why: one.why,
        }))
        told.push({ fund: fund.id, schemes })
      }
      // A year of one fund is told as that fund; of several, each by itself.
      if (json) out(JSON.stringify(told.length === 1 ? told[0] : { funds: told }))
      for (const { schemes } of json ? [] : told) {
        for (const { scheme, p10, p50, p90, why } of schemes) {
          const [low, middle, high] = [p10, p50, p90].map((one) =>
            formatPounds(BigInt(one), { pence: false }),
          )
          out(`${scheme}  ${middle} (${low} to ${high})  ${why.join(' ')}`)
        }
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
