import { DAY_MS, type Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatWait, plural } from '../shell/index.ts'
import type { RecordPlace } from './pages/person-place.ts'
import { alertsSince, type KeptAlert } from './queries-watch.ts'
import { unusualLookRule } from './unusual-look-kind.ts'
import { WATCH_PATH } from './watch-person.ts'

export const READ_ALERTS = 'record.alerts'
/** An alert that nobody has closed for a year is asked about no more. */
const KEPT_DAYS = 365
export const ALERTS_MAX = 500

/** Looks that nobody has said yet what became of, the newest first; not those of whoever asks. */
export async function openAlerts(
  { databases, clock }: Pick<RecordPlace, 'databases' | 'clock'>,
  viewer: Viewer,
): Promise<KeptAlert[]> {
  const since = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS)
  const asked = { since, open: true, limit: ALERTS_MAX }
  const alerts = await alertsSince(databases.care.short, asked)
  return alerts.filter(({ actor }) => actor.id !== viewer.actor.id)
}

/** On Today of whoever says what became of them. */
export async function alertsToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  if (place.whyNot(viewer, READ_ALERTS) !== undefined) return []
  const rule = unusualLookRule(place.agreement.current())
  const open = await openAlerts(place, viewer)
  const oldest = open.at(-1)
  if (oldest === undefined || rule === undefined) return []
  const now = place.clock.now()
  const late = open.filter((one) => closeBy(one, rule.closedWithinDays) < now).length
  const first = `The oldest was ${formatWait(now.getTime() - oldest.at.getTime())} ago.`
  const since = late === 0 ? first : `${first} ${plural(late, 'is', 'are')} late.`
  const what = `${plural(open.length, 'look')} should be asked about`
  const at = { href: WATCH_PATH, verb: 'See why', action: READ_ALERTS }
  return [{ what, since, first: late > 0 ? 'harm' : 'waits', at }]
}

/** By when somebody has to say what became of it. */
export function closeBy({ at }: Pick<KeptAlert, 'at'>, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS)
}
