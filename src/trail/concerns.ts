import { DAY_MS } from '../kernel/index.ts'
import type { Concern, Place } from '../room.ts'
import { capital, formatWait } from '../shell/index.ts'
import type { Trail } from './trail.ts'
import type { TrailStatus } from './trail-status.ts'

/** What is committed has its number within a second; much later than that, something is wrong. */
const UNNUMBERED_SECONDS_MAX = 60
const WEEK_MS = 7 * DAY_MS
const AT = { href: '/trail', verb: 'See the log', action: 'public' }

/** What the log says to whoever watches over the place. */
export async function trailConcerns({ trail, clock }: Pick<Place, 'trail' | 'clock'>) {
  const since = new Date(clock.now().getTime() - WEEK_MS)
  const [status, refused] = await Promise.all([trail.status(), trail.refusedLooks(since)])
  return [...logConcerns(status), ...refusedLooks(refused)]
}

/** In order: that nothing is signed any more, what contradicts the log, what is late and who is away. Pure. */
export function logConcerns(trail: TrailStatus): Concern[] {
  const told = { first: 'harm', at: AT } as const
  const found: Concern[] = []
  if (trail.halted !== undefined) {
    found.push({
      what: 'Nothing more is signed in the log',
      since: `${capital(trail.halted)}.`,
      ...told,
    })
  }
  for (const { name, objection } of trail.witnesses) {
    if (objection === undefined) continue
    found.push({ what: `${capital(name)} does not confirm the log`, since: objection, ...told })
  }
  if (trail.late) {
    const away = trail.witnesses.flatMap(({ name, away }) =>
      away ? [` ${capital(name)}: ${away}.`] : [],
    )
    found.push({
      what: 'The log is not confirmed in time',
      since: trail.words + away.join(''),
      ...told,
    })
  }
  if (trail.unnumberedSeconds > UNNUMBERED_SECONDS_MAX) {
    const since = `The oldest has waited ${formatWait(trail.unnumberedSeconds * 1000)}.`
    found.push({ what: 'What is written down gets no number in the log', since, ...told })
  }
  return found
}

/** That there were some, and not how many: this is told to whoever watches over the place, and few are few. */
export function refusedLooks({
  looks,
}: Pick<Awaited<ReturnType<Trail['refusedLooks']>>, 'looks'>): Concern[] {
  if (looks === 0) return []
  return [
    {
      what: 'Somebody was refused a look in the last week',
      since: 'Each refusal is in the log with its clause.',
      first: 'told',
    },
  ]
}
