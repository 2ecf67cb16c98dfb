import { z } from 'zod'
import { plural, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { endSessionsOf } from '../shell/index.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'

export const END_SESSIONS = {
  action: 'access.end-sessions',
  does: 'see who is signed in, and end somebody’s sessions',
} as const

/** An account that is in the wrong hands: whoever has it is signed out everywhere, and reads by whom and why. */
export const endSessions = namedCommand({
  name: END_SESSIONS.action,
  says: 'Ends all sessions of somebody',
  label: 'End somebody’s sessions',
  basis: END_SESSIONS,
  input: z.strictObject({
    who: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(200, 'is longer than 200 characters')
      .meta({ label: 'Whose', hint: 'Their account, as the log names it' }),
    reason: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(300, 'is longer than 300 characters')
      .meta({ label: 'Why', hint: 'They read it, with your name', rows: 3 }),
  }),
  refuses: ['not-signed-in'],
  preview: ({ sessions }: Ended, { who }) =>
    `${who} is signed out of ${plural(sessions, 'session')} at once, and reads that you did it, and why. ` +
    'Whoever knows the password can sign in anew: have the account closed where it is kept.',
  leads: () => '/signed-in',
  run: (context, input, _: Place) => end(context, input),
})

type Ended = { readonly sessions: number }

async function end(
  { tx, viewer, now }: CommandContext,
  { who, reason }: { who: string; reason: string },
) {
  const { name, role } = viewer.actor
  const ending = { how: 'officer', name, role, reason } as const
  const sessions = await endSessionsOf(tx, { actorId: who, at: now, ending })
  if (sessions === 0) {
    return refuse('not-signed-in', 'Nobody with this account is signed in.', {
      next: 'See who is, and choose there.',
      at: '/signed-in',
    })
  }
  return { result: { sessions }, entry: { who, sessions, reason } }
}
