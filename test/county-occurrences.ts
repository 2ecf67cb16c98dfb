import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { loadFiles } from '../src/intake/index.ts'
import type { PersonId } from '../src/kernel/index.ts'
import type { Place } from '../src/main.ts'
import { keptOtherwise } from '../src/record/testing.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'

export type CountyFile = { path: string; source: string }

const FEEDS = [
  ['hospital', 'mere-general'],
  ['gp', 'southmere-gp'],
  ['council', 'southmere-council'],
] as const

/** What the feeds of a generated folder send, file by file. */
export function filesOf(folder: string): CountyFile[] {
  return FEEDS.flatMap(([feed, source]) =>
    readdirSync(join(folder, feed))
      .sort()
      .map((name) => ({ path: join(folder, feed, name), source })),
  )
}

/** Loaded in this order, a minute apart, and counted in between, so that it is put right and not only made once. */
export async function countyLoaded(
  t: TestContext,
  files: readonly CountyFile[],
): Promise<OpenedPlace & { times: Date[] }> {
  const opened = await openTestPlace(t, { at: '2026-04-20T09:00:00Z' })
  const times: Date[] = []
  for (const [at, { path, source }] of files.entries()) {
    times.push(opened.clock.now())
    const { files: found } = await loadFiles(opened.place, [path], source)
    if (found[0]!.fault !== undefined) throw new Error(`${path}: ${found[0]!.fault}`)
    if (at % 5 === 2) await opened.settle()
    opened.clock.set(new Date(opened.clock.now().getTime() + 60_000).toISOString())
  }
  await opened.settle()
  return { ...opened, times }
}

/** What of anybody is kept otherwise than the rules say, at a time; and how many things are kept. */
export async function countyOtherwise({ databases }: Place, at: Date) {
  const db = databases.care.short
  // Whoever was ever the first of an identity.
  const { rows } = await db.query<{ id: PersonId }>(
    `select person_id as id from people.link where identity_id = person_id
      union select person_id from people.link_history where identity_id = person_id`,
  )
  return keptOtherwise(
    db,
    rows.map(({ id }) => id),
    at,
  )
}

/** What stands, without when it was learnt. */
export async function standing(place: Place): Promise<string[]> {
  const { rows } = await place.databases.care.short.query<{ one: string }>(
    `select row(identity_id, occurrence_id, kind, status, start_at, start_precision, end_at, end_precision, ready_at,
        expected_at, pathway, delay_reason, admission, destination, diagnosis, organisation, organisation_name, unit,
        provider, hours, unit_cost, next, term, label, gone, conflict, event_ids, sources)::text as one
      from record.occurrence where superseded_at is null order by 1`,
  )
  return rows.map(({ one }) => one)
}
