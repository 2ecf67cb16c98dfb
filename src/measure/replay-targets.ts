import type { Agreement, Replay, Replayed, ReplayedDays } from '../agreement/index.ts'
import type { Place } from '../room.ts'
import { trajectoryOf } from './goals.ts'
import { chartAll } from './signal.ts'
import { targetsOf } from './target-kind.ts'

const MISSED = 'Months in which what was counted was worse than was aimed at'

/** In which months an aim would have been missed. */
export const targetReplay: Replay = { of: ['target'], run: replayTargets }

async function replayTargets(
  place: Place,
  text: Agreement,
  { from, to }: ReplayedDays,
): Promise<Replayed[]> {
  const charts = await chartAll(place)
  return targetsOf(text).flatMap((target) => {
    const charted = charts.find(({ definition }) => definition.id === target.measure)
    if (charted === undefined) return []
    const aims = new Map(trajectoryOf(target).map(({ month, value }) => [month, value]))
    const { direction, id: measure } = charted.definition
    return charted.points.flatMap(({ period, told }): Replayed[] => {
      const aim = aims.get(period)
      const isWithin = period >= from.slice(0, 7) && period <= to.slice(0, 7)
      if (aim === undefined || !isWithin || told.value === null) return []
      const missed = direction === 'down' ? told.value > aim : told.value < aim
      const id = `${measure} ${period}`
      return missed ? [{ id, clause: target.clause, sentence: MISSED, adds: 1 }] : []
    })
  })
}
