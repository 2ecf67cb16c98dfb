import type { ReactNode } from 'react'
import {
  Button,
  Control,
  capital,
  Details,
  formFields,
  Paging,
  PostForm,
} from '../../shell/index.ts'
import { seenAs } from '../note-words.ts'
import type { PersonView } from '../person-view.ts'
import { type ShownNote, writtenWords } from '../shown-note.ts'
import { takeBackNote } from '../take-back-note.ts'
import { writeNoteCommand } from '../write-note.ts'
import { momentWords } from './dates.ts'

const PAGE_SIZE = 10

/** What a viewer may do about notes: they whom they are about do nothing. */
export type NoteActs = { readonly mayWrite?: boolean; readonly mayTakeBack?: boolean }

/** What people wrote here, the newest first, with the form to write another. */
export function PersonNotes(props: {
  view: PersonView
  acts?: NoteActs
  page: number
  now: Date
  path: string
}): ReactNode {
  const { view, acts = {}, now, path } = props
  const { notes } = view
  if (notes.length === 0 && !acts.mayWrite) return null
  const pages = Math.max(1, Math.ceil(notes.length / PAGE_SIZE))
  const page = Math.min(props.page, pages)
  const first = (page - 1) * PAGE_SIZE
  const shown = notes.slice(first, first + PAGE_SIZE)
  const link = (to: number) => `${path}?notes=${to}#notes`
  return (
    <section id="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">Notes</h2>
      {acts.mayWrite && (
        <div className="cc-note__form">
          <NoteForm view={view} path={path} />
        </div>
      )}
      {notes.length > 0 && (
        <ul className="cc-items cc-notes">
          {shown.map((note) => (
            <li key={note.noteId}>
              <NoteSaid note={note} now={now} />
              {note.own && acts.mayTakeBack && note.takenBack === undefined && (
                <TakeBack note={note} path={path} now={now} />
              )}
            </li>
          ))}
        </ul>
      )}
      {pages > 1 && (
        <Paging
          label="notes"
          position={`${first + 1} to ${first + shown.length} of ${notes.length}`}
          previous={page > 1 ? link(page - 1) : undefined}
          next={page < pages ? link(page + 1) : undefined}
        />
      )}
    </section>
  )
}

/** The words as they were written, whichever way they run; then who, when and for whom. */
export function NoteSaid({ note, now }: { note: ShownNote; now: Date }): ReactNode {
  return (
    <>
      {note.unsettled && (
        <p className="cc-flag cc-flag--alert">
          This may be about somebody else. It was written while two people’s records were taken for
          one person’s, and whose it is has still to be said.
        </p>
      )}
      <NoteWords note={note} now={now} />
      <span className="cc-learnt">{capital(writtenWords(note, now))}</span>
    </>
  )
}

function NoteWords({ note, now }: { note: ShownNote; now: Date }): ReactNode {
  const { takenBack, text } = note
  if (takenBack !== undefined) {
    return (
      <p className="cc-note cc-unknown">
        Taken back by whoever wrote it, {momentWords(takenBack.at, now)}
        {takenBack.reason === undefined ? '.' : <Reason text={takenBack.reason} />}
      </p>
    )
  }
  if (text === undefined) {
    return (
      <p className="cc-note cc-unknown">
        A note was written. What it says is for {note.forWhom}
        {note.audience === 'everyone' && ', once it is settled whom it is about'}.
      </p>
    )
  }
  return (
    <p className="cc-note cc-said" dir="auto">
      {text}
    </p>
  )
}

function Reason({ text }: { text: string }): ReactNode {
  return (
    <>
      :{' '}
      <span className="cc-said" dir="auto">
        {text}
      </span>
    </>
  )
}

function TakeBack(props: { note: ShownNote; path: string; now: Date }): ReactNode {
  const { note, path, now } = props
  const query = new URLSearchParams([
    ['note', note.noteId],
    ['then', `${path}#notes`],
  ])
  return (
    <p className="cc-note__act">
      <a href={`/do/${takeBackNote.name}?${query}`}>
        Take it back
        <span className="nhsuk-u-visually-hidden">
          {' '}
          (written {momentWords(note.writtenAt, now)})
        </span>
      </a>
    </p>
  )
}

/** The command's own fields; what is typed goes on to the page that says who will read it. */
function NoteForm({ view, path }: { view: PersonView; path: string }): ReactNode {
  const fields = formFields(writeNoteCommand.input) ?? []
  const held = [
    ['person', view.personId],
    ['seen', seenAs(view.identity)],
    ['then', `${path}#notes`],
  ] as const
  return (
    <Details summary={writeNoteCommand.label}>
      <PostForm
        action={`/do/${writeNoteCommand.name}`}
        label={writeNoteCommand.label}
        className="cc-measure"
      >
        {held.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {fields
          .filter(({ hidden }) => !hidden)
          .map((field) => (
            <Control key={field.name} field={field} typed={{}} errors={[]} />
          ))}
        <p className="cc-learnt">Nothing is kept yet: the next page says who will read it.</p>
        <Button name="_step" value="preview">
          Go on
        </Button>
      </PostForm>
    </Details>
  )
}
