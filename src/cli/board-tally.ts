import { readBoard, tallyAsJson } from '../board/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'board tally',
  summary: 'how a vote is counted, side by side',
  usage: `concordat board tally ITEM [--json]

How the vote on an item was counted, or would be if it were closed now.

  --json   {item, sides: [{side, entitled, present, for, against, abstained, out: [{member, why}]}],
           quorum: [{side, met}], passes, clause}

Exit code: 0 it passes, 1 it does not, 2 there is no such item.`,
  options: {},
  async run({ positionals, settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const told = tallyAsJson(
        await readBoard(place),
        place.agreement.current(),
        positionals[0] ?? '',
        place.clock.now(),
      )
      if (told === undefined) {
        throw new Fault(
          'there is no such item on an agenda',
          'board tally ITEM',
          'Take an id from board agenda.',
        )
      }
      if (json) out(JSON.stringify(told))
      else {
        for (const one of told.sides) {
          const counts = `${one.for} for, ${one.against} against, ${one.abstained} neither`
          out(`${one.side}: ${counts}; ${one.present} of ${one.entitled} in the room`)
          for (const { member, why } of one.out) out(`  ${member}: ${why}`)
        }
        out(`${told.passes ? 'It passes' : 'It does not pass'} (clause ${told.clause}).`)
      }
      return told.passes ? 0 : 1
    } finally {
      await place.close()
    }
  },
}
