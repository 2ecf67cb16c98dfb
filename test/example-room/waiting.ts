import { DAY_MS } from '../../src/kernel/index.ts'
import type { Concern, Place, TodayLine } from '../../src/room.ts'
import { formatDate, plural } from '../../src/shell/index.ts'
import { undoneReminders } from './queries.ts'

const OLD_MS = 30 * DAY_MS
const AT = { href: '/reminders', verb: 'See the reminders', action: 'example.read' }

/** On Today of whoever may read reminders: those that have been rung. */
export async function remindersToday({ databases, clock }: Place): Promise<TodayLine[]> {
  const undone = await undoneReminders(databases.care.short)
  const rung = undone.filter(({ rungAt }) => rungAt !== undefined)
  if (rung.length === 0) return []
  const what = `${plural(rung.length, 'reminder has', 'reminders have')} been rung`
  const since = `The oldest was set on ${formatDate(rung[0]!.setAt, clock.now())}.`
  return [{ what, since, first: 'waits', at: AT }]
}

/** For whoever watches over the place: reminders that nobody deals with. */
export async function reminderConcerns({ databases, clock }: Place): Promise<Concern[]> {
  const now = clock.now()
  const undone = await undoneReminders(databases.care.short)
  const old = undone.filter(({ setAt }) => now.getTime() - setAt.getTime() > OLD_MS)
  if (old.length === 0) return []
  const what = `Nobody has dealt with ${plural(old.length, 'reminder')}`
  const since = `The oldest was set on ${formatDate(old[0]!.setAt, now)}.`
  return [{ what, since, first: 'waits', at: AT }]
}
