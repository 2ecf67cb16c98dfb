import type { ReactNode } from 'react'
import {
  BackLink,
  Button,
  Control,
  ErrorSummary,
  type FieldError,
  type FormField,
  heldControls,
  isOutOfSight,
  PostForm,
  SummaryList,
  shownValue,
  type Typed,
} from '../../shell/index.ts'

/** A form of one command: where it is sent, its fields, what was typed, and the key under which it is done once. */
export type Filled = {
  readonly action: string
  readonly title: string
  readonly fields: readonly FormField[]
  readonly typed: Typed
  readonly key: string
  /** the page to go back to */
  readonly then?: string
}

/** The form itself: what is left to fill in, and a button that shows first what would happen. */
export function CommandForm(props: {
  filled: Filled
  whom?: string
  errors?: readonly FieldError[]
}): ReactNode {
  const { filled, whom, errors = [] } = props
  const { title, fields, typed, then } = filled
  const held = fields.filter((field) => isOutOfSight(field, typed, errors))
  const drawn = fields.filter((field) => !held.includes(field))
  return (
    <>
      <BackLink href={then ?? '/'} />
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <About whom={whom} />
      <CommandPost filled={filled} held={heldControls(held, typed)}>
        {drawn.map((field) => (
          <Control key={field.name} field={field} typed={typed} errors={errors} />
        ))}
        <p className="cc-learnt">Nothing is done yet: the next page says what would happen.</p>
        <Button name="_step" value="preview">
          Go on
        </Button>
      </CommandPost>
    </>
  )
}

/** What would happen, and what was typed: to do it, or to change it. */
export function CommandPreview(props: {
  filled: Filled
  whom?: string
  sentence: string
}): ReactNode {
  const { filled, whom, sentence } = props
  const { title, fields, typed } = filled
  const shown = fields.filter((field) => !isOutOfSight(field, typed, []))
  const rows = shown
    .map((field) => ({ key: field.label, text: shownValue(field, typed) }))
    .filter(({ text }) => text !== '')
    .map(({ key, text }) => ({ key, value: <SaidAs text={text} /> }))
  return (
    <>
      <h1>{title}?</h1>
      <About whom={whom} />
      <p className="cc-lead">{sentence}</p>
      {rows.length > 0 && <SummaryList rows={rows} />}
      <CommandPost filled={filled} held={heldControls(fields, typed)}>
        <div className="cc-toolbar">
          <Button name="_step" value="do">
            {title}
          </Button>
          <Button name="_step" value="change" kind="secondary">
            Change it
          </Button>
        </div>
      </CommandPost>
    </>
  )
}

/** Whom it is about: right below what is done. */
function About({ whom }: { whom: string | undefined }): ReactNode {
  return whom === undefined ? null : <p className="cc-lead">About {whom}.</p>
}

/** As it was typed, in whichever direction it runs. */
function SaidAs({ text }: { text: string }): ReactNode {
  return (
    <span className="cc-said" dir="auto">
      {text}
    </span>
  )
}

/** It was done; where it is seen, and the way back. */
export function CommandDone(props: { filled: Filled; leads?: string }): ReactNode {
  const { filled, leads } = props
  const { title, then } = filled
  return (
    <>
      <h1>Done</h1>
      <p className="cc-lead">{title}: done, and in the log.</p>
      <ul className="cc-toolbar">
        {leads !== undefined && (
          <li>
            <a href={leads}>See what was done</a>
          </li>
        )}
        {then !== leads && (
          <li>
            <a href={then ?? '/'}>{then ? 'Go back to where you were' : 'Go to Today'}</a>
          </li>
        )}
      </ul>
    </>
  )
}

/** Below a refusal: what was typed is not lost. */
export function ChangeTyped({ filled }: { filled: Filled }): ReactNode {
  return (
    <CommandPost filled={filled} held={heldControls(filled.fields, filled.typed)}>
      <Button name="_step" value="change" kind="secondary">
        Go back to what you typed
      </Button>
    </CommandPost>
  )
}

function CommandPost(props: {
  filled: Filled
  held: readonly [string, string][]
  children: ReactNode
}): ReactNode {
  const { action, title, key, then } = props.filled
  return (
    <PostForm action={action} label={title} className="cc-measure">
      <input type="hidden" name="_key" value={key} />
      {then !== undefined && <input type="hidden" name="then" value={then} />}
      {props.held.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {props.children}
    </PostForm>
  )
}
