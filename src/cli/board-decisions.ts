import { decisionsAsJson, readBoard } from '../board/index.ts'
import { openPlace } from '../main.ts'
import { formatDate, plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'board decisions',
  summary: 'what was decided, what was promised of it, and what came',
  usage: `concordat board decisions [--due] [--json]

Lists decisions as everybody reads them, the newest first: a private one is there without its text until it opens.

  --due    only those that have come back, or come back by the next meeting
  --json   {decisions: [{id, at, text, votes, clause, postings, measure, promised, came, review_on, back_on_agenda}]}`,
  options: { due: { type: 'boolean' } },
  async run({ values, settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const decisions = await decisionsAsJson(place, await readBoard(place), values.due === true)
      if (json) out(JSON.stringify({ decisions }))
      for (const { at, text, promised, came } of json ? [] : decisions) {
        const beside =
          promised === null
            ? ''
            : `; promised ${promised.value}, came ${came?.value ?? 'nothing yet'}`
        out(`${formatDate(at, place.clock.now())}  ${text}${beside}`)
      }
      if (!json) out(`${plural(decisions.length, 'decision')}.`)
      return 0
    } finally {
      await place.close()
    }
  },
}
