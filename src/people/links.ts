import type { PersonId, Queryable } from '../kernel/index.ts'
import type { Basis } from './basis.ts'
import { probability } from './match-score.ts'
import { readPersons } from './queries.ts'
import { pairsOf } from './queries-doubts.ts'
import { linkSpans, type SpanOfLink, whatHappenedTo } from './queries-links.ts'

export type Member = {
  readonly person: PersonId
  readonly source: string
  readonly source_id: string
  readonly basis: Basis
  /** how likely it is one person's with another here; null where that was not what joined it */
  readonly probability: number | null
  /** since when it is one with the record that is asked for */
  readonly since: string
}

/** Why who is who became another: what people said or took back, a version of matching, or what sources say. */
export const BECAUSES = ['said', 'taken-back', 'version', 'source'] as const

export type LinkChange = {
  readonly at: string
  /** who was one person from then on */
  readonly members: readonly PersonId[]
  readonly because: (typeof BECAUSES)[number]
  /** who said it, which version, or which source; null where that is not known any more */
  readonly by: string | null
}

export type Links = {
  readonly identity: PersonId
  readonly members: readonly Member[]
  /** the newest last */
  readonly history: readonly LinkChange[]
}

/** By what records are taken for one person's, and what that was before. Undefined for a record that nobody has. */
export async function linksOf(db: Queryable, record: PersonId): Promise<Links | undefined> {
  const spans = await linkSpans(db, [record])
  const now = spans.at(-1)
  if (now === undefined) return undefined
  const [own, persons, pairs] = await Promise.all([
    linkSpans(db, now.members),
    readPersons(db, now.members),
    pairsOf(db, now.members),
  ])
  const standing = new Map(
    own.filter(({ until }) => until === null).map((row) => [row.person, row]),
  )
  const members = persons.map(({ person_id: person, said }): Member => {
    const basis = standing.get(person)?.basis ?? 'alone'
    const likely = pairs.filter(
      ({ a, b, says }) => says === 'likely' && a === person && now.members.includes(b),
    )
    const weight = Math.max(...likely.map((pair) => pair.weight ?? -Infinity))
    return {
      person,
      source: said.source,
      source_id: said.sourceId,
      basis,
      probability: basis === 'matched' && likely.length > 0 ? probability(weight) : null,
      since: sinceWith(spans, person).toISOString(),
    }
  })
  const changes = spans.filter((span, at) => !alike(span.members, spans[at - 1]?.members ?? []))
  const history = await Promise.all(changes.map((span, at) => changeOf(db, span, changes[at - 1])))
  return { identity: now.identity, members, history }
}

/** From when on two have been one without a break. */
function sinceWith(spans: readonly SpanOfLink[], person: PersonId): Date {
  const apart = spans.findLastIndex(({ members }) => !members.includes(person))
  return spans[apart + 1]!.since
}

function alike(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, at) => id === other[at])
}

/** Whatever was written down at the very moment at which the link changed is why it did. */
async function changeOf(
  db: Queryable,
  { since, members }: SpanOfLink,
  before: SpanOfLink | undefined,
): Promise<LinkChange> {
  const reached = [...new Set([...members, ...(before?.members ?? [])])]
  const happened = await whatHappenedTo(db, reached, since)
  const why = BECAUSES.flatMap((because) => happened.filter((one) => one.because === because))[0]
  return {
    at: since.toISOString(),
    members,
    because: why?.because ?? 'source',
    by: why?.by ?? null,
  }
}
