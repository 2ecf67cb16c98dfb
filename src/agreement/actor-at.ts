import type { Actor } from '../kernel/index.ts'
import type { Agreement } from './agreement.ts'

/** Whoever acts, as far as it is known without the text: a persona, or somebody that a command line names. */
type Somebody = Pick<Actor, 'id' | 'name' | 'role'> &
  Partial<Pick<Actor, 'organisation' | 'unit' | 'nhsNumber'>>

/** Somebody who acts from the command line, on the side of the party at which they are; of none, on none. */
export function actorAt(
  agreement: Pick<Agreement, 'parties'> | undefined,
  { id, name, role, organisation = '', unit, nhsNumber }: Somebody,
): Actor {
  const side = agreement?.parties.find((party) => party.id === organisation)?.side ?? ''
  return { id, name, role, organisation, side, unit, nhsNumber, via: 'cli' }
}

/** Who does it in the name of the actor, as the log says it: an operating-system user, or the made-up place. */
export function actedBy(by: string, actor: Actor): Actor {
  return { ...actor, name: `${by}, acting as ${actor.name}`, ownName: actor.name }
}

export const MADE_UP_PLACE = 'the made-up place'
