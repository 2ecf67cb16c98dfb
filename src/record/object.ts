import { z } from 'zod'
import { type PersonId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import type { DataClass } from './data-class.ts'
import { factsOn, type Ground, groundOf, noSuchPerson } from './note-ground.ts'
import { personField } from './note-words.ts'
import { objectionFeeds } from './opt-out-kind.ts'
import { planPeople } from './plan-people.ts'
import { standingObjections, writeObjection } from './queries-objections.ts'
import { lockPlanned } from './queries-planning.ts'

const SAYS = ['objects', 'no-longer'] as const
type Says = (typeof SAYS)[number]
const CHOICES: Readonly<Record<Says, string>> = {
  objects: 'Leave out of everything that is counted',
  'no-longer': 'May be counted again',
}

/** Whoever answers for the log sees nothing of a record, and may be told by its owner all the same. */
const NEEDS: readonly DataClass[] = ['demographics', 'looks']

/** `own`: whoever says it says it of themselves. */
type Said = { readonly person: PersonId; readonly own: boolean }
type Input = { person: PersonId; says: Says }

/**
 * Somebody says here that they are not to be counted, or takes that back. Its name tells not which: the name of a form
 * stands in the list of who has looked, which more people read.
 */
export const objectCommand = namedCommand({
  name: 'record.object',
  says: 'Writes down whether somebody may be counted for planning and research',
  label: 'Say whether to be counted',
  basis: { action: 'record.object', does: 'write down whether somebody may be counted' },
  input: z.strictObject({
    person: personField(),
    says: z
      .enum(SAYS, `must be one of ${SAYS.join(', ')}`)
      .meta({ label: 'From now on', words: CHOICES }),
  }),
  refuses: ['no-such-person', 'objects-already', 'no-objection'],
  preview: ({ own }: Said, { says }) => WORDS[says][own ? 'own' : 'other'],
  facts: async (context, { person }, place: Place) => factsOn(await ground(context, place, person)),
  run: (context, input, place: Place) => object(context, place, input),
})

/**
 * Writes the word down for each source person of the identity whose word it is not yet, and has effect at once: what is
 * counted is put right in the same transaction. What somebody else says in their name, the person reads in what was
 * done; what they said themselves they know, and whoever reads who has looked at them need not.
 */
async function object(context: CommandContext, place: Place, { person, says }: Input) {
  const { tx, viewer, now, entryId } = context
  const found = await ground(context, place, person)
  if (found === undefined) return noSuchPerson()
  const { identity, proved } = found
  const objects = says === 'objects'
  await lockPlanned(tx)
  const standing = await standingObjections(tx, identity)
  const objecting = new Set(standing.map(({ personId }) => personId))
  const of = identity.filter((one) => objecting.has(one) !== objects)
  if (of.length === 0) return objects ? objectsAlready() : noObjection()
  const by = viewer.actor.id
  const words = await writeObjection(tx, of, { objects, at: now, by, entryId })
  await planPeople(tx, identity, objectionFeeds(place.agreement.current()))
  const own = proved.has('is-the-person')
  const result: Said = { person, own }
  const entry = { person, objects, words, saidAt: now.toISOString() }
  return { result, entry, about: own ? [] : identity }
}

function ground(
  { tx, viewer, now }: CommandContext,
  place: Place,
  person: PersonId,
): Promise<Ground | undefined> {
  return groundOf(tx, place, viewer, person, now, NEEDS)
}

function objectsAlready() {
  const sentence = 'It is written down already that they do not want to be counted.'
  return refuse('objects-already', sentence)
}

function noObjection() {
  const next = 'Whoever has opted out with the NHS or at their practice takes it back there.'
  return refuse('no-objection', 'Nothing is written down here against being counted.', { next })
}

const WORDS: Readonly<Record<Says, { own: string; other: string }>> = {
  objects: {
    own: 'From now on nothing that is known about you is in what is counted. Your care does not change.',
    other:
      'From now on nothing that is known about this person is in what is counted. Their care does not change. They ' +
      'read that it was said for them, and by whom.',
  },
  'no-longer': {
    own: 'From now on you may be counted again, unless you have opted out with the NHS or at your practice.',
    other:
      'From now on this person may be counted again, unless they have opted out with the NHS or at their practice. ' +
      'They read that it was said for them, and by whom.',
  },
}
