import type { GrantRow } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Queryable, Viewer } from '../kernel/index.ts'
import { readKeptApart, readPersons, type SourcePerson } from '../people/index.ts'
import type { DataClass } from './data-class.ts'

/** A feed whose people exist only for whom a clause lets see a class. */
export type ApartFeed = {
  readonly id: string
  readonly name: string
  readonly apart: DataClass
  readonly clause: string
}

/** Those of the text. */
export function apartFeeds(agreement: Agreement | undefined): readonly ApartFeed[] {
  const feeds = agreement?.table<Omit<ApartFeed, 'apart'> & { apart?: DataClass }>('feed') ?? []
  return feeds.flatMap(({ id, name, apart, clause }) =>
    apart === undefined ? [] : [{ id, name, apart, clause }],
  )
}

/** Of those the ones of which this viewer may learn that there are any people; for everybody else nothing is asked. */
export function apartOpenTo(
  agreement: Agreement | undefined,
  { actor, purpose }: Viewer,
): readonly ApartFeed[] {
  const feeds = apartFeeds(agreement)
  if (feeds.length === 0) return []
  const granted = agreement!
    .table<GrantRow>('grant')
    .filter((grant) => grant.role === actor.role && grant.purpose === purpose)
    .filter(({ side }) => side === '' || side === actor.side)
  return feeds.filter(({ apart }) => granted.some(({ data }) => data.includes(apart)))
}

/** Roles that work with people who are kept apart from this viewer: that one of them looks tells of somebody. */
export function rolesApart(agreement: Agreement | undefined, viewer: Viewer): ReadonlySet<string> {
  const open = apartOpenTo(agreement, viewer)
  const closed = apartFeeds(agreement).filter((feed) => !open.includes(feed))
  const grants = closed.length === 0 ? [] : agreement!.table<GrantRow>('grant')
  return new Set(
    grants
      .filter(({ data }) => closed.some(({ apart }) => data.includes(apart)))
      .map(({ role }) => role),
  )
}

/** Somebody of such a feed, for a viewer who may know of them; asked of nobody who is known otherwise. */
export async function readApart(
  db: Queryable,
  personId: PersonId,
  feeds: readonly ApartFeed[],
): Promise<{ person: SourcePerson; feed: ApartFeed } | undefined> {
  if (feeds.length === 0) return undefined
  const [person] = await readKeptApart(
    db,
    [personId],
    feeds.map(({ id }) => id),
  )
  const feed = feeds.find(({ id }) => id === person?.source)
  return person === undefined || feed === undefined ? undefined : { person, feed }
}

/** Who somebody is whose record the viewer was let see, kept apart or not. */
export async function readShown(
  db: Queryable,
  agreement: Agreement | undefined,
  viewer: Viewer,
  identity: readonly PersonId[],
): Promise<SourcePerson[]> {
  const persons = await readPersons(db, identity)
  if (persons.length > 0) return persons
  const feeds = apartOpenTo(agreement, viewer).map(({ id }) => id)
  return feeds.length === 0 ? [] : readKeptApart(db, identity, feeds)
}
