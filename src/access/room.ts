import { capital, plural } from '../kernel/index.ts'
import type { Room } from '../room.ts'
import { END_SESSIONS, endSessions } from './end-sessions.ts'
import { countUnsent } from './queries.ts'
import { powerReplay } from './replay-powers.ts'
import { sendLink } from './send-link.ts'

/** Taking part without an account: links, and the mails that carry them. */
export const access: Room = {
  name: 'access',
  commands: [endSessions],
  replays: [powerReplay],
  errands: [sendLink],
  destinations: [
    { id: 'signed-in', label: 'Signed in', href: '/signed-in', action: END_SESSIONS.action },
  ],
  async pages(app, place) {
    const { register } = await import('./register.ts')
    register(app, place)
  },
  async concerns({ settings, databases, clock }) {
    if (settings.mode !== 'live' || settings.smtp !== undefined) return []
    const unsent = await countUnsent(databases.care.short, clock.now())
    const waiting = `${capital(plural(unsent, 'mail waits', 'mails wait'))} for it.`
    const meanwhile = unsent === 0 ? 'Nobody outside can be asked anything.' : waiting
    const since = `${meanwhile} Whoever runs the place gives it in CONCORDAT_SMTP.`
    return [{ what: 'This place has no mail server', since, first: unsent > 0 ? 'harm' : 'told' }]
  },
}
