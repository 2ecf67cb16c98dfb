import type { Room } from '../room.ts'
import { register } from './register.ts'

/** The published log and the page that explains it. */
export const trail: Room = {
  name: 'trail',
  words: 'the log',
  pages: register,
  destinations: [{ id: 'trail', label: 'Trail', href: '/trail', action: 'public' }],
}
