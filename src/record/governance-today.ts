import type { Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatAgo, formatWait, plural } from '../shell/index.ts'
import { type Incident, incidentOf } from './incident.ts'
import { GOVERNANCE_PATH } from './move-incident.ts'
import type { RecordPlace } from './pages/person-place.ts'
import { incidentSteps } from './queries-incidents.ts'
import { openLeak } from './queries-opt-out-tests.ts'

export const GOVERNANCE = 'record.governance'

/** Every incident, the newest first. */
export async function incidentsNow({
  databases,
  clock,
}: Pick<RecordPlace, 'databases' | 'clock'>): Promise<Incident[]> {
  const steps = await incidentSteps(databases.care.short)
  const byIncident = Map.groupBy(steps, ({ incident }) => incident)
  return [...byIncident.values()].map((own) => incidentOf(own, clock.now())).reverse()
}

/** On Today of whoever governs: a leak, which stops all counting, and incidents whose clock runs. */
export async function governanceToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  if (place.whyNot(viewer, GOVERNANCE) !== undefined) return []
  const now = place.clock.now()
  const [leak, incidents] = await Promise.all([
    openLeak(place.databases.care.short),
    incidentsNow(place),
  ])
  const at = { href: GOVERNANCE_PATH, verb: 'See what to do', action: GOVERNANCE }
  const lines: TodayLine[] = []
  if (leak !== undefined) {
    const what = 'Somebody who opted out was found in what is counted, and nothing is counted now'
    const since = `Found ${formatAgo(leak.ranAt, now)}.`
    lines.push({ what, since, first: 'harm', at })
  }
  const running = incidents.filter(({ clock }) => clock === 'runs' || clock === 'late')
  const first = running.map(({ reportBy }) => reportBy.getTime()).sort((a, b) => a - b)[0]
  if (first !== undefined) {
    const what = `${plural(running.length, 'incident')} of which nobody has said whether it has to be reported`
    const left = first - now.getTime()
    const since =
      left < 0
        ? `The time that the law gives was over ${formatWait(-left)} ago.`
        : `The law gives ${formatWait(left)} more.`
    lines.push({ what, since, first: 'harm', at })
  }
  return lines
}
