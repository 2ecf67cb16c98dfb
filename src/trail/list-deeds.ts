import type { PersonId, Queryable } from '../kernel/index.ts'
import { entryData } from './entry.ts'
import { type DeedRow, deedsAt } from './queries-deeds.ts'
import { deedsOf, readTold } from './told.ts'

/** Something that was done about a person, as they may read it. */
export type Deed = {
  entryId: string
  at: string
  /** room and verb; undefined where the entry is no longer what was written down */
  command?: string
  actor: { name: string; role: string; organisation: string }
  purpose: string
  clause?: string
}

/** Newest first, each once although several of somebody's records are meant; read from the entries. */
export async function listDeeds(
  db: Queryable,
  personIds: readonly PersonId[],
  limit: number,
): Promise<Deed[]> {
  return (await deedsAt(db, personIds, limit)).map((row) => asDeed(row, personIds))
}

function asDeed({ entry_id, at, text, salt, data }: DeedRow, personIds: readonly PersonId[]): Deed {
  const common = { entryId: entry_id, at: at.toISOString() }
  const nothing = { ...common, actor: { name: '', role: '', organisation: '' }, purpose: '' }
  if (text === null || salt === null || data === null) return nothing
  const own = new Set<string>(personIds)
  const told = entryData(salt, text).equals(data) ? readTold(text) : undefined
  const mine = told !== undefined && deedsOf(told).some((person) => own.has(person))
  if (!mine) return nothing
  const { command, purpose = '', clause, actor } = told
  const { name = '', role = '', organisation = '' } = actor ?? {}
  return {
    ...common,
    command,
    actor: { name, role, organisation },
    purpose,
    ...(clause === undefined ? {} : { clause }),
  }
}
