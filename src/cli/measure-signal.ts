import { Fault, isMonth } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { signalOf } from '../measure/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'measure signal',
  summary: 'whether a measure gets better, gets worse, or only varies',
  usage: `concordat measure signal NAME [--from YYYY-MM] [--to YYYY-MM] [--json]

By the four rules of Making Data Count, of what was told. What breaks none of them is no signal, whatever the last two
figures look like.

  --json   {signal: improvement|concern|none, rule, says}; rule is null where none is broken`,
  options: { from: { type: 'string' }, to: { type: 'string' } },
  async run({ positionals, values, settings, house, json, out }) {
    const [name, ...others] = positionals
    if (name === undefined || others.length > 0) {
      throw new Fault('one measure is asked for at a time', 'measure signal NAME', 'Name one.')
    }
    const [from, to] = ['from', 'to'].map((option) => {
      const text = textOption(values, option)
      // A day says its month: what is told is told by the month.
      const month = text?.slice(0, 7)
      if (month === undefined || isMonth(month)) return month
      throw new Fault('this is no month', `--${option}`, 'Write it like 2026-03.')
    })
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
      const { signal, rule = null, says } = await signalOf(place, name, span)
      if (json) out(JSON.stringify({ signal, rule, says }))
      else out(says)
      return 0
    } finally {
      await place.close()
    }
  },
}
