import { checkPaperAt } from '../board/index.ts'
import { dayInLondon, Fault, isDay, readTextFile } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'board paper check',
  summary: 'whether a paper says more than its figures bear out',
  usage: `concordat board paper check FILE.md [--at D] [--json]

Puts in the figures that a paper names ({{measure NAME}}, {{fund NAME}}) as they stood at the end of a day, and holds
every sentence to them: “improved” needs a signal, a saving a claim, a percentage its numbers.

  --at D   the evidence date, YYYY-MM-DD; left out, today
  --json   {figures: [{says, source, value, edition}], faults: [{line, sentence, true_instead}]}

Exit code: 0 nothing is wrong, 1 something is, 2 there is no such file.`,
  options: { at: { type: 'string' } },
  async run({ positionals, values, settings, house, json, out }) {
    const [file] = positionals
    if (file === undefined) {
      throw new Fault('one paper is checked at a time', 'board paper check FILE.md', 'Give a file.')
    }
    const text = readTextFile(file)
    const said = textOption(values, 'at')
    if (said !== undefined && !isDay(said)) {
      throw new Fault('this is no day', '--at', 'Write it like 2026-03-10.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const day = said ?? dayInLondon(place.clock.now())
      const { figures, faults } = await checkPaperAt(place, text, day)
      if (json) out(JSON.stringify({ figures, faults }))
      else {
        for (const { says, edition } of figures) out(`${says} (${edition})`)
        for (const { line, sentence, true_instead } of faults) {
          out(`line ${line}: ${sentence}`)
          out(`  True instead: ${true_instead}`)
        }
        out(
          faults.length === 0
            ? 'Nothing is wrong.'
            : `${plural(faults.length, 'sentence')} more than is known.`,
        )
      }
      return faults.length === 0 ? 0 : 1
    } finally {
      await place.close()
    }
  },
}
