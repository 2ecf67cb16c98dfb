import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import { dayInLondon } from '../../kernel/index.ts'
import {
  Button,
  capital,
  Field,
  type FieldError,
  PostForm,
  SelectField,
} from '../../shell/index.ts'
import type { Look } from '../../trail/index.ts'
import { type LookFilter, lookAddress } from '../look-filter.ts'

export type Staff = Look['actor']
export const NUMBER = 'nhs-number'

/** What can be asked of looks: by its address, so that a colleague can be sent what I see. */
export function LookFilters(props: {
  filter: LookFilter
  staff: readonly Staff[]
  purposes: readonly string[]
  names: AgreedNames
  now: Date
}): ReactNode {
  const { filter, staff, purposes, names, now } = props
  const today = dayInLondon(now)
  return (
    <div className="cc-columns cc-columns--main">
      <form method="get" action="/looks" aria-label="Which looks" className="cc-filters">
        {filter.person && <input type="hidden" name="person" value={filter.person} />}
        <Day name="from" label="From" value={filter.from} max={today} />
        <Day name="to" label="To" value={filter.to} max={today} />
        <SelectField
          name="staff"
          label="Member of staff"
          value={filter.staff ?? ''}
          options={[
            { value: '', label: 'Everybody' },
            ...staff.map(({ id, name, organisation }) => ({
              value: id,
              label: organisation === '' ? name : `${name}, ${names.party(organisation)}`,
            })),
          ]}
        />
        <SelectField
          name="outcome"
          label="Outcome"
          value={filter.outcome ?? ''}
          options={[
            { value: '', label: 'Allowed or refused' },
            { value: 'refused', label: 'Refused' },
            { value: 'allowed', label: 'Allowed' },
          ]}
        />
        <SelectField
          name="purpose"
          label="What for"
          value={filter.purpose ?? ''}
          options={[
            { value: '', label: 'Anything' },
            ...purposes.map((id) => ({ value: id, label: capital(names.purpose(id)) })),
          ]}
        />
        <Button small>Show looks</Button>
      </form>
      {filter.person === undefined ? (
        <AskPerson filter={filter} errors={[]} />
      ) : (
        <div>
          <p>Only looks at one person are shown.</p>
          <p>
            <a href={`/people/${filter.person}/looks`}>All looks at them, with their numbers</a>
          </p>
          <p>
            <a href={lookAddress({ ...filter, person: undefined, before: undefined })}>
              Show looks at anybody
            </a>
          </p>
        </div>
      )}
    </div>
  )
}

function Day(props: { name: string; label: string; value: string; max: string }): ReactNode {
  return (
    <div className="nhsuk-form-group">
      <label className="nhsuk-label" htmlFor={props.name}>
        {props.label}
      </label>
      <input
        className="nhsuk-input"
        id={props.name}
        name={props.name}
        type="date"
        max={props.max}
        defaultValue={props.value}
      />
    </div>
  )
}

/** A number goes in the body: no address, history or log holds it. */
export function AskPerson(props: { filter: LookFilter; errors: readonly FieldError[] }): ReactNode {
  const { from, to, outcome, staff, purpose } = props.filter
  const kept = Object.entries({ from, to, outcome, staff, purpose })
  return (
    <PostForm action="/looks" label="Looks at one person">
      {kept.map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <Field
        name={NUMBER}
        label="Looks at one person"
        hint="Their NHS number: 10 digits"
        width={20}
        errors={props.errors}
      />
      <Button kind="secondary" small>
        Show looks at them
      </Button>
    </PostForm>
  )
}
