import type { Queryable } from '../kernel/index.ts'
import type { SourcePerson } from './person.ts'
import { writeKeptApart } from './queries-apart.ts'

/**
 * People of a feed that is kept apart. They are matched with nobody and found by nothing that others are found by:
 * nothing that is asked or counted of everybody else has a row of theirs to read.
 */
export async function saveKeptApart(
  tx: Queryable,
  persons: readonly SourcePerson[],
  learntAt: Date,
): Promise<void> {
  if (persons.length === 0) return
  const rows = persons.map((person) => ({
    personId: person.personId,
    source: person.source,
    text: JSON.stringify(person, (_, part: unknown) =>
      typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
    ),
  }))
  await writeKeptApart(tx, rows, learntAt)
}
