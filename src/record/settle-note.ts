import { z } from 'zod'
import { isRefusal, nextState, type PersonId, type Refusal, refuse } from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { allowsOf } from './decisions.ts'
import { IDENTITY } from './follow-identity.ts'
import { isUnsettled, mayKnow, type Note, noteCycle, stateOf } from './note.ts'
import { factsOn, groundOf, noSuchNote, noSuchPerson } from './note-ground.ts'
import { noteId, personField, proofOf } from './note-words.ts'
import { askNoLonger, insertNote, lockNote, supersedeNote } from './queries-notes.ts'
import { standIn } from './stand-in.ts'
import { laterOf } from './take-back-note.ts'
import { toldTo } from './write-note.ts'

type Settled = { readonly note: string; readonly person: PersonId; readonly moved: boolean }

export const settleNote = namedCommand({
  name: 'record.settle-note',
  says: 'Says whose a note is, where who was one person when it was written is so no longer',
  label: noteCycle.moves.settle.label,
  brief: true,
  basis: { action: 'record.settle-note', does: 'say whose a note is' },
  input: z.strictObject({ note: noteId(), person: personField() }),
  refuses: ['no-such-note', 'no-such-person', 'closed'],
  preview: ({ moved }: Settled) =>
    moved
      ? 'The note moves to the page of the other person, and is no longer on this one. That it stood here is kept.'
      : 'The note stays where it is, and nobody is asked any more whose it is.',
  leads: ({ person }: Settled) => `/people/${person}#notes`,
  async facts({ tx, viewer, now }, { person }, place: Place) {
    return factsOn(await groundOf(tx, place, viewer, person, now))
  },
  async run({ tx, viewer, now, entryId, follow }, input, place: Place) {
    const wanted = input.person
    const note = await lockNote(tx, input.note)
    const stood = note?.personId ?? standIn({ note: input.note })
    const here = await groundOf(tx, place, viewer, stood, now)
    const agreement = place.agreement.current()
    if (note === undefined || agreement === undefined) return noSuchNote()
    if (!mayRead(note, viewer.actor, here)) return noSuchNote()
    const whose = await groundOf(tx, place, viewer, wanted, now)
    const identities = await identitiesOf(tx, [note.personId, ...note.members])
    const [stands = []] = identities
    const closed = whyClosed(note, stands)
    if (isRefusal(closed)) return closed
    const one = identities.find((identity) => identity.includes(wanted))
    if (whose === undefined || one === undefined || !allowsOf(whose.decisions)(note.dataClass)) {
      return noSuchPerson()
    }
    const at = laterOf(now, note.learntAt)
    const moved = !one.includes(note.personId)
    // With whom of them it stands makes no difference to a page; one who was there when it was written comes first.
    const personId = moved
      ? (note.members.find((member) => one.includes(member)) ?? wanted)
      : note.personId
    supersedeNote(tx, note, at)
    const settled = { ...note, personId, version: note.version + 1, members: one, learntAt: at }
    insertNote(tx, settled, entryId)
    askNoLonger(tx, [note])
    follow(IDENTITY, [...new Set([stands[0]!, one[0]!])])
    const { noteId: id, version } = settled
    const entry = { note: id, version, person: personId, from: note.personId, ...proved(settled) }
    const about = toldTo(agreement, note.dataClass, [...new Set([...stands, ...one])])
    return { result: { note: id, person: personId, moved }, entry, about }
  },
})

/** Whoever wrote it knows whom they meant, and may say so although they no longer see where it stands. */
function mayRead(
  note: Note,
  actor: Parameters<typeof mayKnow>[1],
  here: Awaited<ReturnType<typeof groundOf>>,
): boolean {
  if (actor.id === note.writer.id) return true
  if (here === undefined) return false
  const { decisions, identity } = here
  return mayKnow(note, actor, { decisions, identity, isOwn: false }) === 'all'
}

function whyClosed(note: Note, identity: readonly PersonId[]): Refusal<'closed'> | undefined {
  const next = nextState(noteCycle, 'settle', stateOf(note))
  if (isRefusal(next)) return next
  if (isUnsettled(note, identity)) return undefined
  return refuse('closed', 'It is settled whose this note is.')
}

function proved(note: Note): { text?: string } {
  return 'text' in note ? { text: proofOf(note.text) } : {}
}
