import { balancesAt, readAccount, rulesOf } from '../fund/index.ts'
import { dayInLondon, formatPounds } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { dayGiven } from './day-given.ts'
import { knownAt } from './known-at.ts'

export const command: CliCommand = {
  words: 'fund balance',
  summary: 'what stands in each account of the pooled fund on a day',
  usage: `concordat fund balance [--at D] [--known-at T] [--account A] [--json]

What stood in each account at the end of a day, as it is known now, or as it was known at a time.

  --at D         a day, YYYY-MM-DD; left out, today
  --known-at T   a day, or a time with its zone; left out, now
  --account A    only this one, like pool-2026-27:held:nhs-minimum-2026-27

  --json   {at, known_at, accounts: [{id, fund, scheme, party, origin, kind, activity, posted_pence, reserved_pence}]};
           pence are whole numbers as text; what is reserved to go out of an account is below nothing`,
  options: { at: { type: 'string' }, 'known-at': { type: 'string' }, account: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    refuseNoPlace(settings)
    const asked = dayGiven(values, 'at')
    const known = knownAt(values)
    const account = textOption(values, 'account')
    const place = await openPlace(settings, { house })
    try {
      const at = asked ?? dayInLondon(place.clock.now())
      const { contributions } = rulesOf(place.agreement.current())
      const balances = await balancesAt(place.databases.care.short, { at, knownAt: known, account })
      const accounts = [...balances].map(([id, { posted, comingIn, goingOut }]) => {
        const { fund, scheme, origin, kind, activity } = readAccount(id)!
        const party = contributions.get(origin)?.party ?? ''
        const pence = { posted_pence: String(posted), reserved_pence: String(comingIn - goingOut) }
        return { id, fund, scheme, party, origin, kind, activity, ...pence }
      })
      const knownTime = (known ?? place.clock.now()).toISOString()
      if (json) out(JSON.stringify({ at, known_at: knownTime, accounts }))
      for (const one of json ? [] : accounts) {
        const [posted, reserved] = [one.posted_pence, one.reserved_pence].map(BigInt)
        out(`${one.id}  ${formatPounds(posted!)}, reserved ${formatPounds(reserved!)}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
