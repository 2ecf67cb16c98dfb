import { chartMeasure, figureWords } from '../measure/index.ts'
import type { Place } from '../room.ts'
import { decisionsIn } from './board.ts'
import type { BoardView } from './board-view.ts'
import { type Commitment, commitmentsOf } from './commitment-kind.ts'
import { type PaidBy, schemeNamed, schemesToday } from './paid-by.ts'
import type { ShownItem } from './shown.ts'

export type Seen = {
  readonly id: string
  readonly name: string
  readonly says: string
  readonly signal: 'improvement' | 'concern' | 'none'
  readonly isTold: boolean
}

/** A commitment with all that stands behind it now, and how it stands by that alone. */
export type PlanPoint = Commitment & {
  /** its schemes that this year’s fund has */
  readonly paid: readonly PaidBy[]
  /** the names of those that it has not */
  readonly unpaid: readonly string[]
  readonly seen: readonly Seen[]
  readonly decisions: readonly ShownItem[]
  readonly state: 'better' | 'worse' | 'no signal' | 'not counted' | 'nothing behind it'
}

/** The plan as it stands: nothing in it is typed in. */
export async function readPlan(place: Place, view: BoardView): Promise<PlanPoint[]> {
  const decisions = decisionsIn(view.board).map((one) => view.shown(one))
  const schemes = await schemesToday(place)
  return Promise.all(
    commitmentsOf(place.agreement.current()).map(async (one) => {
      const seen = await Promise.all(one.measures.map((id) => seenOf(place, id)))
      const own = decisions.filter(({ decision }) => {
        const { clause, measure, scheme = '' } = decision!.motion
        if (schemes.some(({ id, name }) => id === scheme && one.schemes.includes(name))) return true
        return one.clauses.includes(clause ?? '') || one.measures.includes(measure ?? '')
      })
      const named = one.schemes.map((name) => schemeNamed(schemes, name))
      const paid = named.filter((scheme) => scheme !== undefined)
      const unpaid = one.schemes.filter((_, at) => named[at] === undefined)
      return { ...one, seen, paid, unpaid, decisions: own, state: stateOf(one, seen) }
    }),
  )
}

async function seenOf(place: Place, id: string): Promise<Seen> {
  const { definition, points, signal } = await chartMeasure(place, id)
  const last = points.at(-1)
  const says = last === undefined ? 'nothing is told yet' : figureWords(definition, last.told)
  return { id, name: definition.name, says, signal: signal.signal, isTold: last !== undefined }
}

/** One that gets worse counts before one that gets better. Pure. */
export function stateOf(
  one: Pick<Commitment, 'clauses' | 'measures' | 'schemes'>,
  seen: readonly Seen[],
): PlanPoint['state'] {
  if (seen.some(({ signal }) => signal === 'concern')) return 'worse'
  if (seen.some(({ signal }) => signal === 'improvement')) return 'better'
  if (seen.some(({ isTold }) => isTold)) return 'no signal'
  return one.clauses.length + one.schemes.length + one.measures.length === 0
    ? 'nothing behind it'
    : 'not counted'
}
