import type { PersonId, Queryable } from '../kernel/index.ts'
import { toPersonId } from '../kernel/index.ts'
import { entryData } from './entry.ts'
import { type Look, readLookText } from './list-looks.ts'
import { unpackParts } from './list-parts.ts'
import {
  entriesFrom,
  type FindWanted,
  type FoundRow,
  lastLookOfEach,
  looksFound,
} from './queries-find.ts'
import { listsOf, timesAgain } from './queries-lists.ts'

/** So many of a page. */
export const FOUND_ROWS = 50
/** A list of more is a ward or a caseload: nobody on it was looked for. */
const TOLD_MAX = 20
/** More members of staff than one choice can offer. */
const STAFF_MAX = 2_000

/** Which looks: of a time, and of it those of one member of staff, one person, one purpose, one outcome. */
export type LooksWanted = FindWanted

/** Something that was shown, or refused, once: at one person or as a list. */
export type FoundLook = Pick<
  Look,
  'entryId' | 'at' | 'actor' | 'purpose' | 'what' | 'clause' | 'outcome' | 'sentence' | 'times'
> & {
  /** the source persons whom it was about; [] for nobody, and for a list of more than a few */
  persons: readonly PersonId[]
  /** how many records of people a list held; absent where it was none */
  listed?: number
}

/** `more`: there are older ones. */
export type LooksPage = { looks: readonly FoundLook[]; more: boolean }

/** Newest first, a page of them; each from the text of its entry. */
export async function findLooks(db: Queryable, wanted: LooksWanted, now: Date): Promise<LooksPage> {
  const rows = await looksFound(db, wanted, now, FOUND_ROWS + 1)
  const shown = rows.slice(0, FOUND_ROWS)
  return { looks: await readFound(db, shown), more: rows.length > FOUND_ROWS }
}

/** A look in the order of the log; `withheldUntil`: nobody may be told of it before. */
export type NumberedLook = FoundLook & { index: number; withheldUntil?: Date }
type NumberedLooks = {
  looks: readonly NumberedLook[]
  /** the number of the entry from which to go on: `from` where nothing is new */
  next: number
}

/**
 * The looks among the entries of the log from a number on, so many entries at most, and none of what was written at
 * `before` or later: whoever goes on at `next` meets each look once, however late it was committed.
 */
export async function looksFrom(
  db: Queryable,
  from: number,
  { limit, before }: { limit: number; before?: Date },
): Promise<NumberedLooks> {
  const all = await entriesFrom(db, from, limit)
  const end = all.findIndex(({ at }) => before !== undefined && at !== null && at >= before)
  const rows = end < 0 ? all : all.slice(0, end)
  const next = rows.length === 0 ? from : Number(rows.at(-1)!.index) + 1
  const told = rows.filter((row) => row.kind === 'look') as (FoundRow & { index: string })[]
  const looks = await readFound(db, told)
  return {
    next,
    looks: looks.map((look, at) => {
      const { index, text } = told[at]!
      const { withheld } = readLookText(text) ?? {}
      const numbered = { ...look, index: Number(index) }
      if (withheld === undefined) return numbered
      return { ...numbered, withheldUntil: new Date(withheld.until) }
    }),
  }
}

async function readFound(db: Queryable, rows: readonly FoundRow[]): Promise<FoundLook[]> {
  const ids = rows.map(({ id }) => id)
  const looks = rows.map(asFound)
  const short = looks.filter(({ listed = 0 }) => listed > 0 && listed <= TOLD_MAX)
  const [again, lists] = await Promise.all([
    timesAgain(
      db,
      ids.map((entryId) => ({ entryId, place: null })),
    ),
    listsOf(
      db,
      short.map(({ entryId }) => entryId),
    ),
  ])
  const timesOf = new Map(again.map(({ look, times }) => [look, Number(times)]))
  const listOf = new Map(lists.map(({ entry_id, parts }) => [entry_id, onList(parts)]))
  return looks.map((look) => ({
    ...look,
    times: 1 + (timesOf.get(look.entryId) ?? 0),
    persons: listOf.get(look.entryId) ?? look.persons,
  }))
}

/** Whoever was erased is on it no longer. */
function onList(parts: Buffer): PersonId[] {
  return (unpackParts(parts) ?? []).flatMap((part) => ('leaf' in part ? [] : [part.person]))
}

const NOBODY = { id: '', name: '', role: '', organisation: '', side: '' }

function asFound({ id, at, text, salt, data }: FoundRow): FoundLook {
  const common = { entryId: id, at: at.toISOString(), times: 1 }
  const look = entryData(salt, text).equals(data) ? readLookText(text) : undefined
  if (look === undefined) {
    const what = 'not what was written down: somebody has changed it'
    const nothing = { purpose: '', clause: '', outcome: 'allowed', persons: [] } as const
    return { ...common, ...nothing, actor: NOBODY, what }
  }
  const { purpose, what, clause, outcome, sentence, people = [], list } = look
  return {
    ...common,
    actor: actorOf(look),
    purpose,
    what,
    clause,
    outcome,
    ...(sentence === undefined ? {} : { sentence }),
    persons: people.map(({ person }) => toPersonId(person)),
    ...(list === undefined ? {} : { listed: list.size }),
  }
}

function actorOf({ actor }: { actor: Look['actor'] }): Look['actor'] {
  const { id, name, role, organisation, side } = actor
  return { id, name, role, organisation, side }
}

/** Everybody who has ever looked, as they last did, by name. */
export async function whoHasLooked(db: Queryable): Promise<Look['actor'][]> {
  const rows = await lastLookOfEach(db, STAFF_MAX)
  return rows
    .flatMap(({ text }) => {
      const look = readLookText(text)
      return look === undefined ? [] : [actorOf(look)]
    })
    .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
}
