import type { Agreement } from '../agreement/index.ts'
import type { Databases, PersonId, Queryable } from '../kernel/index.ts'
import { identityNow } from '../people/index.ts'
import { rowsStanding } from './queries-standing.ts'
import type { Whole } from './read-known.ts'
import type { ToldOf } from './ties.ts'
import { isSameIdentity } from './told-now.ts'

/** So many people, and rows of theirs: some 2 kB each. */
const PEOPLE_MOST = 1_000
const ROWS_MOST = 20_000

/** All that a page reads of somebody: what relationships rest on, and the whole. */
export type ReadPerson = { readonly basis: ToldOf; readonly whole: Whole }

/** Whose record is opened, what is kept of it, and where what is read of it now can be kept. */
export type Opened = {
  readonly members: PersonId[]
  readonly kept?: ReadPerson
  keep(read: ReadPerson): void
}

type Kept = {
  readonly members: readonly PersonId[]
  readonly rows?: string
  readonly read?: ReadPerson
  readonly size: number
}

/** By these clauses, and of what has ended since then. */
type KeptBy = { readonly agreement: Agreement; readonly day: string; readonly by: KeptPeople }

/**
 * Who is opened again is kept in this process, while every row that was read is the row that stands: which rows those
 * are is asked in every request, of the database itself, in the trip that asks who the person is. So what is kept is
 * what would be read, whoever changed it and whether they told of it or not. Of what a viewer may see nothing is kept.
 */
class KeptPeople {
  readonly #kept = new Map<PersonId, Kept>()
  #size = 0

  async open(db: Queryable, personId: PersonId): Promise<Opened> {
    const before = this.#kept.get(personId)
    const [{ members, rows: people }, rows] = await Promise.all([
      identityNow(db, personId),
      before && rowsStanding(db, before.members),
    ])
    const isSame = before !== undefined && isSameIdentity(before.members, members)
    const now = isSame && rows !== undefined ? `${people} ${rows}` : undefined
    const keep = (read: ReadPerson) => this.#put(personId, { members, rows: now, read })
    if (now === undefined || before?.rows !== now) return { members, keep }
    return { members, kept: before.read!, keep }
  }

  /** Asked before it was read: what came between is read again by the next. */
  #put(personId: PersonId, { members, rows, read }: Opening): void {
    this.#forget(personId)
    const kept =
      rows === undefined || !mayBeKept(read)
        ? { members, size: 1 }
        : { members, rows, read, size: sizeOf(read) }
    this.#kept.set(personId, kept)
    this.#size += kept.size
    while (this.#kept.size > PEOPLE_MOST || this.#size > ROWS_MOST)
      this.#forget(this.#kept.keys().next().value!)
  }

  #forget(personId: PersonId): void {
    this.#size -= this.#kept.get(personId)?.size ?? 0
    this.#kept.delete(personId)
  }
}

type Opening = { members: readonly PersonId[]; rows: string | undefined; read: ReadPerson }

const remembered = new WeakMap<object, KeptBy>()

/** @param since the days from which on what has ended is read: by another one, something else is */
export function keptPeople(
  { databases }: { databases: Pick<Databases, 'care'> },
  agreement: Agreement,
  since: Date,
): Pick<KeptPeople, 'open'> {
  const day = `${agreement.today()} ${since.toISOString()}`
  const known = remembered.get(databases)
  if (known?.agreement === agreement && known.day === day) return known.by
  const by = new KeptPeople()
  remembered.set(databases, { agreement, day, by })
  return by
}

/** Whose an id is, of which a source speaks of two people, depends on rows of the other. */
function mayBeKept({ whole: { shown } }: ReadPerson): boolean {
  return !shown.asksOthers
}

function sizeOf({ whole: { shown } }: ReadPerson): number {
  const { events, resources, persons, notes } = shown
  return events.length + resources.length + persons.length + notes.length + 1
}
