import {
  type Database,
  newId,
  type Queryable,
  type Refusal,
  refuse,
  type Transaction,
  type Viewer,
} from '../kernel/index.ts'
import { describeViewer, ERASE, writeEntry } from './entry.ts'
import { erasePart, packParts, partData, unpackParts } from './list-parts.ts'
import { entryTexts, insertEntry } from './queries.ts'
import { blankListed, blankLooks, deleteEntries, erasable, rewriteList } from './queries-erase.ts'
import { listsOf } from './queries-lists.ts'
import { looksNumbered } from './queries-verify.ts'
import { type Decision, looksOf, readTold } from './told.ts'

/**
 * Takes the texts of entries out of the database for good, salt and all, or one person's part of a list that was
 * shown: what is left is a hash that nobody can trace back, and in the list of looks a number and the day. An entry of
 * its own says which, why and who decided, with the signature of that officer; `trail verify` takes the gaps that it
 * names for what they are, and lists them. Only the owner's login may delete; no page and no command can.
 */
export type Erasure = ToErase & {
  clause: string
  reason: string
  /** the officer's signature on it (`erasureStatement`); without one, verifying says that nobody decided it */
  decision?: Decision
}
export type ToErase = {
  /** ids of entries; of a list, everybody's part goes with it */
  entries: readonly string[]
  /** looks at one person: of a list only that person's part, else the entry */
  looks?: readonly { person: string; number: number }[]
}

/** Resolves to the id of the entry that says so. */
export async function eraseEntries(
  owner: Database,
  viewer: Viewer,
  { clause, reason, decision, ...asked }: Erasure,
  now: Date,
): Promise<string | Refusal> {
  return owner.transaction(async (tx) => {
    const found = await findErased(tx, asked)
    if (found === undefined) {
      const sentence =
        'One of the entries is not in the log, was erased before, or is itself an erasure.'
      return refuse('not-erasable', sentence, { clause })
    }
    const id = newId()
    const entry = { erased: namesOf(found), clause, reason, decision }
    const content = { ...describeViewer(viewer), command: ERASE, entry }
    await insertEntry(tx, writeEntry('command', now, content, id))
    await takeOut(tx, found)
    return id
  })
}

/** What the entry will name, and the officer signs: ids of entries, and the data of looks in lists. */
export async function namedErased(
  db: Queryable,
  asked: ToErase,
): Promise<readonly string[] | undefined> {
  const found = await findErased(db, asked)
  return found && namesOf(found)
}

type Listed = { person: string; number: number; place: number; data: string }
type Found = {
  entries: readonly string[]
  /** looks of their own in these entries */
  looks: readonly { person: string; number: number }[]
  /** parts of lists, by the list's entry */
  listed: ReadonlyMap<string, readonly Listed[]>
}

function namesOf({ entries, listed }: Found): string[] {
  const parts = [...listed.values()].flatMap((list) => list.map(({ data }) => data))
  return [...entries, ...parts].sort()
}

/** Undefined where anything of it cannot be erased. */
async function findErased(
  db: Queryable,
  { entries, looks = [] }: ToErase,
): Promise<Found | undefined> {
  const rows = await looksNumbered(db, looks)
  if (rows.length < looks.length) return undefined
  const single = rows.filter(({ place }) => place === null).map(({ entry_id }) => entry_id)
  const whole = [...new Set([...entries, ...single])].sort()
  const wanted = new Set(rows.map(({ person_id, number }) => `${person_id} ${number}`))
  const lists = rows.filter(({ place }) => place !== null).map(({ entry_id }) => entry_id)
  const all = [...new Set([...whole, ...lists])]
  const known = await erasable(db, all)
  if (all.length === 0 || known.length < all.length) return undefined
  const listed = new Map<string, Listed[]>()
  for (const { entry_id, parts } of await listsOf(db, all)) {
    const left = (unpackParts(parts) ?? []).flatMap((part, place): Listed[] => {
      if ('leaf' in part) return []
      const { person, number } = part
      return [{ person, number, place, data: partData(part).toString('base64') }]
    })
    const gone = whole.includes(entry_id)
      ? left
      : left.filter(({ person, number }) => wanted.has(`${person} ${number}`))
    listed.set(entry_id, gone)
  }
  const texts = await entryTexts(db, whole)
  const own = texts.flatMap(({ text }) => looksOf(readTold(text) ?? { id: '', at: '', kind: '' }))
  return { entries: whole, looks: own, listed }
}

async function takeOut(tx: Transaction, { entries, looks, listed }: Found): Promise<void> {
  for (const { entry_id, parts } of await listsOf(tx, [...listed.keys()])) {
    const gone = new Set(listed.get(entry_id)!.map(({ place }) => place))
    const left = unpackParts(parts)!.map((part, place) =>
      gone.has(place) ? erasePart(part) : part,
    )
    await rewriteList(tx, entry_id, packParts(left))
  }
  await blankListed(tx, [...listed.values()].flat())
  await blankLooks(tx, looks)
  await deleteEntries(tx, entries)
}
