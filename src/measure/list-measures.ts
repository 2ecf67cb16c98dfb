import type { Place } from '../room.ts'
import { definitionsOf } from './definition.ts'
import { lastEditions } from './queries.ts'
import { versionOf } from './way.ts'

/** What the agreement says is counted, with the periods of each that have been told. */
export async function listMeasures({
  agreement,
  databases,
}: Pick<Place, 'agreement' | 'databases'>) {
  const editions = await lastEditions(databases.care.short)
  const byMeasure = Map.groupBy(editions, ({ measure }) => measure)
  return definitionsOf(agreement.current()).map((one) => ({
    name: one.id,
    clause: one.clause,
    definition: one.name,
    version: versionOf(one),
    direction: one.direction,
    unit: one.unit,
    owners: one.owners.map(({ side, name }) => ({ side, name })),
    months: (byMeasure.get(one.id) ?? []).map(({ period }) => period).sort(),
  }))
}
