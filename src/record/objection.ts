import type { PersonId } from '../kernel/index.ts'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import type { DataClass } from './data-class.ts'
import { type Ground, groundOf, noSuchPerson } from './note-ground.ts'
import { objectionFeeds } from './opt-out-kind.ts'
import { planPeople } from './plan-people.ts'
import { standingObjections, writeObjection } from './queries-objections.ts'
import { lockPlanned } from './queries-planning.ts'

/** That somebody says here that they are not to be counted, or that they are again. */
export type SaidOfCounting = {
  readonly person: PersonId
  readonly objects: boolean
  /** whoever says it says it of themselves */
  readonly own: boolean
}

/** Whoever may object for somebody may take it back for them too. */
export const OBJECT = {
  action: 'record.object',
  does: 'write down that somebody does not want to be counted, and take it back',
}
export const OBJECTION_REFUSES = ['no-such-person', 'objects-already', 'no-objection'] as const

/** Whoever answers for the log sees nothing of a record, and may be told by its owner all the same. */
const NEEDS: readonly DataClass[] = ['demographics', 'looks']

export function objectionGround(
  { tx, viewer, now }: CommandContext,
  place: Place,
  person: PersonId,
): Promise<Ground | undefined> {
  return groundOf(tx, place, viewer, person, now, NEEDS)
}

/**
 * Writes the word down for each source person of the identity whose word it is not yet, and has effect at once: what is
 * counted is put right in the same transaction. What somebody else says in their name, the person reads in what was
 * done; what they said themselves they know, and whoever reads who has looked at them need not.
 */
export async function sayOfCounting(
  context: CommandContext,
  place: Place,
  { person, objects }: { person: PersonId; objects: boolean },
) {
  const { tx, viewer, now, entryId } = context
  const ground = await objectionGround(context, place, person)
  if (ground === undefined) return noSuchPerson()
  const { identity, proved } = ground
  await lockPlanned(tx)
  const standing = await standingObjections(tx, identity)
  const objecting = new Set(standing.map(({ personId }) => personId))
  const of = identity.filter((one) => objecting.has(one) !== objects)
  if (of.length === 0) return objects ? alreadyObjects() : noObjection()
  const by = viewer.actor.id
  const words = await writeObjection(tx, of, { objects, at: now, by, entryId })
  await planPeople(tx, identity, objectionFeeds(place.agreement.current()))
  const own = proved.has('is-the-person')
  const result: SaidOfCounting = { person, objects, own }
  return {
    result,
    entry: { person, objects, words, saidAt: now.toISOString() },
    about: own ? [] : identity,
  }
}

function alreadyObjects() {
  return refuse(
    'objects-already',
    'It is written down already that they do not want to be counted.',
  )
}

function noObjection() {
  const next = 'Whoever has opted out with the NHS or at their practice takes it back there.'
  return refuse('no-objection', 'Nothing is written down here against being counted.', { next })
}
