import { z } from 'zod'
import { dayInLondon, type PersonId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import { isAtDoor } from './care-visits.ts'
import { londonDay } from './known-event.ts'
import { factsOn, groundOf, noSuchPerson } from './note-ground.ts'
import { NOTE_OPENING } from './note-opening.ts'
import { personField } from './note-words.ts'
import { occurrencesOf } from './occurrence.ts'
import { otherEvents } from './queries-read.ts'
import { revealRule } from './reveal-kind.ts'
import { waitRuleOf } from './wait-rule.ts'

export const REVEAL_ENTRY = 'record.reveal-entry'
const EVENTS_MAX = 2_000
const MINUTE_MS = 60_000

type Revealed = { readonly person: PersonId; readonly until: string }

/** Shows how to get into a home to somebody whose organisation has a visit due there today. */
export const revealEntry = namedCommand({
  name: REVEAL_ENTRY,
  says: 'Shows how to get into a home, for minutes, to somebody who has a visit due there today',
  label: 'Show how to get in',
  basis: {
    action: REVEAL_ENTRY,
    does: 'be shown how to get into a home at which they are due today',
  },
  input: z.strictObject({ person: personField() }),
  refuses: ['no-such-person', 'no-clause', 'no-visit-today'],
  preview: ({ until }: Revealed) =>
    `It is shown on their page until ${until.slice(11, 16)} (UTC). The person reads that you were shown it.`,
  leads: ({ person }: Revealed) => `/people/${person}`,
  async facts({ tx, viewer, now }, { person }, place: Place) {
    return factsOn(await groundOf(tx, place, viewer, person, now))
  },
  run: (context, input, place: Place) => reveal(context, input, place),
})

async function reveal(context: CommandContext, { person }: { person: PersonId }, place: Place) {
  const { tx, viewer, now, entryId, ask } = context
  const agreement = place.agreement.current()
  const rule = revealRule(agreement)
  if (agreement === undefined || rule === undefined) {
    return refuse('no-clause', 'No clause lets anybody be shown how to get into a home.')
  }
  const ground = await groundOf(tx, place, viewer, person, now)
  if (ground === undefined) return noSuchPerson()
  const today = dayInLondon(now)
  const codes = waitRuleOf(agreement).codesOf(viewer.actor.organisation)
  const due = occurrencesOf(await otherEvents(tx, ground.identity, [], EVENTS_MAX)).filter(
    ({ event }) => {
      const { startAt, status, organisation = '', detail } = event
      if (!isAtDoor(event) || startAt === undefined || londonDay(startAt) !== today) return false
      if (status === 'cancelled') return false
      return codes.has(organisation) || codes.has(detail.providerId ?? '')
    },
  )
  if (due.length === 0) {
    const sentence = 'Nobody of your organisation is known to be due at this door today.'
    return refuse('no-visit-today', sentence, { clause: rule.clause })
  }
  const until = new Date(now.getTime() + rule.minutes * MINUTE_MS)
  ask(NOTE_OPENING, entryId)
  const given = { kind: 'reveal' as const, personId: person, members: ground.identity, until }
  const result: Revealed = { person, until: until.toISOString() }
  return keepAct(context, given, result)
}
