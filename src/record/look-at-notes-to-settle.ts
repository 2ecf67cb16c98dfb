import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Viewer } from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import { allowsOf } from './decisions.ts'
import { decideAll, type ListedPerson, type Standing, showPeople } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { mayKnow } from './note.ts'
import { type AskedNote, notesToSettle } from './queries-notes.ts'
import { type ShownNote, showNote } from './shown-note.ts'

/** People are taken apart a few times a week: more than this is a feed gone wrong. */
const NOTES_MAX = 200
const WHAT = 'list of notes of which it has to be said whose they are'

/** A note with everybody whom it may be about, as far as the viewer may see them. */
export type NoteToSettle = {
  readonly note: ShownNote
  readonly people: readonly { person: ListedPerson; here: boolean }[]
  /** others whom it may be about, and whom the viewer may not see */
  readonly unseen: number
}

type Question = AskedNote & { people: readonly Standing[]; seen: readonly Standing[] }

/** Whom each may be about, decided on and shown: a look at everybody on the list, as with any other. */
export async function lookAtNotesToSettle(
  deps: RecordDeps,
  viewer: Viewer,
): Promise<NoteToSettle[]> {
  const agreement = deps.agreement.current()
  const questions = await questionsFor(deps, viewer)
  if (agreement === undefined || questions.length === 0) return []
  const everybody = new Map(
    questions.flatMap(({ seen }) => seen.map((one) => [one.identity[0]!, one] as const)),
  )
  const shown = await showPeople(deps, agreement, viewer, [...everybody.values()], { what: WHAT })
  const listed = new Map(shown.map((one) => [one.identity[0]!, one]))
  return questions.map(({ note, people, seen }) => {
    const stands = people.find(({ identity }) => identity.includes(note.personId))
    const own = viewer.actor.id === note.writer.id
    return {
      note: { ...showNote(note, agreement, stands?.identity ?? [], true), own },
      people: seen.flatMap(({ identity }) => {
        const person = listed.get(identity[0]!)
        return person === undefined ? [] : [{ person, here: identity.includes(note.personId) }]
      }),
      unseen: people.length - seen.length,
    }
  })
}

/** What waits for this viewer, and since when the first of it does; nobody is shown by it. */
export async function countNotesToSettle(
  deps: RecordDeps,
  viewer: Viewer,
): Promise<{ count: number; since: string } | undefined> {
  const questions = await questionsFor(deps, viewer)
  const [first] = questions
  return first && { count: questions.length, since: first.since }
}

/** Those that the viewer may read, or wrote, and of which they see at least one whom it may be about. */
async function questionsFor(deps: RecordDeps, viewer: Viewer): Promise<Question[]> {
  const agreement = deps.agreement.current()
  const db = deps.databases.care.short
  const asked = agreement === undefined ? [] : await notesToSettle(db, NOTES_MAX)
  if (agreement === undefined || asked.length === 0) return []
  const ids = asked.flatMap(({ note }) => [note.personId, ...note.members])
  const standings = await standingsOf(deps, agreement, viewer, [...new Set(ids)])
  return asked.flatMap((one) => {
    const { note } = one
    const members = [note.personId, ...note.members]
    const people = [...new Set(members.flatMap((id) => standings.get(id) ?? []))]
    const seen = people.filter(({ decisions }) => {
      return decisions.demographics.allowed && allowsOf(decisions)(note.dataClass)
    })
    const stands = standings.get(note.personId)
    const { actor } = viewer
    const reads =
      actor.id === note.writer.id ||
      (stands !== undefined && mayKnow(note, actor, { ...stands, isOwn: false }) === 'all')
    return reads && seen.length > 0 ? [{ ...one, people, seen }] : []
  })
}

async function standingsOf(
  deps: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  personIds: readonly PersonId[],
): Promise<Map<string, Standing>> {
  const identities = await identitiesOf(deps.databases.care.short, personIds)
  const standings = await decideAll(deps, agreement, viewer, identities)
  return new Map(standings.flatMap((one) => one.identity.map((id) => [id, one] as const)))
}
