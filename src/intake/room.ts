import type { Room } from '../room.ts'
import { feedKind } from './feed-kind.ts'
import { countQuarantined } from './quarantine.ts'
import { register } from './register.ts'
import { replay } from './replay-item.ts'

/** What partners send, and whether all of it arrived. */
export const intake: Room = {
  name: 'intake',
  words: 'what arrives',
  kinds: [feedKind],
  commands: [replay],
  actions: [{ name: 'intake.watch', does: 'see what has arrived and what could not be read' }],
  pages: register,
  destinations: [{ id: 'intake', label: 'Feeds', href: '/intake', action: 'intake.watch' }],
  gauges: ({ databases }) => ({
    concordat_quarantined_items: {
      help: 'Items that could not be read.',
      read: () => countQuarantined(databases.care.short),
    },
  }),
}
