import { join } from 'node:path'
import type { Room } from '../../src/room.ts'
import { finishReminder } from './finish-reminder.ts'
import { setReminders } from './made-up.ts'
import { reminderSection } from './pages/section.tsx'
import { undoneReminders } from './queries.ts'
import { reminderFile } from './reminder-file.ts'
import { reminderKind } from './reminder-kind.ts'
import { ringReminder } from './ring-reminder.ts'
import { setReminder } from './set-reminder.ts'
import { reminderConcerns, remindersToday } from './waiting.ts'

/** What must not be forgotten about somebody. */
export const example: Room = {
  name: 'example',
  words: 'reminders',
  schema: join(import.meta.dirname, 'schema'),
  kinds: [reminderKind],
  dataClasses: [{ id: 'reminders', what: 'Reminders are shown as one part' }],
  actions: [{ name: 'example.read', does: 'read which reminders are open' }],
  commands: [setReminder, finishReminder],
  errands: [ringReminder],
  news: [{ topic: 'example.reminder', action: 'example.read' }],
  fileKinds: [reminderFile],
  async pages(app, place) {
    const { registerReminders } = await import('./pages/reminders.tsx')
    registerReminders(app, place)
  },
  destinations: [
    { id: 'reminders', label: 'Reminders', href: '/reminders', action: 'example.read' },
  ],
  sections: [reminderSection],
  today: remindersToday,
  concerns: reminderConcerns,
  gauges: ({ databases }) => ({
    example_open_reminders: {
      help: 'Reminders that are not done.',
      read: async () => (await undoneReminders(databases.care.short)).length,
    },
  }),
  madeUp: setReminders,
}
