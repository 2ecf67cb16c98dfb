import { type DisputeTold, listDisputes } from '../agreement/index.ts'
import { openPlace } from '../main.ts'
import { formatDate, plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'disputes',
  summary: 'where the partners differ, on which step, and for how long',
  usage: `concordat disputes [--open] [--json]

Lists what the two sides differ about: what is due first stands first, what has ended comes last.

  --open   only what is not settled or withdrawn
  --json   {disputes: [{id, room, about, step, holder, opened_at, age_hours, interim, sides: [{side, says}], settled}]};
           beside these: key, state (open, proposed, settled, withdrawn), since, due (the last day of the step)`,
  options: { open: { type: 'boolean' } },
  async run({ values, settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const disputes = await listDisputes(place, { open: values.open === true })
      if (json) out(JSON.stringify({ disputes: disputes.map(asJson) }))
      else {
        for (const one of disputes) out(line(one, place.clock.now()))
        out(disputes.length === 0 ? 'None.' : `${plural(disputes.length, 'dispute')}.`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}

function asJson({ id, room, key, about, standing, holder, openedAt, stands, says }: DisputeTold) {
  return {
    id,
    room,
    about,
    step: standing.on.name,
    holder,
    opened_at: openedAt.toISOString(),
    age_hours: standing.ageHours,
    interim: stands,
    sides: says.map(({ side, words }) => ({ side, says: words })),
    settled: standing.state === 'settled',
    key,
    state: standing.state,
    since: standing.since.toISOString(),
    due: standing.due ?? null,
  }
}

function line({ id, room, about, standing, holder, openedAt }: DisputeTold, now: Date): string {
  const { state, on, due } = standing
  const opened = `opened ${formatDate(openedAt, now)}`
  const ended = state === 'settled' || state === 'withdrawn'
  const where = ended
    ? state
    : `with ${on.name} (${holder})${due === undefined ? '' : `, until ${formatDate(due, now)}`}`
  return `${id}  ${room}: ${about}; ${opened}; ${where}`
}
