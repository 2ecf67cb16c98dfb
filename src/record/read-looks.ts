import { readPersons } from '../people/index.ts'
import type { Look } from '../trail/index.ts'
import type { RecordDeps } from './look-at-person.ts'
import { type LookChain, type LookRow, listLooks, type MissingLooks } from './look-list.ts'
import type { PersonView } from './person-view.ts'
import { sourcesOf } from './sources.ts'

/** More looks at one person than a page pages through; the proof bundle holds them all. */
const LOOKS_MAX = 1_000
const PAGE_SIZE = 50

/** One page of the looks at a person; `missing` are all the numbers that are not there, on whichever page. */
export type LookPage = {
  rows: readonly LookRow<Look>[]
  missing: readonly MissingLooks[]
  number: number
  pages: number
  from: number
  of: number
}

/**
 * The looks at the person of a view in which looks were allowed. Of all of them the numbers are read, of each source
 * person by itself, because each has running numbers of its own; what they say is read of those that are shown.
 */
export async function readLooks(
  { databases, trail, agreement: room }: Pick<RecordDeps, 'databases' | 'trail' | 'agreement'>,
  view: PersonView,
  asked = 1,
): Promise<LookPage> {
  if (view.looks === undefined) throw new TypeError('this viewer may not see who has looked')
  const agreement = room.current()
  const [persons, steps] = await Promise.all([
    readPersons(databases.care.short, view.identity),
    trail.lookSteps(view.identity, LOOKS_MAX),
  ])
  const stepsOf = Map.groupBy(steps, ({ person }) => person)
  const all = listLooks(
    persons.map(({ personId, source }): LookChain => {
      const looks = stepsOf.get(personId) ?? []
      const name = agreement ? sourcesOf(agreement).nameOf(source) : source
      return { source: name, looks, complete: looks.length < LOOKS_MAX }
    }),
  )
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE))
  const number = Math.min(asked, pages)
  const first = (number - 1) * PAGE_SIZE
  const shown = all.slice(first, first + PAGE_SIZE)
  const looks = shown.flatMap((row) => (row.kind === 'look' ? [row.look] : []))
  const told = new Map((await trail.tellLooks(looks)).map((look) => [look.entryId, look]))
  return {
    rows: shown.map((row) =>
      row.kind === 'look' ? { ...row, look: told.get(row.look.entryId)! } : row,
    ),
    missing: all.filter((row) => row.kind === 'missing'),
    number,
    pages,
    from: all.length === 0 ? 0 : first + 1,
    of: all.length,
  }
}
