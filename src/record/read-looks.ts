import type { Agreement } from '../agreement/index.ts'
import type { Queryable } from '../kernel/index.ts'
import { readPersons, type SourcePerson } from '../people/index.ts'
import type { Look } from '../trail/index.ts'
import { becauseOfEvent, becauseRegistered, REGISTRATION, type ToldTo } from './because.ts'
import { classesOf } from './data-class.ts'
import type { RecordDeps } from './look-at-person.ts'
import { type LookChain, type LookRow, listLooks, type MissingLooks } from './look-list.ts'
import type { PersonView } from './person-view.ts'
import { proofsOf } from './queries-proofs.ts'
import { sourcesOf } from './sources.ts'

/** More looks at one person than a page pages through; the proof bundle holds them all. */
const LOOKS_MAX = 1_000
const PAGE_SIZE = 50

/** One page of the looks at a person; `missing` are all the numbers that are not there, on whichever page. */
export type LookPage = {
  rows: readonly LookRow<Look>[]
  /** by entry, what proved that it could be shown: `because the hospital told us …` */
  why: ReadonlyMap<string, string>
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
  { page: asked = 1, to = 'others' }: { page?: number; to?: ToldTo } = {},
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
  const asking = { db: databases.care.short, agreement, view, persons, to }
  return {
    why: await whyOf(asking, [...told.values()]),
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

type Asking = {
  db: Queryable
  agreement: Agreement | undefined
  view: PersonView
  persons: readonly SourcePerson[]
  to: ToldTo
}

/** Of what proved it, what the viewer may see: that somebody was admitted is told to nobody who may not see stays. */
async function whyOf(
  { db, agreement, view, persons, to }: Asking,
  looks: readonly Look[],
): Promise<Map<string, string>> {
  const proofs = [...new Set(looks.flatMap(({ because }) => because ?? []))]
  if (agreement === undefined || proofs.length === 0) return new Map()
  const sources = sourcesOf(agreement)
  const { isSensitive } = classesOf(agreement)
  const words = new Map<string, string>()
  for (const event of await proofsOf(db, view.identity, proofs)) {
    const seen = view.opens.includes(event.data_class) && !isSensitive(event.data_class)
    const because = seen ? becauseOfEvent(event, to, sources) : undefined
    if (because !== undefined) words.set(event.event_id, because)
  }
  for (const { personId, source } of persons) {
    if (view.opens.includes(REGISTRATION))
      words.set(personId, becauseRegistered(source, to, sources))
  }
  return new Map(
    looks.flatMap(({ entryId, because }) => {
      const why = words.get(because ?? '')
      return why === undefined ? [] : [[entryId, why] as const]
    }),
  )
}
