import type { Agreement, Replay, Replayed } from '../agreement/index.ts'
import type { Place } from '../room.ts'
import { thresholdsOf } from './matching-kind.ts'
import { alikePairs } from './queries-match.ts'

const LINKED = 'Pairs of records that would be one person’s'
const LOOKED_AT = 'Pairs of records that people would look at, of those that were kept'

/**
 * How the pairs of records that the version in effect has judged would be treated: less sure ones than people look at
 * now were not kept.
 */
export const matchingReplay: Replay = { of: ['matching'], run: replayMatching }

async function replayMatching({ databases }: Place, text: Agreement): Promise<Replayed[]> {
  const [row] = text.table<{ clause: string }>('matching')
  const thresholds = thresholdsOf(text)
  if (row === undefined || thresholds === undefined) return []
  const { clause } = row
  return (await alikePairs(databases.care.short, undefined)).flatMap(
    ({ a, b, weight = 0 }): Replayed[] => {
      const id = `${a} ${b}`
      if (weight >= thresholds.link) return [{ id, clause, sentence: LINKED, adds: 1 }]
      if (weight < thresholds.review) return []
      return [{ id, clause, sentence: LOOKED_AT, adds: 1 }]
    },
  )
}
