import { openPlace } from '../main.ts'
import { listMeasures } from '../measure/index.ts'
import { plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'measure list',
  summary: 'what the agreement says is counted, by whom it is answered for, and since when',
  usage: `concordat measure list [--json]

  --json   {measures: [{name, clause, definition, version, direction, unit, owners: [{side, name}], months}]}; version
           is the hash of what is counted and how, and months are those that have been worked`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const measures = await listMeasures(place)
      if (json) out(JSON.stringify({ measures }))
      for (const one of json ? [] : measures) {
        out(
          `${one.name}  ${one.definition}, clause ${one.clause}: ${plural(one.months.length, 'month')}`,
        )
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
