import type { Room } from '../room.ts'
import { registerCommands } from './command-route.ts'
import { registerForms } from './pages/do.tsx'
import { register as registerFigures } from './pages/figures.tsx'
import { register as registerToday } from './pages/today.tsx'
import { undoneErrand } from './undone.ts'

/** Today: what needs me. */
export const web: Room = {
  name: 'web',
  actions: [{ name: 'web.today', does: 'see what needs them today' }],
  pages(app, place) {
    registerCommands(app, place)
    registerForms(app, place)
    registerToday(app, place)
    registerFigures(app, place)
  },
  async concerns({ errands, clock }) {
    const now = clock.now()
    return (await errands.undone()).map((one) => undoneErrand(one, now))
  },
  destinations: [{ id: 'today', label: 'Today', href: '/', action: 'web.today' }],
}
