import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { timeGiven } from './time-given.ts'

const SHOWN = 1_000

export const command: CliCommand = {
  words: 'due',
  summary: 'what the software is still to do, and when',
  usage: `concordat due [--before TIME] [--json]

Lists what follows from what was done and has not been done yet, and what is due at a time to come, the earliest first.

  --before TIME   only what is due before this ISO time, like 2026-04-01T09:00:00Z, or this day
  --json          {due: [{at, room, what, key}]}`,
  options: { before: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const before = timeGiven(textOption(values, 'before'), '--before', 'begins')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const waiting = await place.errands.waiting({ before, limit: SHOWN })
      const due = waiting.map(({ name, does, key, at }) => {
        return { at, room: name.split('.')[0]!, what: does, key }
      })
      if (json) out(JSON.stringify({ due }))
      for (const { at, room, what, key } of json ? [] : due) out(`${at}  ${room}: ${what} (${key})`)
      if (!json && due.length === 0) out('Nothing is due.')
      return 0
    } finally {
      await place.close()
    }
  },
}
