import type { ReactNode } from 'react'
import { dateIn, type FormField, RADIOS_MAX, type Typed, textIn, textsIn } from '../form-field.ts'
import { Checkboxes, Radios } from './choices.tsx'
import { DateField } from './date-field.tsx'
import { Field, type FieldError, MoneyField, SelectField } from './form.tsx'

/** One field of a command, as its schema describes it, with what was typed and what is wrong with it. */
export function Control(props: {
  field: FormField
  typed: Typed
  errors: readonly FieldError[]
}): ReactNode {
  const { field, typed, errors } = props
  const { name, kind, required, options, rows } = field
  const label = required || kind === 'yes' ? field.label : `${field.label} (optional)`
  const shared = { name, label, hint: field.hint, errors }
  const value = textIn(typed, name)
  switch (kind) {
    case 'date':
      return <DateField {...shared} value={dateIn(typed, name)} />
    case 'money':
      return <MoneyField {...shared} value={value} />
    case 'choices':
      return <Checkboxes {...shared} options={options} values={textsIn(typed, name)} />
    case 'yes': {
      const yes = [{ value: 'true', label: 'Yes' }]
      return <Checkboxes {...shared} options={yes} values={[value]} />
    }
    case 'choice': {
      if (options.length <= RADIOS_MAX)
        return <Radios {...shared} options={options} value={value} />
      const none = { value: '', label: 'Choose one' }
      return <SelectField {...shared} options={[none, ...options]} value={value} />
    }
    case 'whole':
      return <Field {...shared} value={value} width={5} inputMode="numeric" />
    case 'long':
      return <Field {...shared} value={value} rows={rows} />
    default:
      return <Field {...shared} value={value} />
  }
}
