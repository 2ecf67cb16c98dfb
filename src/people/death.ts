import type { PersonId } from '../kernel/index.ts'
import type { SourcePerson } from './person.ts'

/** That somebody has died, as their sources have it. */
export type Death = {
  /** who says so, with a date or without one */
  said: readonly SourcePerson[]
  /** whoever knows them and does not */
  unsaid: readonly SourcePerson[]
  /**
   * Two sources say so, or every one that knows them. The word of one source against others is shown as that and
   * is in doubt: it takes nobody from a list and closes nothing to them.
   */
  sure: boolean
}

/** @param persons the source persons of one identity; undefined where nobody says that they have died */
export function deathOf(persons: readonly SourcePerson[]): Death | undefined {
  if (!persons.some(saysDead)) return undefined
  const { said = [], unsaid = [] } = Object.groupBy(persons, (person) =>
    saysDead(person) ? 'said' : 'unsaid',
  )
  const saying = new Set(said.map(({ source }) => source))
  const others = unsaid.filter(({ source }) => !saying.has(source))
  return { said, unsaid: others, sure: saying.size > 1 || others.length === 0 }
}

/**
 * Since when it has been known, without a break, that somebody has died.
 *
 * @param versions what was ever said of the source persons of one identity, in the order in which it was learnt
 */
export function deathKnownSince(
  versions: readonly { learntAt: Date; said: SourcePerson }[],
): Date | undefined {
  const standing = new Map<PersonId, SourcePerson>()
  let since: Date | undefined
  for (const [at, { learntAt, said }] of versions.entries()) {
    standing.set(said.personId, said)
    // What is learnt together is known together.
    if (versions[at + 1]?.learntAt.getTime() === learntAt.getTime()) continue
    since = deathOf([...standing.values()])?.sure ? (since ?? learntAt) : undefined
  }
  return since
}

function saysDead({ dead, deathDate }: SourcePerson): boolean {
  return dead === true || deathDate !== undefined
}
