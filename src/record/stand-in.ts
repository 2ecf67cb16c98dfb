import { derivedId, type PersonId, toPersonId } from '../kernel/index.ts'

/**
 * The id, always the same, of whoever would be found by this and is not: no source person can have it. What is asked,
 * decided and written down of "nobody" is then what it is of somebody who is not for the viewer.
 */
export function standIn(asked: Readonly<Record<string, string | undefined>>): PersonId {
  return toPersonId(derivedId('nobody', JSON.stringify(asked)))
}
