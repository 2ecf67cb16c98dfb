import { Fault, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { makeReturn, RETURNS } from '../transfer/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { monthGiven, refuseUnended } from './month-given.ts'
import { writeWhole } from './write-whole.ts'

export const command: CliCommand = {
  words: 'transfer return',
  summary: 'a national return of leaving hospital as a CSV file',
  usage: `concordat transfer return sitrep|ready-date --month YYYY-MM --out FILE.csv [--json]

Writes the acute discharge situation report, or the discharge-ready-date figures, of a month in the columns of the
national files: from the stays as they are counted, of adults who have not opted out. Where a figure would tell of
somebody it is [c]; the others are rounded, as the agreement says. What is not known here stands in no row.

  sitrep           each day of the month, the reasons as a mean of its Mondays, the bed days lost by them and what they
                   cost by the agreement's own price; the eight destinations are told by the four ways home
  ready-date       of each hospital and of the people of each council: bands, bed days and means
  --month YYYY-MM  which month
  --out FILE.csv   where to; a file that is there is replaced when the new one is whole
  --json           {return, month, out, rows, stays}`,
  options: { month: { type: 'string' }, out: { type: 'string' } },
  async run({ values, positionals, settings, house, json, out }) {
    const kind = RETURNS.find((one) => one === positionals[0])
    const file = textOption(values, 'out')
    if (kind === undefined) {
      throw new Fault('there is no such return', 'RETURN', `Give one of ${RETURNS.join(', ')}.`)
    }
    const month = monthGiven(values)
    if (!file) throw new Fault('no file was named', '--out', 'Give --out FILE.csv.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      refuseUnended(month, place.clock.now())
      const made = await makeReturn(place, kind, month)
      if (made === undefined) {
        out(json ? '{}' : 'No clause says how counts may be told.')
        return 1
      }
      writeWhole(file, made.text)
      const { rows, stays } = made
      if (json) out(JSON.stringify({ return: kind, month, out: file, rows, stays }))
      else out(`${file}: ${plural(rows, 'row')}`)
      return 0
    } finally {
      await place.close()
    }
  },
}
