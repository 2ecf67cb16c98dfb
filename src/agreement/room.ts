import type { Room } from '../room.ts'
import { registerAgreement } from './pages/agreement.tsx'
import { registerChanges } from './pages/changes.tsx'
import { registerCoverage } from './pages/coverage.tsx'

/** The agreement, what changed in it, and what runs by which clause. */
export const agreement: Room = {
  name: 'agreement',
  pages(app, place) {
    registerAgreement(app, place)
    registerChanges(app, place)
    registerCoverage(app, place)
  },
  destinations: [{ id: 'agreement', label: 'Agreement', href: '/agreement', action: 'public' }],
}
