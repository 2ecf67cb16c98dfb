import type { Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatDateTime, plural } from '../shell/index.ts'
import { countNotesToSettle } from './look-at-notes-to-settle.ts'
import { settleNote } from './settle-note.ts'

/** Where it is said whose a note is. */
export const SETTLE_PATH = '/notes'

/** On Today: notes of which this viewer may say whose they are. */
export async function notesToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  const action = settleNote.name
  if (place.whyNot(viewer, action) !== undefined) return []
  const found = await countNotesToSettle(place, viewer)
  if (found === undefined) return []
  const { count, since } = found
  const one = count === 1
  const split = formatDateTime(since, place.clock.now())
  return [
    {
      what: `${plural(count, 'note')} may be about somebody else`,
      since: `Records that were taken for one person’s are taken for two, since ${split}.`,
      first: 'waits',
      at: { href: SETTLE_PATH, verb: `Say whose ${one ? 'it is' : 'they are'}`, action },
    },
  ]
}
