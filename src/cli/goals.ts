import { openPlace } from '../main.ts'
import { goalsOf } from '../measure/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'goals',
  summary: 'what the goals are to come to, what they are now, and where they will land',
  usage: `concordat goals [--json]

A goal lands where its measure lies if it goes on varying as it does: 10, 50 and 90 of 100 ways lie below.

  --json   {goals: [{id, measure, baseline, trajectory, now, lands: {p10, p50, p90}, signal}]}; lands is null where too
           few months are told`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const goals = await goalsOf(place)
      if (json) {
        const said = goals.map(({ target, trajectory, now, lands = null, signal }) => {
          const { id, measure, baseline } = target
          return { id, measure, baseline, trajectory, now, lands, signal: signal.signal }
        })
        out(JSON.stringify({ goals: said }))
        return 0
      }
      for (const { target, now, lands, signal } of goals) {
        const where =
          lands === undefined
            ? 'too few months to say where it lands'
            : `lands between ${lands.p10.toFixed(2)} and ${lands.p90.toFixed(2)}`
        out(
          `${target.id}: ${target.measure} to ${target.value} by ${target.by}; now ${now}, ${where}`,
        )
        out(`  ${signal.says}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
