import type { Agreement, Replay, Replayed, ReplayedDays } from '../agreement/index.ts'
import { addDays, startOfLondonDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { commandsDone } from '../trail/index.ts'
import { decideAction } from './decide.ts'

/**
 * Who would not have been let do what they did. The log does not say how people stood to whom, or how much money it was
 * about: told is what a text lets nobody do who stands as they did, however near they are to anybody.
 */
export const powerReplay: Replay = {
  of: ['power', 'role', 'purpose', 'prohibition', 'party', 'side'],
  run: replayPowers,
}

async function replayPowers(
  { databases, house }: Place,
  text: Agreement,
  { from, to }: ReplayedDays,
): Promise<Replayed[]> {
  const done = await commandsDone(
    databases.care.short,
    startOfLondonDay(from),
    startOfLondonDay(addDays(to, 1)),
  )
  const actionOf = new Map(
    house.commands.flatMap(({ name, basis }) =>
      typeof basis === 'object' && 'action' in basis ? [[name, basis] as const] : [],
    ),
  )
  const relationships = text.table<{ id: string }>('relationship').map(({ id }) => id)
  const facts = { relationships, sides: text.sides.map(({ id }) => id) }
  return done.flatMap(({ role, organisation, side, unit, purpose, what, ids }) => {
    const basis = actionOf.get(what)
    // Whoever runs the machine acts by no power, and for no purpose of the text.
    if (basis === undefined || purpose === '') return []
    const actor = { role, organisation, side, ...(unit === null ? {} : { unit }) }
    const { action, does } = basis
    const decision = decideAction(text, { actor, purpose, action, does, facts })
    if (decision.allowed) return []
    return ids.map((id) => ({ id, clause: decision.clause, sentence: decision.sentence }))
  })
}
