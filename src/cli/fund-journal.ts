import { journalOf, penceOf, readAccount } from '../fund/index.ts'
import { formatPounds } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { dayGiven } from './day-given.ts'

export const command: CliCommand = {
  words: 'fund journal',
  summary: 'every transfer of the pooled fund, in the order in which this place learnt of them',
  usage: `concordat fund journal [--account A] [--from D] [--to D] [--json]

  --account A   only transfers from it or to it
  --from D      booked on this day or after, YYYY-MM-DD
  --to D        booked on this day or before

  --json   {transfers: [{id, number, step, at, of_day, known_at, debit, credit, pence, origin, scheme, clause, ends,
           reverses, supplier, reason, key}]}; pence are whole numbers as text`,
  options: { account: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    refuseNoPlace(settings)
    const asked = {
      account: textOption(values, 'account'),
      from: dayGiven(values, 'from'),
      to: dayGiven(values, 'to'),
    }
    const place = await openPlace(settings, { house })
    try {
      const transfers = (await journalOf(place.databases.care.short, asked)).map((one) => {
        const [debit, credit] = [readAccount(one.debit)!, readAccount(one.credit)!]
        return {
          ...{
            id: one.id,
            number: one.number,
            step: one.step,
            at: one.at,
            of_day: one.ofDay ?? null,
          },
          ...{
            known_at: one.learntAt,
            debit: one.debit,
            credit: one.credit,
            pence: String(penceOf(one)),
          },
          ...{ origin: debit.origin, scheme: debit.scheme || credit.scheme, clause: one.clause },
          ...{
            ends: one.of ?? null,
            reverses: one.reverses ?? null,
            supplier: one.supplier ?? null,
          },
          ...{ reason: one.reason, key: one.key },
        }
      })
      if (json) out(JSON.stringify({ transfers }))
      for (const one of json ? [] : transfers) {
        const what = `${one.at}  ${one.step} ${formatPounds(BigInt(one.pence))}`
        out(
          `${String(one.number).padStart(6)}  ${what}  ${one.credit} > ${one.debit}  ${one.reason}`,
        )
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
