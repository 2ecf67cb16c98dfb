import { z } from 'zod'
import { isRefusal, nextState, type PersonId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { mayKnow, noteCycle, stateOf } from './note.ts'
import { factsOn, groundOf, noSuchNote } from './note-ground.ts'
import { noteId, noteReason, proofOf } from './note-words.ts'
import { askNoLonger, insertNote, lockNote, noteById, supersedeNote } from './queries-notes.ts'
import { standIn } from './stand-in.ts'
import { toldTo } from './write-note.ts'

type TakenBack = { readonly note: string; readonly person: PersonId }

export const takeBackNote = namedCommand({
  name: 'record.take-back-note',
  says: 'Takes back a note that the same person wrote',
  label: noteCycle.moves['take-back'].label,
  brief: true,
  basis: { action: 'record.take-back-note', does: 'take back a note that they wrote' },
  input: z.strictObject({
    note: noteId(),
    reason: noteReason('Why', 'It stands in the place of the note. At most 600 characters.'),
  }),
  refuses: ['no-such-note', 'not-yours', 'closed'],
  preview: () =>
    'Nobody reads the note any more: in its place stands that you took it back, and why. What it said is kept.',
  leads: ({ person }: TakenBack) => `/people/${person}#notes`,
  async facts({ tx, viewer, now }, { note }, place: Place) {
    const found = await noteById(tx, note)
    const about = found?.personId ?? standIn({ note })
    return factsOn(await groundOf(tx, place, viewer, about, now))
  },
  async run({ tx, viewer, now, entryId }, input, place: Place) {
    const note = await lockNote(tx, input.note)
    const about = note?.personId ?? standIn({ note: input.note })
    const ground = await groundOf(tx, place, viewer, about, now)
    const agreement = place.agreement.current()
    if (note === undefined || ground === undefined || agreement === undefined) return noSuchNote()
    const { actor } = viewer
    const own = actor.id === note.writer.id
    const { decisions, identity } = ground
    if (!own && mayKnow(note, actor, { decisions, identity, isOwn: false }) === undefined) {
      return noSuchNote()
    }
    if (!own) return refuse('not-yours', 'Only whoever wrote a note takes it back.')
    const next = nextState(noteCycle, 'take-back', stateOf(note))
    if (isRefusal(next)) return next
    const at = laterOf(now, note.learntAt)
    const { personId, noteId: id, version, ...rest } = note
    supersedeNote(tx, note, at)
    const gone = { ...rest, personId, noteId: id, version: version + 1, learntAt: at }
    insertNote(tx, { ...without(gone), takenBack: input.reason }, entryId)
    askNoLonger(tx, [note])
    return {
      result: { note: id, person: personId },
      entry: { note: id, version: version + 1, person: personId, reason: proofOf(input.reason) },
      about: toldTo(agreement, note.dataClass, identity),
    }
  },
})

/** A clock that was set back does not put what is done now before what was done earlier. */
export function laterOf(now: Date, earlier: string): string {
  const at = now.toISOString()
  return at < earlier ? earlier : at
}

function without<T extends object>(note: T): Omit<T, 'text'> {
  const { text: _, ...rest } = note as T & { text?: string }
  return rest
}
