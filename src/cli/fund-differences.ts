import { type Difference, fundOn, readDifferences, rulesOf } from '../fund/index.ts'
import { Fault, formatPounds, isMonth, isRefusal, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'fund differences',
  summary: 'where the books of both sides and of the bank say otherwise than ours',
  usage: `concordat fund differences --period P [--fund F] [--json]

Holds the ledgers of both sides and the bank, as they were taken in (fund import), against our books, line by line. A
line is found again by its scheme, sum, supplier and day; what is left is a difference with a reason, somebody who has
to settle it, and its age. Nothing is made equal: what the books come to differs by these lines and by nothing else.

  --period P   a month, YYYY-MM
  --fund F     where the month is in the years of several funds
  --json       {fund, period, balances: [{side, ours_pence, theirs_pence, agreed}], lines: [{side, reason, scheme,
               supplier, ours_pence, theirs_pence, owner, age_days, says, transfers, file, row}]}; pence are whole
               numbers as text`,
  options: { period: { type: 'string' }, fund: { type: 'string' } },
  async run({ values, settings, json, out, err, house }) {
    const period = textOption(values, 'period')
    if (period === undefined || !isMonth(period))
      throw new Fault('this is no month', '--period', 'Write it like 2026-03.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const rules = rulesOf(place.agreement.current())
      const id = fundOn(rules, `${period}-01`, textOption(values, 'fund'))
      const fund = isRefusal(id) ? undefined : rules.funds.get(id)
      if (fund === undefined) {
        err(isRefusal(id) ? `${id.sentence} ${id.next ?? ''}`.trim() : `There is no fund ${id}.`)
        return 1
      }
      const { balances, lines } = await readDifferences(place, fund, period)
      const told = balances.map(({ side, ours, theirs, agreed }) => ({
        ...{ side, ours_pence: String(ours), theirs_pence: String(theirs), agreed },
      }))
      if (json) {
        out(JSON.stringify({ fund: fund.id, period, balances: told, lines: lines.map(asJson) }))
        return 0
      }
      for (const { side, ours, theirs } of balances)
        out(`${side}: ours ${formatPounds(ours)}, theirs ${formatPounds(theirs)}`)
      for (const one of lines)
        out(`${one.side}  ${formatPounds(one.ours)} / ${formatPounds(one.theirs)}  ${one.says}`)
      out(plural(lines.length, 'difference'))
      return 0
    } finally {
      await place.close()
    }
  },
}

function asJson(one: Difference) {
  const { side, reason, scheme, supplier, ours, theirs, owner, ageDays, says, transfers, line } =
    one
  return {
    ...{ side, reason, scheme, supplier, ours_pence: String(ours), theirs_pence: String(theirs) },
    ...{ owner, age_days: ageDays, says, transfers },
    ...{ file: line?.file ?? null, row: line?.row ?? null },
  }
}
