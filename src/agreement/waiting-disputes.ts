import type { Viewer } from '../kernel/index.ts'
import { uncapital } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatCount, formatDate, formatWait } from '../shell/index.ts'
import { type DisputeTold, listDisputes } from './disputes.ts'

const HOUR = 3_600_000

/** A dispute waits for whoever holds its step, until their side has proposed how to settle it. */
export function waitsFor({ standing }: DisputeTold, { actor }: Viewer): boolean {
  if (!standing.on.holders.includes(actor.role)) return false
  return standing.proposal === undefined || standing.proposal.side !== actor.side
}

/** On Today: where the two sides differ and the viewer's own has to answer. */
export async function disputesToday(
  place: Pick<Place, 'databases' | 'agreement' | 'clock'>,
  viewer: Viewer,
): Promise<TodayLine[]> {
  const { sides = [] } = place.agreement.current() ?? {}
  if (!sides.some(({ id }) => id === viewer.actor.side)) return []
  const open = await listDisputes(place, { open: true })
  return disputeLines(
    open.filter((one) => waitsFor(one, viewer)),
    viewer.actor.side,
    place.clock.now(),
  )
}

/** One line for all of them, of which the first is due first, to somebody of a side. Pure. */
export function disputeLines(mine: readonly DisputeTold[], side: string, now: Date): TodayLine[] {
  const [first] = mine
  if (first === undefined) return []
  const late = mine.some(({ standing }) => standing.late)
  const one = mine.length === 1
  const what = one
    ? `The two sides differ: ${first.about}`
    : `${formatCount(mine.length)} disputes wait for your side`
  const href = one ? `/disputes/${first.id}` : '/disputes?show=mine'
  const at = { href, verb: one ? 'Answer it' : 'Answer them', action: 'agreement.disputes' }
  return [{ what, since: sinceWords(mine, side, now), first: late ? 'harm' : 'waits', at }]
}

function sinceWords(mine: readonly DisputeTold[], side: string, now: Date): string {
  const first = mine[0]!
  const hours = Math.max(...mine.map(({ standing }) => standing.ageHours))
  const age = `Open for ${formatWait(hours * HOUR)}`
  const { due, late, on, proposal } = first.standing
  const silent = first.says.every((said) => said.side !== side)
  const open = silent ? 'your side has not answered yet' : 'nobody has proposed how to settle it'
  const asks = proposal === undefined ? open : 'the other side has proposed how to settle it'
  const until =
    due === undefined
      ? ''
      : late
        ? ` “${on.name}” ended on ${formatDate(due, now)}.`
        : ` “${on.name}” has until ${formatDate(due, now)}.`
  if (mine.length === 1) return `${age}; ${asks}.${until}`
  return `The oldest is ${uncapital(age)}.${until}`
}
