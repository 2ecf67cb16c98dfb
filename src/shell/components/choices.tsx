import type { ReactNode } from 'react'
import { type FieldError, FieldErrorMessage } from './form.tsx'

type Option = { value: string; label: string; hint?: string }

type ChoiceProps = {
  /** the first option has it as its id, so that the error summary can lead there */
  name: string
  label: string
  hint?: string
  options: readonly Option[]
  errors?: readonly FieldError[]
}

/** One of a few. */
export function Radios(props: ChoiceProps & { value?: string }): ReactNode {
  return (
    <ChoiceGroup {...props}>
      <div className="nhsuk-radios">
        {props.options.map((option, at) => (
          <div key={option.value} className="nhsuk-radios__item">
            <input
              className="nhsuk-radios__input"
              id={idOf(props.name, at)}
              name={props.name}
              type="radio"
              value={option.value}
              defaultChecked={props.value === option.value}
              aria-describedby={option.hint && `${idOf(props.name, at)}-hint`}
            />
            <label className="nhsuk-label nhsuk-radios__label" htmlFor={idOf(props.name, at)}>
              {option.label}
            </label>
            <OptionHint kind="radios" id={`${idOf(props.name, at)}-hint`} hint={option.hint} />
          </div>
        ))}
      </div>
    </ChoiceGroup>
  )
}

/** Any of several; one alone is a yes. */
export function Checkboxes(props: ChoiceProps & { values?: readonly string[] }): ReactNode {
  return (
    <ChoiceGroup {...props}>
      <div className="nhsuk-checkboxes">
        {props.options.map((option, at) => (
          <div key={option.value} className="nhsuk-checkboxes__item">
            <input
              className="nhsuk-checkboxes__input"
              id={idOf(props.name, at)}
              name={props.name}
              type="checkbox"
              value={option.value}
              defaultChecked={props.values?.includes(option.value)}
              aria-describedby={option.hint && `${idOf(props.name, at)}-hint`}
            />
            <label className="nhsuk-label nhsuk-checkboxes__label" htmlFor={idOf(props.name, at)}>
              {option.label}
            </label>
            <OptionHint kind="checkboxes" id={`${idOf(props.name, at)}-hint`} hint={option.hint} />
          </div>
        ))}
      </div>
    </ChoiceGroup>
  )
}

function OptionHint(props: {
  kind: 'radios' | 'checkboxes'
  id: string
  hint?: string
}): ReactNode {
  if (props.hint === undefined) return null
  return (
    <div className={`nhsuk-hint nhsuk-${props.kind}__hint`} id={props.id}>
      {props.hint}
    </div>
  )
}

function ChoiceGroup(props: ChoiceProps & { children: ReactNode }): ReactNode {
  const { name, label, hint } = props
  const error = props.errors?.find(({ field }) => field === name)?.message
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ')
  return (
    <div className={`nhsuk-form-group${error ? ' nhsuk-form-group--error' : ''}`}>
      <fieldset className="nhsuk-fieldset" aria-describedby={described || undefined}>
        <legend className="nhsuk-fieldset__legend">{label}</legend>
        {hint && (
          <div className="nhsuk-hint" id={`${name}-hint`}>
            {hint}
          </div>
        )}
        {error && <FieldErrorMessage name={name} message={error} />}
        {props.children}
      </fieldset>
    </div>
  )
}

function idOf(name: string, at: number): string {
  return at === 0 ? name : `${name}-${at + 1}`
}
