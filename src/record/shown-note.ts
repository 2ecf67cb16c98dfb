import { agreedNames } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Viewer } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import { formatDateTime } from '../shell/index.ts'
import type { Classes, DataClass } from './data-class.ts'
import type { Decisions } from './decisions.ts'
import { type Audience, HERE, isUnsettled, mayKnow, type Note } from './note.ts'

/** A note as one viewer may know of it, with who wrote it and for whom in words. */
export type ShownNote = {
  readonly noteId: string
  readonly personId: PersonId
  readonly dataClass: DataClass
  readonly audience: Audience
  /** `Ward 6 at Mere General`, `the council’s side`, `everyone` */
  readonly forWhom: string
  /** role, organisation and unit in words; each may be hidden: then it is empty or not there */
  readonly by: { name: string; role: string; organisation: string; unit?: string }
  readonly source: typeof HERE
  /** ISO */
  readonly writtenAt: string
  /** ISO */
  readonly learntAt: string
  /** left out where it was taken back, or where they whom it is about read only that it was written */
  readonly text?: string
  /** why its writer took it back, to whoever might have read it */
  readonly takenBack?: { at: string; reason?: string }
  /** whose it is has to be said: whoever was one person when it was written is so no longer */
  readonly unsettled: boolean
  /** the viewer wrote it */
  readonly own: boolean
}

type Told = { persons: readonly SourcePerson[]; notes: readonly Note[] }
type To = {
  agreement: Agreement
  viewer: Viewer
  decisions: Decisions
  identity: readonly PersonId[]
}

/** Pure: of what was written of somebody, what this viewer may know, in the order in which it is given. */
export function notesShown({ persons, notes }: Told, to: To): ShownNote[] {
  if (notes.length === 0) return []
  const { agreement, viewer, decisions, identity } = to
  const { actor } = viewer
  const own = actor.nhsNumber
  const isOwn = own !== undefined && persons.some(({ nhsNumber }) => nhsNumber === own)
  return notes.flatMap((note) => {
    const knowing = mayKnow(note, actor, { decisions, identity, isOwn })
    if (knowing === undefined) return []
    const shown = showNote(note, agreement, identity, knowing === 'all')
    return [{ ...shown, own: actor.id === note.writer.id }]
  })
}

/** A look that shows notes says so; of sensitive ones nothing is said. */
export function notePart(
  notes: readonly ShownNote[],
  { isSensitive }: Pick<Classes, 'isSensitive'>,
): string[] {
  return notes.some(({ text, dataClass }) => text !== undefined && !isSensitive(dataClass))
    ? ['notes']
    : []
}

export function showNote(
  note: Note,
  agreement: Agreement,
  identity: readonly PersonId[],
  whole: boolean,
): Omit<ShownNote, 'own'> {
  const { noteId, personId, dataClass, audience, writer, writtenAt, learntAt } = note
  const names = agreedNames(agreement)
  const by = {
    name: writer.name,
    role: names.role(writer.role),
    organisation: names.party(writer.organisation),
    ...(writer.unit === undefined ? {} : { unit: writer.unit }),
  }
  const side = agreement.sides.find(({ id }) => id === writer.side)?.name
  const reason = whole && 'takenBack' in note ? { reason: note.takenBack } : {}
  return {
    noteId,
    personId,
    dataClass,
    audience,
    forWhom: audienceWords({ audience, by }, side),
    by,
    source: HERE,
    writtenAt,
    learntAt,
    ...(whole && 'text' in note ? { text: note.text } : {}),
    ...('takenBack' in note ? { takenBack: { at: learntAt, ...reason } } : {}),
    unsettled: isUnsettled(note, identity),
  }
}

/** For whom a note is, to follow `for`; nothing is said of a place that is hidden. */
export function audienceWords(
  { audience, by }: Pick<ShownNote, 'audience' | 'by'>,
  side = 'their side',
): string {
  if (audience === 'everyone') return 'everyone'
  if (audience === 'side') return side
  if (by.organisation === '') return 'their team'
  return `${by.unit ?? `whoever is a ${by.role}`} at ${by.organisation}`
}

/** `Priya Shah, ward coordinator, Ward 6, Mere General, written here Tue 3 Mar 10:12 for everyone` */
export function writtenWords({ by, source, writtenAt, forWhom }: ShownNote, now: Date): string {
  const who = [by.name, by.role, by.unit, by.organisation].filter((part) => part)
  return `${who.join(', ')}, ${source} ${formatDateTime(writtenAt, now)} for ${forWhom}`
}
