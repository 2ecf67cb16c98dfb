import { openPlace } from '../main.ts'
import { plural } from '../shell/index.ts'
import { checkStays } from '../transfer/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'transfer check',
  summary: 'whether every minute of waiting in hospital is counted once and wholly',
  usage: `concordat transfer check [--json]

Works every clock again from what is known: shares and what is unresolved make each minute whole, no minute is counted
twice or outside a stay, and what is kept is what follows.

  --json   {ok, stays, minutes, breaches: [{stay, rule, what}]}

Exits 1 where something is wrong.`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { stays, minutes, breaches } = await checkStays(place)
      const ok = breaches.length === 0
      if (json) out(JSON.stringify({ ok, stays, minutes, breaches }))
      else {
        for (const { stay, rule, what } of breaches) out(`${stay}  ${rule}: ${what}`)
        const counted = `${plural(stays, 'stay')}, ${plural(minutes, 'minute')}`
        out(`${counted}: ${ok ? 'right' : 'wrong'}`)
      }
      return ok ? 0 : 1
    } finally {
      await place.close()
    }
  },
}
