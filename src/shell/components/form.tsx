import type { ReactNode } from 'react'
import { drawnFor } from '../drawn-for.ts'

/** A form that changes something. The token that proves it is ours is put in by the frame. */
export function PostForm(props: {
  action: string
  /** only where a form is rendered outside the frame */
  csrf?: string
  className?: string
  label?: string
  /** where controls elsewhere on the page belong to it */
  id?: string
  /** it carries a file: let its `FileField` stand last, so that what is typed is read before it */
  file?: boolean
  children: ReactNode
}): ReactNode {
  return (
    <form
      method="post"
      action={props.action}
      className={props.className}
      id={props.id}
      aria-label={props.label}
      encType={props.file ? 'multipart/form-data' : undefined}
      noValidate
    >
      <input type="hidden" name="_csrf" value={props.csrf ?? drawnFor().csrf} />
      {props.children}
    </form>
  )
}

/** A button whose words begin with a verb. One primary button a page; `link` looks like a link. */
export function Button(props: {
  children: ReactNode
  kind?: 'primary' | 'secondary' | 'warning' | 'link'
  small?: boolean
  name?: string
  value?: string
  /** what the verb is done to, for screen readers, where the words alone repeat down a list */
  about?: string
}): ReactNode {
  const kind = props.kind ?? 'primary'
  const classes = ['nhsuk-button']
  if (kind !== 'primary') classes.push(`nhsuk-button--${kind}`)
  if (props.small) classes.push('nhsuk-button--small', 'cc-button--small')
  return (
    <button
      type="submit"
      className={kind === 'link' ? 'nhsuk-link cc-button-link' : classes.join(' ')}
      name={props.name}
      value={props.value}
    >
      {props.children}
      {props.about && <span className="nhsuk-u-visually-hidden"> {props.about}</span>}
    </button>
  )
}

export type FieldError = { field?: string; message: string }

/** Every error of a form, above it: each links to its field, which the link focuses. */
export function ErrorSummary(props: { errors: readonly FieldError[]; title?: string }): ReactNode {
  if (props.errors.length === 0) return null
  return (
    <div
      className="nhsuk-error-summary"
      aria-labelledby="error-summary-title"
      role="alert"
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: the errors are what the person must read first
      autoFocus
    >
      <h2 className="nhsuk-error-summary__title" id="error-summary-title">
        {props.title ?? 'There is a problem'}
      </h2>
      <div className="nhsuk-error-summary__body">
        <ul className="nhsuk-list nhsuk-error-summary__list">
          {props.errors.map((error) => (
            <li key={`${error.field}${error.message}`}>
              {error.field ? <a href={`#${error.field}`}>{error.message}</a> : error.message}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

type FieldProps = {
  /** also the element's id, which the error summary links to */
  name: string
  label: string
  hint?: string
  /** what was typed, kept when the form comes back with an error */
  value?: string
  errors?: readonly FieldError[]
}

/** One line of text, or several where `rows` is given. */
export function Field(
  props: FieldProps & {
    type?: 'text' | 'search' | 'email' | 'tel' | 'password'
    width?: 2 | 3 | 4 | 5 | 10 | 20
    inputMode?: 'text' | 'numeric' | 'tel' | 'email'
    autoComplete?: string
    rows?: number
    /** it is for programs to read */
    code?: boolean
    /** what stands before what is typed, like £; the label says it too */
    prefix?: string
  },
): ReactNode {
  const error = errorOf(props)
  const shared = {
    id: props.name,
    name: props.name,
    defaultValue: props.value,
    'aria-describedby': describedBy(props, error),
    'aria-invalid': error ? true : undefined,
    autoComplete: props.autoComplete ?? 'off',
  }
  return (
    <FieldGroup {...props} error={error}>
      {props.rows ? (
        <textarea
          {...shared}
          rows={props.rows}
          dir="auto"
          className={`nhsuk-textarea${props.code ? ' cc-code' : ''}${
            error ? ' nhsuk-textarea--error' : ''
          }`}
        />
      ) : (
        <Prefixed prefix={props.prefix}>
          <input
            {...shared}
            type={props.type ?? 'text'}
            inputMode={props.inputMode}
            spellCheck={false}
            className={`nhsuk-input${props.width ? ` nhsuk-input--width-${props.width}` : ''}${
              error ? ' nhsuk-input--error' : ''
            }`}
          />
        </Prefixed>
      )}
    </FieldGroup>
  )
}

function Prefixed(props: { prefix?: string; children: ReactNode }): ReactNode {
  if (props.prefix === undefined) return props.children
  return (
    <div className="nhsuk-input-wrapper">
      <div className="nhsuk-input-wrapper__prefix" aria-hidden="true">
        {props.prefix}
      </div>
      {props.children}
    </div>
  )
}

/** An amount in pounds, as people type it: 1,250 or 1250.50. `parsePounds` of the kernel reads it. */
export function MoneyField(props: FieldProps): ReactNode {
  const { label, ...field } = props
  return <Field {...field} label={`${label}, in pounds`} prefix="£" width={10} inputMode="text" />
}

export function SelectField(
  props: FieldProps & { options: readonly { value: string; label: string }[] },
): ReactNode {
  const error = errorOf(props)
  return (
    <FieldGroup {...props} error={error}>
      <select
        id={props.name}
        name={props.name}
        defaultValue={props.value}
        className={`nhsuk-select${error ? ' nhsuk-select--error' : ''}`}
        aria-describedby={describedBy(props, error)}
        aria-invalid={error ? true : undefined}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldGroup>
  )
}

/** A file of the person's own machine. What it is shows from its content: its name decides nothing. */
export function FileField(props: Omit<FieldProps, 'value'>): ReactNode {
  const error = errorOf(props)
  return (
    <FieldGroup {...props} error={error}>
      <input
        id={props.name}
        name={props.name}
        type="file"
        className={`nhsuk-input cc-file${error ? ' nhsuk-input--error' : ''}`}
        aria-describedby={describedBy(props, error)}
        aria-invalid={error ? true : undefined}
      />
    </FieldGroup>
  )
}

function FieldGroup(props: FieldProps & { error?: string; children: ReactNode }): ReactNode {
  return (
    <div className={`nhsuk-form-group${props.error ? ' nhsuk-form-group--error' : ''}`}>
      <label className="nhsuk-label" htmlFor={props.name}>
        {props.label}
      </label>
      {props.hint && (
        <div className="nhsuk-hint" id={`${props.name}-hint`}>
          {props.hint}
        </div>
      )}
      {props.error && <FieldErrorMessage name={props.name} message={props.error} />}
      {props.children}
    </div>
  )
}

export function FieldErrorMessage(props: { name: string; message: string }): ReactNode {
  return (
    <span className="nhsuk-error-message" id={`${props.name}-error`}>
      <span className="nhsuk-u-visually-hidden">Error: </span>
      {props.message}
    </span>
  )
}

function errorOf(props: FieldProps): string | undefined {
  return props.errors?.find((error) => error.field === props.name)?.message
}

function describedBy(props: FieldProps, error?: string): string | undefined {
  const ids = [props.hint && `${props.name}-hint`, error && `${props.name}-error`].filter(Boolean)
  return ids.length === 0 ? undefined : ids.join(' ')
}
