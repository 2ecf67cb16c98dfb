import { z } from 'zod'
import { breakGlassRule, issueLink } from '../access/index.ts'
import { DAY_MS, type PersonId, refuse } from '../kernel/index.ts'
import { identityOf } from '../people/index.ts'
import type { Place } from '../room.ts'
import { formatDateTime } from '../shell/index.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import { mayBreakGlass } from './may-break-glass.ts'
import { groundOf } from './note-ground.ts'
import { NOTE_OPENING } from './note-opening.ts'
import { noteReason, personField } from './note-words.ts'
import { GLASS_NEWS } from './pages/glass-news.tsx'
import { withheldFor } from './withheld-looks-kind.ts'

export const BREAK_GLASS = 'record.break-glass'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const LINK_DAYS = 14

type Broken = { readonly person: PersonId; readonly glass: string; readonly until: string }

/**
 * In need, somebody opens a record that nothing ties them to. What it opens is a grant of the agreement under the
 * relationship that this makes; the person, and an officer of each side, are told.
 */
export const breakGlass = namedCommand({
  name: BREAK_GLASS,
  says: 'Opens a record in need, with a reason, although nothing ties whoever does it to the person',
  label: 'Break the glass',
  basis: { action: BREAK_GLASS, does: 'open a record in need, with a reason' },
  input: z.strictObject({
    person: personField(),
    reason: noteReason(
      'Why must you see this record now?',
      'The person reads it, and so does whoever checks it. Name nobody else.',
    ),
  }),
  refuses: ['no-clause', 'not-granted', 'open-already', 'told-later'],
  preview: ({ until }: Broken) =>
    `The record opens to you until ${formatDateTime(until, new Date(until))}. The person and an officer of each side ` +
    'are told at once, with your name and your reason. Somebody of another organisation checks it.',
  leads: ({ person }: Broken) => `/people/${person}`,
  run: (context, input, place: Place) => openInNeed(context, input, place),
})

async function openInNeed(
  context: CommandContext,
  { person, reason }: { person: PersonId; reason: string },
  place: Place,
) {
  const { tx, viewer, now, entryId, ask } = context
  const agreement = place.agreement.current()
  const rule = breakGlassRule(agreement)
  if (agreement === undefined || rule === undefined) {
    return refuse('no-clause', 'No clause lets anybody break the glass.')
  }
  if (!mayBreakGlass(agreement, viewer)) {
    const sentence =
      'No clause opens anything to your role by breaking the glass, for this purpose.'
    return refuse('not-granted', sentence, { clause: rule.clause })
  }
  if (withheldFor(agreement, viewer.purpose, now) !== undefined) {
    const sentence = 'A broken glass is told at once, and what you look for is told later.'
    return refuse('told-later', sentence, { clause: rule.clause })
  }
  // An id that is nobody's is broken like any other: whoever tries ids is told to the officers each time, and learns no
  // more than that nothing opens.
  const known = await identityOf(tx, person)
  const members = known.length === 0 ? [person] : known
  if ((await groundOf(tx, place, viewer, person, now)) !== undefined) {
    return refuse('open-already', 'This record is open to you without that.', {
      at: `/people/${person}`,
    })
  }
  const until = new Date(now.getTime() + rule.minutes * MINUTE_MS)
  const due = new Date(now.getTime() + rule.checkedWithinHours * HOUR_MS)
  for (const { party, post, address } of rule.tells) {
    await issueLink(context, place, {
      ...{ party, post, address, command: GLASS_NEWS, input: { glass: entryId } },
      asks: 'A record was opened in need, by breaking the glass',
      until: new Date(due.getTime() + LINK_DAYS * DAY_MS),
    })
  }
  ask(NOTE_OPENING, entryId)
  const result: Broken = { person, glass: entryId, until: until.toISOString() }
  const given = { kind: 'glass' as const, personId: person, members, until, due }
  return keepAct(context, { ...given, says: { reason } }, result)
}
