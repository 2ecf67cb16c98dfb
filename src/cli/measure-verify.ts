import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { verifyMeasure } from '../measure/index.ts'
import { plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'measure verify',
  summary: 'a month of a measure by both calculators: whether they give the same',
  usage: `concordat measure verify NAME --month YYYY-MM [--extract DIR] [--json]

Works the month by the query of the definition, and by its rules from an extract that was sealed; without one from the
same facts as they are now. They must give the same of every person.

  --extract DIR   what measure extract wrote: it is held to its seal in the log
  --json          {sql: {numerator, denominator}, plain: {numerator, denominator}, equal}

These sums are exact and may rest on few people: they are for whoever has the machine, and are not to be passed on.
Exits 1 unless they are equal.`,
  options: { month: { type: 'string' }, extract: { type: 'string' } },
  async run({ positionals, values, settings, house, json, out }) {
    const [name, ...others] = positionals
    if (name === undefined || others.length > 0) {
      throw new Fault('one measure is verified at a time', 'measure verify NAME', 'Name one.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const folder = textOption(values, 'extract')
      const month = textOption(values, 'month') ?? ''
      const asked = { month, ...(folder === undefined ? {} : { folder }) }
      const { sql, plain, equal, differ } = await verifyMeasure(place, name, asked)
      if (json) out(JSON.stringify({ sql, plain, equal }))
      else {
        out(`query: ${sql.numerator} / ${sql.denominator}`)
        out(`rules: ${plain.numerator} / ${plain.denominator}`)
        out(equal ? 'equal' : `they differ of ${plural(differ, 'person', 'people')}`)
      }
      return equal ? 0 : 1
    } finally {
      await place.close()
    }
  },
}
