import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Queryable } from '../kernel/index.ts'
import { identitiesOf, personsNumbered } from '../people/index.ts'
import { objectionFeeds } from './opt-out-kind.ts'
import { OBJECTION_CODES, optedOut } from './plan-people.ts'
import { personsWhoSaid } from './queries-objections.ts'
import * as queries from './queries-planning.ts'

export type OptOutTest = {
  /** people known here who have opted out, nationally, at a practice or here */
  seeded: number
  /** those of them whom more than one source knows: an opt-out must go with them */
  movers: number
  /** who is counted all the same, and where that shows */
  leaks: { person: PersonId; where: string }[]
}

/** Whether anybody who opted out is counted: asked anew of what opting out rests on, and not of who was left out. */
export async function findLeaks(
  db: Queryable,
  agreement: Agreement | undefined,
): Promise<OptOutTest> {
  const numbered = await personsNumbered(db, await queries.optedOutNow(db))
  const said = [
    ...(await queries.personsWithObjection(db, OBJECTION_CODES)),
    ...(await personsWhoSaid(db)),
  ]
  const objecting = await optedOut(db, said, objectionFeeds(agreement))
  const identities = await identitiesOf(db, [...new Set([...numbered, ...objecting])])
  const planned = await queries.plannedAmong(db, identities.flat())
  return {
    seeded: identities.length,
    movers: identities.filter((members) => members.length > 1).length,
    leaks: planned.map((person) => ({ person, where: 'planning.person' })),
  }
}
