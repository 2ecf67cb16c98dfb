import { ALL, duplicateVisits } from '../fund/index.ts'
import { formatPounds, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { type Disclosed, disclosedWords } from '../record/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'
import { monthGiven, refuseUnended } from './month-given.ts'

export const command: CliCommand = {
  words: 'fund duplicates',
  summary: 'mornings on which carers whom both sides pay came to one door',
  usage: `concordat fund duplicates --month M [--json]

Counts the mornings on which home care and somebody of the community trust came to one person, in the weeks that begin
in a month that is over: by district and week, with the hours of home care on them and what those cost. Of everybody
who has not opted out; small numbers are not told, and the others are rounded, as the agreement says.

  --month M   YYYY-MM
  --json      {visits: [{area, week, weeks, pairs, hours, pence}]}; area is all, or districts together; weeks is how
              many from week on are told as one, where one alone would be of too few; what may not be told is null;
              pence are whole numbers as text`,
  options: { month: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const month = monthGiven(values)
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      refuseUnended(month, place.clock.now())
      const found = await duplicateVisits(place, month)
      if (found === undefined) {
        out(json ? '{}' : 'No clause says how counts may be told.')
        return 1
      }
      const numberOf = (told: Disclosed) => ('about' in told ? told.about : null)
      const visits = found.map(({ area, week, weeks, pairs, hours, pence }) => ({
        ...{ area, week, weeks, pairs: numberOf(pairs), hours: numberOf(hours) },
        pence: pence === undefined ? null : String(pence),
      }))
      if (json) out(JSON.stringify({ visits }))
      for (const { area, week, pairs, hours, pence } of json ? [] : found) {
        const cost = pence === undefined ? '' : `, ${formatPounds(pence, { pence: false })}`
        const where = area === ALL ? 'everywhere' : area
        out(
          `${week}  ${where}: mornings ${disclosedWords(pairs)}, hours ${disclosedWords(hours)}${cost}`,
        )
      }
      if (!json) out(plural(found.length, 'line'))
      return 0
    } finally {
      await place.close()
    }
  },
}
