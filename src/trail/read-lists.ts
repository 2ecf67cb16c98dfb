import type { Queryable } from '../kernel/index.ts'
import type { TrailFault } from './audit.ts'
import { showingIn } from './audit-entry.ts'
import { type KeptPart, listRoot, partData, unpackParts } from './list-parts.ts'
import { type ListRow, listsOf } from './queries-lists.ts'
import { listOf, type Told, type ToldLook } from './told.ts'

export type ReadLists = {
  faults: TrailFault[]
  /** parts of which only the leaf is left */
  erased: number
}

/** Reads the people of each list among these entries into what it tells, and holds them to the root in its text. */
export async function readLists(tx: Queryable, all: readonly Told[]): Promise<ReadLists> {
  const lists = all.filter((told) => listOf(told) !== undefined)
  const rows = await listsOf(
    tx,
    lists.map(({ id }) => id),
  )
  const rowOf = new Map(rows.map((row) => [row.entry_id, row]))
  const read: ReadLists = { faults: [], erased: 0 }
  for (const told of lists) {
    const row = rowOf.get(told.id)
    const parts = row && unpackParts(row.parts)
    const what = row && parts ? faultOf(told, row, parts) : 'The people of this list were removed.'
    if (what !== undefined) read.faults.push({ entry: told.id, what })
    // Whoever stands there now is held to the list of looks all the same.
    told.people = (parts ?? []).flatMap(asLook)
    read.erased += (parts ?? []).filter((part) => 'leaf' in part).length
  }
  return read
}

function faultOf(told: Told, row: ListRow, parts: readonly KeptPart[]): string | undefined {
  const { size, root } = listOf(told)!
  const now = listRoot(parts)
  if (now.size !== size || now.root !== root)
    return 'The people of this list were changed: they are not those that were recorded.'
  if (row.at.toISOString() === told.at && row.showing === showingIn(told, [])) return undefined
  return 'What stands beside the people of this list was changed.'
}

function asLook(part: KeptPart, place: number): ToldLook[] {
  if ('leaf' in part) return []
  const { person, number, previous } = part
  const listed = { place, data: partData(part) }
  return [{ person, number, previous: previous?.toString('base64') ?? null, listed }]
}
