import { agreedNames } from '../access/index.ts'
import { everyLook } from '../record/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE } from './acting.ts'
import type { CliCommand } from './command.ts'
import { lookAtOne } from './look-at-one.ts'

export const command: CliCommand = {
  words: 'looks',
  summary: 'who has looked at somebody, when, what for and by which clause',
  usage: `concordat looks ID --as USER [--purpose P --role R --organisation O] [--json]

Lists every look at a person, allowed or refused, the newest first, and the running numbers that are missing. Reading it
is a look as well: it is written down first.

  ID                 an NHS number, or the id in the address of a person's page
${ACTING_USAGE}
  --json             {looks: [{number, at, name, role, organisation, purpose, clause, outcome, what, times}],
                     complete, missing: [N], proof: {size, root}}. Refused: {looks: [], refusal}

Exit code: 0 the list is whole, 1 a look is missing, or none of them is told.`,
  joins: true,
  options: ACTING_OPTIONS,
  async run(call) {
    const { json, out } = call
    return lookAtOne(call, 'looks', everyLook, async ({ looks, missing }, place) => {
      const { size, root } = await place.trail.status()
      const complete = missing.length === 0
      if (json) {
        const said = looks.map(({ entry: _, ...look }) => look)
        out(JSON.stringify({ looks: said, complete, missing, proof: { size, root } }))
        return complete ? 0 : 1
      }
      const names = agreedNames(place.agreement.current())
      for (const look of looks) {
        const { number, at, name, role, organisation, purpose, clause, outcome, what } = look
        const who = [name, names.role(role), names.party(organisation)].filter(Boolean).join(', ')
        const said = `${number}  ${at}  ${who}, for ${names.purpose(purpose)}: ${what}`
        out(`${said}, ${outcome}${clause === '' ? '' : ` by clause ${clause}`}`)
      }
      out(complete ? 'None is missing.' : `Missing from the log: ${missing.join(', ')}.`)
      return complete ? 0 : 1
    })
  },
}
