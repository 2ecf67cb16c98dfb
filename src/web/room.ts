import type { Room } from '../room.ts'
import { drawSampleAsked } from './draw-sample-asked.ts'
import { measureMadeUp, showQuality } from './measure-made-up.ts'
import { reviewMadeUp, showReviewed } from './review-made-up.ts'
import { undoneErrand } from './undone.ts'

/** Today: what needs me. */
export const web: Room = {
  name: 'web',
  actions: [{ name: 'web.today', does: 'see what needs them today' }],
  errands: [measureMadeUp, drawSampleAsked, reviewMadeUp],
  async madeUp(place) {
    await showQuality(place)
    await showReviewed(place)
  },
  async pages(app, place) {
    const { register } = await import('./register.ts')
    register(app, place)
  },
  async concerns({ errands, clock }) {
    const now = clock.now()
    return (await errands.undone()).map((one) => undoneErrand(one, now))
  },
  destinations: [{ id: 'today', label: 'Today', href: '/', action: 'web.today' }],
}
