import type { Queryable } from '../kernel/index.ts'
import type { AuditedLeaf, TrailFault } from './audit.ts'
import {
  againKey,
  compareAgain,
  compareCommand,
  compareDeeds,
  compareLooks,
  type ListedAgain,
  type ListedDeed,
  type ListedKey,
  type ListedLook,
  lookKey,
} from './audit-entry.ts'
import { entryData, noticeId } from './entry.ts'
import { entryTexts } from './queries.ts'
import {
  type AgainRow,
  againNamed,
  type DeedRow,
  deedsNamed,
  type KeyRow,
  keysNamed,
  type LookRowAt,
  looksNumbered,
} from './queries-verify.ts'
import { readLists } from './read-lists.ts'
import {
  againOf,
  countOf,
  countsOf,
  deedsOf,
  listOf,
  looksOf,
  noticeOf,
  readTold,
  type Told,
} from './told.ts'

/** A stretch of the log, each entry held to what columns and lists repeat of it. */
export type RangeAudit = {
  faults: TrailFault[]
  /** how many rows of each list these entries stand for */
  counts: Record<string, number>
  told: ReadonlyMap<string, Told>
}

export async function auditRange(
  tx: Queryable,
  leaves: readonly AuditedLeaf[],
): Promise<RangeAudit> {
  const told = new Map<string, Told>()
  for (const { entryId, leaf, entry } of leaves) {
    // What was changed says nothing any more: that it was changed is told elsewhere.
    const genuine = entry && entryData(entry.salt, entry.text).equals(leaf)
    const read = genuine ? readTold(entry.text) : undefined
    if (read) told.set(entryId, read)
  }
  const all = [...told.values()]
  const lists = await readLists(tx, all)
  const wanted = all.flatMap(looksOf)
  const keys = all.flatMap(({ key }) => (key === undefined ? [] : [key]))
  const again = all.flatMap(againOf)
  const counted = all.flatMap(countsOf)
  const next = counted.flatMap(({ person, looks }) => [
    { person, number: looks },
    { person, number: looks + 1 },
  ])
  const looks = await looksNumbered(tx, [...wanted, ...next])
  const keyRows = await keysNamed(tx, keys)
  const againRows = await againNamed(tx, again)
  const deeds = all.flatMap((one) => deedsOf(one).map((person) => ({ person, entryId: one.id })))
  const deedRows = (await deedsNamed(tx, deeds)).map(asListedDeed)
  const listedDeeds = new Map(deedRows.map((row) => [`${row.person} ${row.entryId}`, row]))
  const listed = new Map(
    looks.map(asListedLook).map((row) => [lookKey(row.person, row.number), row]),
  )
  const listedKeys = new Map(keyRows.map(asListedKey).map((row) => [row.key, row]))
  const listedAgain = new Map(againRows.map(asListedAgain).map((row) => [againKey(row), row]))
  const faults = leaves.flatMap((leaf) => {
    const says = told.get(leaf.entryId)
    if (says === undefined) return []
    return [
      ...compareLooks(leaf, says, listed),
      ...compareCommand(leaf, says, listedKeys),
      ...compareAgain(leaf, says, listedAgain),
      ...compareDeeds(leaf, says, listedDeeds),
      ...compareCounts(leaf, says, listed),
    ]
  })
  faults.push(...lists.faults, ...(await compareNotices(tx, told)))
  const counts = {
    look: all.reduce((sum, one) => sum + countOf(one), 0),
    list: all.filter((one) => listOf(one) !== undefined).length,
    erased_part: lists.erased,
    look_again: again.length,
    command_key: keys.length,
    deed: deeds.length,
  }
  return { faults, counts, told }
}

/** A look that was written while the count was under way may have been passed over. */
const COUNTING_MS = 60_000

/** What a bundle says of how many looks there are, held to the list. */
function compareCounts(
  { entryId }: AuditedLeaf,
  told: Told,
  listed: ReadonlyMap<string, ListedLook>,
): TrailFault[] {
  return countsOf(told).flatMap(({ person, looks, last }) => {
    const row = listed.get(lookKey(person, looks))
    const after = listed.get(lookKey(person, looks + 1))
    const counted = new Date(told.at).getTime() - COUNTING_MS
    const wrong = looks > 0 && row?.data.toString('base64') !== last
    const short = after !== undefined && new Date(after.at).getTime() < counted
    if (!wrong && !short) return []
    const what = `It says that person ${person} has ${looks} looks, which was not so.`
    return [{ entry: entryId, what }]
  })
}

/** A withheld look has an entry that says so to the resident, and no other look has one. */
async function compareNotices(
  tx: Queryable,
  told: ReadonlyMap<string, Told>,
): Promise<TrailFault[]> {
  const withheld = [...told.values()].filter((one) => one.kind === 'look' && one.withheld)
  const notices = [...told.values()].filter((one) => noticeOf(one) !== undefined)
  const missing = [
    ...withheld.map(({ id }) => noticeId(id)),
    ...notices.map((one) => noticeOf(one)!.look),
  ].filter((id) => !told.has(id))
  const read = new Map(told)
  for (const { id, text } of missing.length === 0 ? [] : await entryTexts(tx, missing)) {
    const one = readTold(text)
    if (one) read.set(id, one)
  }
  const faults = withheld.flatMap((look) => {
    const notice = read.get(noticeId(look.id))
    const said = notice && noticeOf(notice)
    const same = said?.clause === look.withheld!.clause && said.until === look.withheld!.until
    if (same && said.look === look.id) return []
    return [
      { entry: look.id, what: 'It is withheld, and nothing in the log says so to the resident.' },
    ]
  })
  const strays = notices.flatMap((one) => {
    const look = read.get(noticeOf(one)!.look)
    if (look === undefined || look.withheld) return []
    return [{ entry: one.id, what: `It says that look ${look.id} is withheld, which is not so.` }]
  })
  return [...faults, ...strays]
}

export function asListedLook(row: LookRowAt): ListedLook {
  return {
    person: row.person_id,
    number: Number(row.number),
    entryId: row.entry_id,
    at: row.at.toISOString(),
    data: row.data,
    previous: row.previous,
    showing: row.showing,
    actorId: row.actor_id,
    withheldUntil: row.withheld_until?.toISOString() ?? null,
    place: row.place,
  }
}

export function asListedKey({ key, input, entry_id }: KeyRow): ListedKey {
  return { key, input, entryId: entry_id }
}

export function asListedDeed({ person_id, entry_id, at }: DeedRow): ListedDeed {
  return { person: person_id, entryId: entry_id, at: at.toISOString() }
}

export function asListedAgain({ look, id, at, entry_id, places }: AgainRow): ListedAgain {
  const row = { look, id, at: at.toISOString(), entryId: entry_id }
  return places === null ? row : { ...row, places }
}
