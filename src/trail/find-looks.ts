import type { PersonId, Queryable } from '../kernel/index.ts'
import { toPersonId } from '../kernel/index.ts'
import { entryData } from './entry.ts'
import { type Look, readLookText } from './list-looks.ts'
import { type FindWanted, type FoundRow, lastLookOfEach, looksFound } from './queries-find.ts'
import { timesAgain } from './queries-lists.ts'

/** So many of a page. */
export const FOUND_ROWS = 50
/** More members of staff than one choice can offer. */
const STAFF_MAX = 2_000

/** Which looks: of a time, and of it those of one member of staff, one person, one purpose, one outcome. */
export type LooksWanted = FindWanted

/** Something that was shown, or refused, once: at one person or as a list. */
export type FoundLook = Pick<
  Look,
  'entryId' | 'at' | 'actor' | 'purpose' | 'what' | 'clause' | 'outcome' | 'sentence' | 'times'
> & {
  /** the source persons of whom it was about; [] for nobody, and for a list */
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
  const again = await timesAgain(
    db,
    shown.map(({ id }) => ({ entryId: id, place: null })),
  )
  const timesOf = new Map(again.map(({ look, times }) => [look, Number(times)]))
  return {
    looks: shown.map((row) => asFound(row, 1 + (timesOf.get(row.id) ?? 0))),
    more: rows.length > FOUND_ROWS,
  }
}

const NOBODY = { id: '', name: '', role: '', organisation: '', side: '' }

function asFound({ id, at, text, salt, data }: FoundRow, times: number): FoundLook {
  const common = { entryId: id, at: at.toISOString(), times }
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
