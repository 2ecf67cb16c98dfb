import type { Undone } from '../kernel/index.ts'
import type { Concern } from '../room.ts'
import { formatAgo, plural } from '../shell/index.ts'

/** What should have followed from what was done, and did not. */
export function undoneErrand({ does, count, since, fault }: Undone, now: Date): Concern {
  const times = count < 2 ? '' : ` (${plural(count, 'time')})`
  const why = fault === undefined ? '' : ` Last it failed of: ${fault}.`
  return {
    what: `The software could not ${does}${times}`,
    since: `Due ${formatAgo(since, now)}, and tried again until it works.${why}`,
    first: 'harm',
  }
}
