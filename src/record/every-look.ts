import type { PersonId, Viewer } from '../kernel/index.ts'
import type { Look } from '../trail/index.ts'
import { lookAtPerson, type PersonLook, type RecordDeps } from './look-at-person.ts'
import { readLooks } from './read-looks.ts'

/** A look as whoever may read of it is told it; one that is told later has its number, its clause and its day alone. */
export type ToldLook = {
  /** its entry in the log */
  entry: string
  number: number
  at: string
  name: string
  role: string
  organisation: string
  purpose: string
  clause: string
  outcome: Look['outcome']
  what: string
  times: number
}

export type EveryLook =
  | { outcome: 'allowed'; looks: readonly ToldLook[]; missing: readonly number[] }
  | Exclude<PersonLook, { outcome: 'allowed' }>

/** Every look that a page would page through, the newest first; reading it is a look, written down before. */
export async function everyLook(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
): Promise<EveryLook> {
  const look = await lookAtPerson(deps, viewer, personId, { what: 'list of looks', needs: 'looks' })
  if (look.outcome !== 'allowed') return look
  const looks: ToldLook[] = []
  const missing = new Set<number>()
  for (let page = 1, pages = 1; page <= pages; page++) {
    const read = await readLooks(deps, look.view, { page })
    pages = read.pages
    for (const row of read.rows) if (row.kind === 'look') looks.push(toldLook(row.look))
    for (const { from, to } of read.missing) for (let at = from; at <= to; at++) missing.add(at)
  }
  return { outcome: 'allowed', looks, missing: [...missing].sort((a, b) => a - b) }
}

function toldLook({ entryId: entry, number, at, actor, purpose, ...look }: Look): ToldLook {
  const { name, role, organisation } = actor
  const { clause, outcome, what, times } = look
  return { entry, number, at, name, role, organisation, purpose, clause, outcome, what, times }
}
