import type { Links } from '../people/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE } from './acting.ts'
import type { CliCommand } from './command.ts'
import { aboutPersons } from './look-at-one.ts'

export const command: CliCommand = {
  words: 'people links',
  summary: 'by what records are taken for one person’s, and since when',
  usage: `concordat people links ID --as USER [--purpose P] [--json]

Says which records are taken for one person's, by what each is, since when it is one with the record that is named, and
what that was before: who said it, which version of matching, or which source made it so. The look is written down, and
the person can read it.

  ID                 an NHS number, or the id of a record
${ACTING_USAGE}
  --json             {identity, members: [{person, source, source_id, basis, probability, since}],
                     history: [{at, members, because, by}]}; because is said, taken-back, version or source. Of a
                     number on records of several people the first is told

Exit code: 0 done, 1 refused or nobody.`,
  options: ACTING_OPTIONS,
  async run(call) {
    const { json, out } = call
    return aboutPersons(call, async (place, viewer, [record]) => {
      const answer = await place.call('people.see-links', { viewer, input: { record } })
      if (answer.ok) {
        const links = answer.result as Links
        if (json) out(JSON.stringify(links))
        else for (const line of linesOf(links)) out(line)
        return 0
      }
      if (json) out(JSON.stringify(answer))
      else if ('refusal' in answer) out(answer.refusal.sentence)
      return 1
    })
  },
}

function linesOf({ members, history }: Links): string[] {
  return [
    ...members.map(
      ({ person, source, basis, since }) => `${person}  ${source}  ${basis}  ${since}`,
    ),
    ...history.map(
      ({ at, members: then, because, by }) =>
        `${at}  ${then.length} together  ${because}${by === null ? '' : ` ${by}`}`,
    ),
  ]
}
