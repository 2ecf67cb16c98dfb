import type { Room } from '../room.ts'
import { trailConcerns } from './concerns.ts'
import { whatWasDone } from './pages/what-was-done.tsx'

/** The published log and the page that explains it. */
export const trail: Room = {
  name: 'trail',
  words: 'the log',
  async pages(app, place) {
    const { register } = await import('./register.ts')
    register(app, place)
  },
  destinations: [{ id: 'trail', label: 'Trail', href: '/trail', action: 'public' }],
  sections: [whatWasDone],
  concerns: trailConcerns,
}
