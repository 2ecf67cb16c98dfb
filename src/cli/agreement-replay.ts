import { replayTexts } from '../agreement/index.ts'
import { Fault, isDay, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { readDraft } from './draft.ts'

export const command: CliCommand = {
  words: 'agreement replay',
  summary: 'what a draft of the agreement would have changed of what was done',
  usage: `concordat agreement replay OLD NEW --from D --to D [--json]

Runs two texts over what was done here between two days: what each of their clauses would have refused, in its words,
and how its figures would have come out. Clauses that take effect later are run as if they did. Of every clause that
differs it says what would have been otherwise, that nothing would, or that no room can tell. What is refused counts
once: what came of it is not told again. Figures of people leave by the rule of disclosure, as they do anywhere.

  --from D   the first day, YYYY-MM-DD
  --to D     the last day

  --json     {clauses: [{clause, room, what, before, after, difference, examples: [ID]}], seconds}

Exit code: 0 run; 1 one of the texts has faults; 2 there is no such folder.`,
  options: { from: { type: 'string' }, to: { type: 'string' } },
  async run(call) {
    const { positionals, values, settings, json, out, house } = call
    const [oldFolder, newFolder] = positionals
    if (oldFolder === undefined || newFolder === undefined)
      throw new Fault(
        'two folders are needed',
        'agreement replay OLD NEW',
        'Give the old text and the new.',
      )
    const [from, to] = [dayAsked(values, 'from'), dayAsked(values, 'to')]
    refuseNoPlace(settings)
    const [before, after] = [await readDraft(call, oldFolder), await readDraft(call, newFolder)]
    if (before === undefined || after === undefined) return 1
    const began = performance.now()
    const place = await openPlace(settings, { house })
    try {
      const clauses = await replayTexts(place, { before, after }, { from, to })
      const seconds = (performance.now() - began) / 1000
      if (json) out(JSON.stringify({ clauses, seconds }))
      for (const one of json ? [] : clauses) {
        const counts =
          one.before === null ? 'not known' : `${one.before} before, ${one.after} after`
        out(`${one.clause || 'no clause'}  ${counts}  ${one.what}`)
      }
      const apart = clauses.filter(({ difference }) => difference !== 0)
      if (!json) out(`${plural(apart.length, 'line')} of ${clauses.length} differ.`)
      return 0
    } finally {
      await place.close()
    }
  },
}

function dayAsked(values: CliCall['values'], name: string): string {
  const day = textOption(values, name)
  if (day === undefined || !isDay(day))
    throw new Fault('this is no day', `--${name}`, 'Write it like 2026-03-10.')
  return day
}
