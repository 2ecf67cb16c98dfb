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
export function Radios({ value, ...props }: ChoiceProps & { value?: string }): ReactNode {
  return <Choices {...props} kind="radios" type="radio" isChosen={(one) => value === one} />
}

/** Any of several; one alone is a yes. */
export function Checkboxes({
  values,
  ...props
}: ChoiceProps & { values?: readonly string[] }): ReactNode {
  return (
    <Choices
      {...props}
      kind="checkboxes"
      type="checkbox"
      isChosen={(one) => values?.includes(one)}
    />
  )
}

type ChoicesProps = ChoiceProps & {
  kind: 'radios' | 'checkboxes'
  type: 'radio' | 'checkbox'
  isChosen(value: string): boolean | undefined
}

function Choices({ kind, type, isChosen, ...props }: ChoicesProps): ReactNode {
  return (
    <ChoiceGroup {...props}>
      <div className={`nhsuk-${kind}`}>
        {props.options.map(({ value, label, hint }, at) => {
          const id = idOf(props.name, at)
          return (
            <div key={value} className={`nhsuk-${kind}__item`}>
              <input
                className={`nhsuk-${kind}__input`}
                id={id}
                name={props.name}
                type={type}
                value={value}
                defaultChecked={isChosen(value)}
                aria-describedby={hint && `${id}-hint`}
              />
              <label className={`nhsuk-label nhsuk-${kind}__label`} htmlFor={id}>
                {label}
              </label>
              {hint !== undefined && (
                <div className={`nhsuk-hint nhsuk-${kind}__hint`} id={`${id}-hint`}>
                  {hint}
                </div>
              )}
            </div>
          )
        })}
      </div>
    </ChoiceGroup>
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
