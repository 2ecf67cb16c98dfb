import type { Queryable } from '../kernel/index.ts'
import type { TrailFault } from './audit.ts'
import {
  ChainAudit,
  compareKey,
  compareListed,
  compareListedAgain,
  compareListedDeed,
} from './audit-entry.ts'
import { asListedAgain, asListedDeed, asListedKey, asListedLook } from './audit-range.ts'
import { unpackPart, unpackParts } from './list-parts.ts'
import { listsAfter } from './queries-lists.ts'
import { selfRunning, strayRights } from './queries-rights.ts'
import {
  againAfter,
  deedsAfter,
  keysAfter,
  looksAfter,
  unnumberedEntries,
} from './queries-verify.ts'
import { listOf, readTold } from './told.ts'

/** Everything that stands in a list, held to the entry that it names: what was put in shows here. */
const AT_ONCE = 10_000
/** What was written in the last minute may not be numbered yet while others go on writing. */
const FRESH_MS = 60_000
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** `said`: the data of the looks in lists that entries say were erased; `left`: as many are a hash and no more. */
export type ErasedLooks = { said: ReadonlySet<string>; left: number }

export async function auditLists(
  tx: Queryable,
  now: Date,
  erased: ErasedLooks,
): Promise<TrailFault[]> {
  return [
    ...(await looks(tx, erased.said)),
    ...(await lists(tx, erased)),
    ...(await keys(tx)),
    ...(await again(tx)),
    ...(await deeds(tx)),
    ...(await loose(tx, now)),
    ...(await selfRunning(tx)).map((what) => ({
      entry: '',
      what: `Something runs by itself on the log and could drop or change rows: ${what}.`,
    })),
    ...(await strayRights(tx)).map((what) => ({
      entry: '',
      what: `A login has a right that it must not have: ${what}.`,
    })),
  ]
}

async function looks(tx: Queryable, erased: ReadonlySet<string>): Promise<TrailFault[]> {
  const chain = new ChainAudit()
  const missing = new Set(erased)
  const faults: TrailFault[] = []
  let after = { person: BEFORE_ALL, number: 0 }
  for (let more = true; more; ) {
    const rows = await looksAfter(tx, after, AT_ONCE)
    for (const row of rows) {
      const look = asListedLook(row)
      chain.next(look)
      after = look
      const part = unpackPart(row.part)
      if (row.text !== null) faults.push(...compareListed(look, readTold(row.text), part))
      else if (!row.numbered && !missing.delete(look.data.toString('base64'))) {
        const what = `Look ${look.number} at person ${look.person} has no entry: it was removed, or never was.`
        faults.push({ entry: look.entryId, what })
      }
    }
    more = rows.length === AT_ONCE
  }
  const gone = [...missing].map((data) => ({
    entry: '',
    what: `A look that was erased is no longer in the list of looks: ${data}.`,
  }))
  return [...chain.faults, ...faults, ...gone]
}

async function lists(tx: Queryable, { said, left }: ErasedLooks): Promise<TrailFault[]> {
  const faults: TrailFault[] = []
  let hashes = left
  let after = BEFORE_ALL
  for (let more = true; more; ) {
    const rows = await listsAfter(tx, after, AT_ONCE)
    for (const { entry_id, text, numbered, unsaid } of rows) {
      after = entry_id
      const parts = unsaid === null ? [] : (unpackParts(unsaid) ?? [])
      hashes += parts.filter((part) => 'leaf' in part).length
      const told = text === null ? undefined : readTold(text)
      if (told ? listOf(told) !== undefined : text === null && numbered) continue
      const what = 'People of a list were put in, and no entry says that there was one.'
      faults.push({ entry: entry_id, what })
    }
    more = rows.length === AT_ONCE
  }
  if (hashes === said.size) return faults
  const what = `Of ${hashes} looks in lists only a hash is left, and entries say that ${said.size} were erased.`
  return [...faults, { entry: '', what }]
}

async function keys(tx: Queryable): Promise<TrailFault[]> {
  const faults: TrailFault[] = []
  let after = ''
  for (let more = true; more; ) {
    const rows = await keysAfter(tx, after, AT_ONCE)
    for (const row of rows) {
      after = row.key
      if (row.text !== null) faults.push(...compareKey(asListedKey(row), readTold(row.text)))
      else if (!row.numbered) {
        const what = `The key ${row.key.slice(0, 80)} names an entry that was never in the log.`
        faults.push({ entry: row.entry_id, what })
      }
    }
    more = rows.length === AT_ONCE
  }
  return faults
}

async function again(tx: Queryable): Promise<TrailFault[]> {
  const faults: TrailFault[] = []
  let after = { look: BEFORE_ALL, id: BEFORE_ALL }
  for (let more = true; more; ) {
    const rows = await againAfter(tx, after, AT_ONCE)
    for (const row of rows) {
      const one = asListedAgain(row)
      after = one
      const told = row.text === null ? undefined : readTold(row.text)
      faults.push(...compareListedAgain(one, told))
    }
    more = rows.length === AT_ONCE
  }
  return faults
}

async function deeds(tx: Queryable): Promise<TrailFault[]> {
  const faults: TrailFault[] = []
  let after = { person: BEFORE_ALL, entryId: BEFORE_ALL }
  for (let more = true; more; ) {
    const rows = await deedsAfter(tx, after, AT_ONCE)
    for (const row of rows) {
      const deed = asListedDeed(row)
      after = deed
      const told = row.text === null ? undefined : readTold(row.text)
      if (row.text !== null || !row.numbered) faults.push(...compareListedDeed(deed, told))
    }
    more = rows.length === AT_ONCE
  }
  return faults
}

async function loose(tx: Queryable, now: Date): Promise<TrailFault[]> {
  const before = new Date(now.getTime() - FRESH_MS).toISOString()
  return (await unnumberedEntries(tx, before)).map(({ id }) => ({
    entry: id,
    what: 'It was written down and never put into the log.',
  }))
}
