import type { PersonId, Queryable } from '../kernel/index.ts'
import type { DataClass } from './data-class.ts'
import type { KnownResource } from './known-resource.ts'
import { asKnown } from './queries-known.ts'
import {
  IS_READ,
  type MedicineStates,
  RESOURCE_COLUMNS,
  type ResourceRow,
  toResource,
} from './queries-read.ts'

/** What is kept besides what a page reads, now or as it was known at a time. */

/** Besides what a page reads: how many of which kind of which source, in which class. */
export type KeptCountRow = {
  type: string
  source: string
  data_class: DataClass
  count: string
  /** at the source, of kinds that may be told as events */
  source_ids: string[]
}

/** Neither read for the page nor taken back; $2 are the kinds that are read or are events. */
const IS_KEPT = `coalesce(status, '') <> 'entered-in-error'
  and (type <> all($2) or (type like 'Medication%' and not ${IS_READ}))`

export async function keptCounts(
  db: Queryable,
  personIds: readonly PersonId[],
  shownTypes: readonly string[],
  { current, ended, since }: MedicineStates,
  at?: Date,
): Promise<KeptCountRow[]> {
  const { rows } = await db.query<KeptCountRow>(
    asKnown(at, {
      name: 'record.keptCounts',
      text: `select type, source, data_class, count(*) as count,
          coalesce(array_agg(source_id) filter (where type in ('ServiceRequest', 'Task')), '{}') as source_ids
        from record.resource r where person_id = any($1) and ${IS_KEPT}
        group by type, source, data_class`,
      values: [personIds, shownTypes, current, ended, since],
    }),
  )
  return rows
}

export type KeptWanted = {
  /** of these kinds of these sources, in these classes */
  groups: readonly { type: string; source: string; data_class: DataClass }[]
  /** read for the page, and shown in none of its lines */
  ids: readonly string[]
  /** ids at the source of what is told as an event */
  toldAs: readonly string[]
}

/** A page of what is kept besides, or was at a time, the newest first. */
export async function keptResources(
  db: Queryable,
  personIds: readonly PersonId[],
  shownTypes: readonly string[],
  { current, ended, since }: MedicineStates,
  { groups, ids, toldAs }: KeptWanted,
  { limit, offset, at }: { limit: number; offset: number; at?: Date },
): Promise<KnownResource[]> {
  const { rows } = await db.query<ResourceRow>(
    asKnown(at, {
      name: 'record.keptResources',
      text: `select ${RESOURCE_COLUMNS} from record.resource r
        where person_id = any($1) and (id = any($6) or (${IS_KEPT}
          and not (type in ('ServiceRequest', 'Task') and source_id = any($7))
          and (type, source, data_class) in (
            select * from unnest($8::text[], $9::text[], $10::text[]))))
        order by coalesce(r.true_at, r.learnt_at) desc, id limit $11 offset $12`,
      values: [
        personIds,
        shownTypes,
        current,
        ended,
        since,
        ids,
        toldAs,
        groups.map(({ type }) => type),
        groups.map(({ source }) => source),
        groups.map(({ data_class }) => data_class),
        limit,
        offset,
      ],
    }),
  )
  return rows.map(toResource)
}
