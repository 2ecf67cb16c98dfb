import type { Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { apartOpenTo } from './kept-apart.ts'

/** On Today of whoever may know of a feed that is kept apart: where its people are found, since no list has them. */
export function apartToday({ agreement }: Pick<Place, 'agreement'>, viewer: Viewer): TodayLine[] {
  const current = agreement.current()
  const feeds = current === undefined ? [] : apartOpenTo(current, viewer)
  return feeds.map(({ name }) => ({
    what: `People of whom ${name} alone tells`,
    since: 'They are on no list and in no count.',
    first: 'told',
    at: { href: '/apart', verb: 'Find whom it keeps apart', action: 'record.find' },
  }))
}
