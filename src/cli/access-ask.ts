import { Fault, isRefusal } from '../kernel/index.ts'
import { askAccess } from '../record/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { aboutPersons } from './look-at-one.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'access ask',
  summary: 'what somebody may see of a person, class by class, and by which clause',
  usage: `concordat access ask --as USER --purpose P --person ID [--role R --organisation O --unit U] [--json]

Says how USER stands to a person and what the agreement lets them see: the same decision as their page, of which nothing
is shown. That it was asked is written down as a look of this operating-system user, and the person can see it.

  --person ID        an NHS number, or the id in the address of a person's page
${ACTING_USAGE}
  --json             {relationships: [R], classes: [{class, allowed, clause, condition, sentence}]}

Exit code: 0 they may see something, 1 they may see nothing.`,
  options: { ...ACTING_OPTIONS, person: { type: 'string' } },
  async run(call) {
    const { values, json, out, err } = call
    const person = textOption(values, 'person')
    if (person === undefined) {
      throw new Fault('nobody was named', '--person', 'Give an NHS number or an id.')
    }
    return aboutPersons({ ...call, positionals: [person] }, async (place, viewer, [personId]) => {
      const asker = { actor: operator(), purpose: viewer.purpose }
      const asked = await askAccess(place, asker, { viewer, personId: personId! })
      if (isRefusal(asked)) {
        err(asked.sentence)
        return 1
      }
      if (json) out(JSON.stringify(asked))
      else {
        out(`Stands to them as: ${asked.relationships.join(', ') || 'nobody'}.`)
        for (const { class: of, allowed, clause, sentence } of asked.classes) {
          out(
            `${allowed ? 'yes' : 'no '}  ${of.padEnd(16)} ${clause}${sentence ? `  ${sentence}` : ''}`,
          )
        }
      }
      return asked.classes.some(({ allowed }) => allowed) ? 0 : 1
    })
  },
}
