import { MATCH, matchInvoices } from '../fund/index.ts'
import { formatPounds } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import type { CliCommand } from './command.ts'
import { monthGiven } from './month-given.ts'

export const command: CliCommand = {
  words: 'fund match',
  summary: 'the invoices of a month against the care that was given',
  usage: `concordat fund match --month M --as USER [--purpose P] [--json]

Holds each line of the invoices that are dated in a month against the care of whom it names: hours of visits as they
were made, places in care homes, and what was arranged. Each person is a look by USER, written down before anything is
read; of whom they may not see, a line is not-ours, as of nobody.

  agreed       it is what was given, at the price that was agreed
  short        less was given than is charged
  over         the price or the sum is more than was agreed
  twice        an earlier invoice charges the same week of the same care
  not-ours     nobody of ours is called so, or has care of that provider
  ended        the care had ended before that week
  in-hospital  less was given than is charged, and they were in hospital in that week

  --month M          YYYY-MM
${ACTING_USAGE}
  --json             {month, invoices: [{id, supplier, lines, agreed_pence, queried_pence, lines_queried: [{line,
                     number, verdict, says, pence, answer}]}]}; id is the invoice’s number, line is what
                     fund.answer-query asks for`,
  options: { ...ACTING_OPTIONS, month: { type: 'string' } },
  async run(call) {
    const { values, settings, json, out } = call
    const month = monthGiven(values)
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerActing(call, place.agreement)
      const why = place.whyNot(viewer, MATCH)
      if (why !== undefined) {
        if (json) out(JSON.stringify({ month, invoices: [], refusal: why }))
        else out(why.sentence)
        return 1
      }
      const invoices = await matchInvoices(place, viewer, month)
      const told = invoices.map(({ number, supplier, lines, agreed, queried, queries }) => ({
        ...{
          id: number,
          supplier,
          lines,
          agreed_pence: String(agreed),
          queried_pence: String(queried),
        },
        lines_queried: queries.map(({ line, verdict, says, answer }) => ({
          ...{ line: line.id, number: line.said.line ?? String(line.row), verdict, says },
          ...{ pence: String(line.pence), answer: answer?.answer ?? null },
        })),
      }))
      if (json) out(JSON.stringify({ month, invoices: told }))
      for (const one of json ? [] : told) {
        const [agreed, queried] = [one.agreed_pence, one.queried_pence].map((each) =>
          formatPounds(BigInt(each)),
        )
        out(`${one.supplier}, ${one.id}: ${agreed} as given, ${queried} queried`)
        for (const { number, verdict, says } of one.lines_queried)
          out(`  line ${number}  ${verdict}  ${says}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
