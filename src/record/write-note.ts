import { z } from 'zod'
import type { DataClassRow } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import { type Actor, newId, type PersonId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { classingInEffect } from './classing-in-effect.ts'
import { classesOf, type DataClass } from './data-class.ts'
import { allowsOf } from './decisions.ts'
import { IDENTITY } from './follow-identity.ts'
import {
  AUDIENCES,
  type Audience,
  classOfNote,
  feedsOf,
  type Note,
  type Writer,
  writerOf,
} from './note.ts'
import { factsOn, type Ground, groundOf, noSuchPerson } from './note-ground.ts'
import { AUDIENCE_CHOICES, noteText, personField, proofOf, seenAs } from './note-words.ts'
import { insertNote } from './queries-notes.ts'

export type WrittenNote = {
  readonly note: string
  readonly person: PersonId
  /** the part of the record that it stands in, as the agreement calls it */
  readonly part: string
  readonly sensitive: boolean
  /** the writer may see that part */
  readonly seen: boolean
}

export const WRITE_NOTE = 'record.note'

const REFUSES = ['no-such-person', 'stale', 'no-side', 'no-part'] as const

export const writeNoteCommand = namedCommand({
  name: WRITE_NOTE,
  says: 'Writes a note on the page of a person',
  label: 'Write a note',
  brief: true,
  basis: { action: WRITE_NOTE, does: 'write a note on the page of a person' },
  input: z.strictObject({
    person: personField(),
    seen: z
      .string()
      .max(100, 'is longer than 100 characters')
      .optional()
      .meta({ label: 'The records that the page showed as one', hidden: true }),
    text: noteText(),
    audience: z
      .enum(AUDIENCES, `must be one of ${AUDIENCES.join(', ')}`)
      .meta({ label: 'Who is it for?', words: AUDIENCE_CHOICES }),
  }),
  refuses: REFUSES,
  preview: (written: WrittenNote, { audience }) => readersWords(written, audience),
  leads: ({ person }: WrittenNote) => `/people/${person}#notes`,
  async facts({ tx, viewer, now }, { person }, place: Place) {
    return factsOn(await groundOf(tx, place, viewer, person, now))
  },
  run: (context, input, place: Place) => writeNote(context, place, input),
})

type Input = { person: PersonId; seen?: string; text: string; audience: Audience }
/** Whoever writes, and when: the made-up place tells of what was written before it was made. */
type Before = { writer: Actor; then: Date }

export async function writeNote(
  context: CommandContext,
  place: Pick<Place, 'agreement' | 'databases' | 'clock' | 'heard'>,
  { person, seen, text, audience }: Input,
  before?: Before,
) {
  const { tx, viewer, now } = context
  const agreement = place.agreement.current()
  const ground = await groundOf(tx, place, viewer, person, now)
  if (agreement === undefined || ground === undefined) return noSuchPerson()
  if (seen !== undefined && seen !== seenAs(ground.identity)) {
    const sentence =
      'Since you opened the page, records were joined to this person’s or taken from them.'
    const next = 'Read the page as it is now, and write the note there.'
    return refuse('stale', sentence, { next, at: `/people/${person}` })
  }
  const writer = writerOf(before?.writer ?? viewer.actor)
  if (audience === 'side' && writer.side === '') {
    const next = 'Write it for your team, or for everyone.'
    return refuse('no-side', 'You work beside both sides, and for neither.', { next })
  }
  const named = classingInEffect(agreement, undefined).ofNote(viewer.purpose, text)
  const dataClass = classOfNote(named, ground.decisions, feedsOf(agreement, writer))
  if (dataClass === undefined) {
    const sentence = 'You see no part of this person’s record in which a note could stand.'
    return refuse('no-part', sentence)
  }
  const then = before?.then ?? now
  const at = then.toISOString()
  const noteId = newId(then.getTime())
  const dates = { writtenAt: at, learntAt: at }
  const about = { personId: person, noteId, version: 1, members: ground.identity }
  const note = { ...about, audience, dataClass, writer, text, ...dates }
  return keepNote(context, note, { agreement, ground })
}

/** Keeps a new note, and says in the log that it was written, without what it says. */
function keepNote(
  { tx, entryId, follow }: CommandContext,
  note: Note & { text: string; writer: Writer },
  { agreement, ground }: { agreement: Agreement; ground: Ground },
) {
  const { noteId, personId, version, audience, dataClass, members, text } = note
  insertNote(tx, note, entryId)
  // Somebody may be taking apart what is one person now: then the note waits to be settled.
  follow(IDENTITY, [members[0]!])
  const result: WrittenNote = {
    note: noteId,
    person: personId,
    part: partWords(agreement, dataClass),
    sensitive: classesOf(agreement).isSensitive(dataClass),
    seen: allowsOf(ground.decisions)(dataClass),
  }
  return {
    result,
    entry: {
      note: noteId,
      version,
      person: personId,
      audience,
      class: dataClass,
      text: proofOf(text),
      writtenAt: note.writtenAt,
    },
    about: toldTo(agreement, dataClass, members),
  }
}

/** Whose it is reads that something was done; of what is not hinted at, nobody does. */
export function toldTo(
  agreement: Agreement,
  dataClass: DataClass,
  identity: readonly PersonId[],
): readonly PersonId[] {
  return classesOf(agreement).isSensitive(dataClass) ? [] : identity
}

function partWords(agreement: Agreement, dataClass: DataClass): string {
  const rows = agreement.table<DataClassRow>('data-class')
  return rows.find(({ id }) => id === dataClass)?.name ?? dataClass.replaceAll('-', ' ')
}

const READERS: Readonly<Record<Audience, string>> = {
  team: 'Whoever is of your team',
  side: 'Whoever works for your side',
  everyone: 'Whoever looks after this person, on either side,',
}

/** Who will read it: said before it is done. */
function readersWords({ part, sensitive, seen }: WrittenNote, audience: Audience): string {
  const who = `${READERS[audience]} and may see ${part} will read it, with your name.`
  if (sensitive) {
    const you = seen ? '' : ' You will not read it again yourself.'
    return `It stands under ${part}. ${who} Nobody else learns that there is one.${you}`
  }
  const person =
    audience === 'everyone'
      ? 'So will the person whom it is about.'
      : 'The person whom it is about reads that you wrote it and for whom, and not what it says.'
  return `${who} ${person}`
}
