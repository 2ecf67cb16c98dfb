import { Fault, formatCount, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { testOptOuts } from '../record/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'optout test',
  summary: 'whether anybody who opted out is counted',
  usage: `concordat optout test [--json]

Looks for everybody known here who has opted out, nationally, at a practice or here, under each of the numbers and
records that they have, and for each of them in what is counted. The place does the same every day. That it ran is in
the log; where it finds somebody, nothing is counted until a governance lead has put it right and answered for it.

  --json   {ok, seeded, movers, leaks: [{person, where}]}

Exit code: 0 nobody is counted, 1 somebody is.`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const viewer = { actor: operator(), purpose: '' }
      const found = await testOptOuts(place, viewer)
      if (found === undefined) {
        const remedy = 'Add the clauses of kind opt-out.'
        throw new Fault('no clause lets anybody opt out', 'agreement', remedy, 1)
      }
      const ok = found.leaks.length === 0
      if (json) out(JSON.stringify({ ok, ...found }))
      else {
        const { seeded, movers, leaks } = found
        const many = plural(seeded, 'person has', 'people have')
        out(`${many} opted out, ${formatCount(movers)} of whom several sources know.`)
        out(ok ? 'Nobody of them is counted.' : `${formatCount(leaks.length)} are counted:`)
        for (const { person, where } of leaks) out(`${person}  ${where}`)
      }
      return ok ? 0 : 1
    } finally {
      await place.close()
    }
  },
}
