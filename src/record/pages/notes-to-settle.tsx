import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  EmptyState,
  formatFullDate,
  formatList,
  formatNhsNumber,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import { lookAtNotesToSettle, type NoteToSettle } from '../look-at-notes-to-settle.ts'
import type { ListedPerson } from '../look-at-people.ts'
import { SETTLE_PATH } from '../notes-today.ts'
import { settleNote } from '../settle-note.ts'
import { NoteSaid } from './person-notes.tsx'
import type { RecordPlace } from './person-place.ts'

/** Notes that were written while two people's records were taken for one person's: whose is each? */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get(SETTLE_PATH, action(settleNote.name), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const notes = await lookAtNotesToSettle(place, viewer)
    const title = 'Whose note is it?'
    return sendPage(request, reply, {
      title,
      nav: 'today',
      body: (
        <>
          <h1>{title}</h1>
          <p className="cc-lead">
            Each of these was written while the records of several people were taken for one
            person’s. Until somebody says whose it is, it stands where it was written, and says that
            it may be about somebody else.
          </p>
          <Questions notes={notes} now={place.clock.now()} />
        </>
      ),
    })
  })
}

function Questions({ notes, now }: { notes: readonly NoteToSettle[]; now: Date }): ReactNode {
  if (notes.length === 0) {
    return (
      <EmptyState title="No note waits for you.">
        <p>It is settled whose each note is, as far as you may see whom it can be about.</p>
      </EmptyState>
    )
  }
  return notes.map(({ note, people, unseen }, at) => (
    <section key={note.noteId} aria-labelledby={`note-${at}`} className="cc-question">
      <h2 id={`note-${at}`}>Note {at + 1}</h2>
      <NoteSaid note={{ ...note, unsettled: false }} now={now} />
      <ul className="cc-items">
        {people.map(({ person, here }) => (
          <li key={person.personId}>
            <Candidate noteId={note.noteId} person={person} here={here} />
          </li>
        ))}
        {unseen > 0 && (
          <li>
            It may also be about somebody whom no clause lets you see: if it is, leave it to whoever
            does.
          </li>
        )}
      </ul>
    </section>
  ))
}

/** Two who were taken for one are called alike: what tells them apart stands beside the name. */
function Candidate(props: { noteId: string; person: ListedPerson; here: boolean }): ReactNode {
  const { noteId, person, here } = props
  const { who, personId } = person
  const query = new URLSearchParams([
    ['note', noteId],
    ['person', personId],
    ['then', SETTLE_PATH],
  ])
  const told = tellingApart(person)
  return (
    <>
      <a href={`/people/${personId}`}>{who.name}</a>
      {here && ', with whom it stands now'}
      <span className="cc-learnt">{told}</span>
      <a href={`/do/${settleNote.name}?${query}`}>
        It is theirs
        <span className="nhsuk-u-visually-hidden">
          : {who.name}, {told}
        </span>
      </a>
    </>
  )
}

function tellingApart({ who }: ListedPerson): string {
  const [born] = who.birthDate
  const sources = [...new Set(who.names.flatMap((one) => one.sources))]
  const number = who.nhsNumber?.number
  return [
    born && `born ${formatFullDate(born.value)}`,
    number === undefined ? 'no NHS number' : `NHS ${formatNhsNumber(number)}`,
    ...(who.restricted ? [] : who.address.slice(0, 1).map(({ value }) => value)),
    sources.length > 0 && `known to ${formatList(sources)}`,
  ]
    .filter((part) => part)
    .join(', ')
}
