import type { ReactNode } from 'react'
import { type FieldError, FieldErrorMessage } from './form.tsx'

const PARTS = [
  { part: 'day', label: 'Day', width: 2 },
  { part: 'month', label: 'Month', width: 2 },
  { part: 'year', label: 'Year', width: 4 },
] as const

export type TypedDate = { day: string; month: string; year: string }

/** A date that a person knows by heart, in three boxes: `<name>-day`, `-month`, `-year`. */
export function DateField(props: {
  name: string
  label: string
  hint?: string
  value?: TypedDate
  errors?: readonly FieldError[]
}): ReactNode {
  const error = props.errors?.find(({ field }) => field?.startsWith(`${props.name}-`))?.message
  const described = [props.hint && `${props.name}-hint`, error && `${props.name}-error`]
  return (
    <div className={`nhsuk-form-group${error ? ' nhsuk-form-group--error' : ''}`}>
      <fieldset
        className="nhsuk-fieldset"
        aria-describedby={described.filter(Boolean).join(' ') || undefined}
      >
        <legend className="nhsuk-fieldset__legend">{props.label}</legend>
        {props.hint && (
          <div className="nhsuk-hint" id={`${props.name}-hint`}>
            {props.hint}
          </div>
        )}
        {error && <FieldErrorMessage name={props.name} message={error} />}
        <div className="nhsuk-date-input">
          {PARTS.map(({ part, label, width }) => (
            <div key={part} className="nhsuk-date-input__item">
              <label
                className="nhsuk-label nhsuk-date-input__label"
                htmlFor={`${props.name}-${part}`}
              >
                {label}
              </label>
              <input
                className={`nhsuk-input nhsuk-date-input__input nhsuk-input--width-${width}${
                  error ? ' nhsuk-input--error' : ''
                }`}
                id={`${props.name}-${part}`}
                name={`${props.name}-${part}`}
                type="text"
                inputMode="numeric"
                autoComplete="off"
                defaultValue={props.value?.[part]}
              />
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

/** What was typed into a `DateField`, as typed. */
export function typedDate(body: Record<string, unknown>, name: string): TypedDate {
  const part = (key: string) => {
    const value = body[`${name}-${key}`]
    return typeof value === 'string' ? value.trim() : ''
  }
  return { day: part('day'), month: part('month'), year: part('year') }
}

/**
 * `YYYY-MM-DD`, undefined when nothing was typed, or an error on the first box that is wrong.
 * Two-digit years are refused: 24 may be a child or a centenarian.
 */
export function readTypedDate(
  typed: TypedDate,
  name: string,
  label: string,
): { date?: string; error?: FieldError } {
  const { day, month, year } = typed
  if (day === '' && month === '' && year === '') return {}
  const wrong = (part: string, message: string) => ({
    error: { field: `${name}-${part}`, message },
  })
  if (!/^\d{1,2}$/.test(day)) return wrong('day', `${label} must have a day, for instance 3`)
  if (!/^\d{1,2}$/.test(month)) return wrong('month', `${label} must have a month, for instance 12`)
  if (!/^\d{4}$/.test(year)) return wrong('year', `${label} must have a year with four digits`)
  const utc = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (utc.getUTCMonth() !== Number(month) - 1 || utc.getUTCDate() !== Number(day)) {
    return wrong('day', `${label} must be a day that exists`)
  }
  return { date: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` }
}
