import { Fault, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { takePopulation } from '../measure/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'measure population',
  summary: 'take in how many people live here, by area, age, sex and ethnic group',
  usage: `concordat measure population FILE [--json]

Takes a table with the headings area, age_from, age_to, sex, ethnic_group, year, people. A year that is in it takes the
place of what was known of that year. Rates are made of it, and never of who happens to be known.

  --json   {years, people}

Exit code: 0 done, 2 the file could not be read: nothing of it is kept.`,
  options: {},
  async run({ positionals, settings, house, json, out }) {
    const [path, ...others] = positionals
    if (path === undefined || others.length > 0) {
      throw new Fault('one table is taken at a time', 'measure population FILE', 'Name one.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const taken = await takePopulation(place, path, { actor: operator(), purpose: '' })
      if (json) out(JSON.stringify(taken))
      else out(`${plural(taken.people, 'person', 'people')} in ${taken.years.join(', ')}.`)
      return 0
    } finally {
      await place.close()
    }
  },
}
