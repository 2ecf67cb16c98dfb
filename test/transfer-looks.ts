import type { Viewer } from '../src/kernel/index.ts'
import { asNumber } from '../src/transfer/fraction.ts'
import {
  decimal,
  joined,
  lookAtClock,
  lookAtLeaving,
  minuteOf,
  totalsOf,
  written,
} from '../src/transfer/index.ts'
import type { TransferPlace } from './transfer-place.ts'

/** What tests read of the list and of a clock: through a look, as everybody does. */
export const LOOK = 'list of who leaves hospital'

export async function listed({ place }: TransferPlace, who: Viewer) {
  const { people } = await lookAtLeaving(place, who, { what: LOOK })
  return people.map(({ person, read, waited, next }) => ({
    person: person.personId,
    stay: read.counted.id,
    name: person.who.name,
    state: read.stay.state,
    readyBy: read.stay.ready?.sides ?? [],
    pathway: read.counted.pathway,
    expected: read.stay.expected.map(({ at }) => at),
    tasks: read.stay.tasks.map(({ kind, holders, opened, closed }) => {
      return { task: kind, holders, opened: written(opened), closed: closed !== undefined }
    }),
    waited,
    next,
  }))
}

/** Undefined where the stay is not shown. */
export async function lookedAt({ place }: TransferPlace, who: Viewer, stay: string, at?: Date) {
  const options = at === undefined ? { what: LOOK } : { what: LOOK, at }
  const look = await lookAtClock(place, who, stay, options)
  if (look.outcome !== 'allowed') return undefined as never
  const totals = totalsOf(look.read.segments, { from: 0, to: minuteOf(look.at) })
  return {
    totals: {
      minutes: totals.minutes,
      held: Object.fromEntries(
        [...totals.byHolder].map(([who_, share]) => [who_, asNumber(share)]),
      ),
      unresolved: asNumber(totals.unresolved),
    },
    segments: joined(look.read.segments).map(({ from, to, state, shares }) => ({
      from: written(from),
      to: written(to),
      state,
      shares: shares.map(({ holder, share }) => [holder, decimal(share)]),
    })),
  }
}

/** What of the table of a command’s room the log says otherwise. */
export async function audited({ place }: TransferPlace, command: string): Promise<string[]> {
  const { databases, held } = place
  const { rows } = await databases.owner.short.query<{ id: string; text: string }>(
    "select id, text from trail.entry where text like '%transfer.%'",
  )
  const entries = rows.map(({ id, text }) => {
    const { entry, command: name, actor, at, about } = JSON.parse(text)
    return { id, command: name, actorId: actor?.id, actor, at, about, says: entry }
  })
  const own = held().find(({ commands }) => commands.includes(command))!
  const done = entries.filter(({ says }) => says !== undefined)
  const spoken = done.filter((one) => own.commands.includes(one.command))
  return (await own.audit(spoken, true)).map(({ what }) => what)
}
