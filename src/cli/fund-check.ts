import { checkBooks } from '../fund/index.ts'
import { openPlace } from '../main.ts'
import { plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'fund check',
  summary: 'whether the books of the pooled fund balance, and are what the log says',
  usage: `concordat fund check [--json]

Works the books again from their transfers: every fund and every contribution is nothing in all, no account is below
nothing where a clause forbids it, no reservation is ended twice, what was bought is what the clauses let be bought, the
months that both sides have sealed are what they sealed, and each transfer is what the log says of it.

  --json   {ok, transfers, accounts, origins, breaches: [{rule, clause, where, what}]}

Exits 1 where something is wrong.`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { transfers, accounts, origins, breaches } = await checkBooks(place)
      const ok = breaches.length === 0
      if (json) out(JSON.stringify({ ok, transfers, accounts, origins, breaches }))
      else {
        for (const { rule, where, what } of breaches) out(`${where}  ${rule}: ${what}`)
        const counted = `${plural(transfers, 'transfer')}, ${plural(accounts, 'account')}, `
        out(`${counted}${plural(origins, 'contribution')}: ${ok ? 'right' : 'wrong'}`)
      }
      return ok ? 0 : 1
    } finally {
      await place.close()
    }
  },
}
