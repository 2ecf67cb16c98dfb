import { agreedNames } from '../access/index.ts'
import { openPlace } from '../main.ts'
import { alertsTold } from '../record/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'watch',
  summary: 'looks that should be asked about, each with why',
  usage: `concordat watch [--open] [--json]

Lists the looks of the last year that should be asked about, the newest first: by which rule of the clause, by whom, and
what became of each. Whoever was looked at is told by id alone.

  --open   only those of which nobody has said yet what became
  --json   {alerts: [{id, at, rule, actor, persons, says, closed}]}`,
  options: { open: { type: 'boolean' } },
  async run({ values, settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const names = agreedNames(place.agreement.current())
      const alerts = await alertsTold(place, values.open === true, names)
      if (json) out(JSON.stringify({ alerts }))

      for (const { at, actor, says, closed } of json ? [] : alerts) {
        const who = `${actor.name}, ${names.role(actor.role)} at ${names.party(actor.organisation)}`
        out(`${at}  ${who}: ${says}${closed === undefined ? '' : ` Closed ${closed.at}.`}`)
      }
      if (!json && alerts.length === 0) out('No look has to be asked about.')
      return 0
    } finally {
      await place.close()
    }
  },
}
