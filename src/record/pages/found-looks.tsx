import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import { ClauseLink, plural, Table, Tag } from '../../shell/index.ts'
import type { ShownLook } from '../find-looks.ts'
import { type LookFilter, lookAddress } from '../look-filter.ts'
import { momentWords } from './dates.ts'

/** Looks that were found, newest first: nobody's name is told but that of who looked. */
export function FoundLooks(props: {
  looks: readonly ShownLook[]
  filter: LookFilter
  names: AgreedNames
  now: Date
  empty: ReactNode
}): ReactNode {
  const { looks, filter, names, now } = props
  return (
    <Table
      caption="Looks, newest first"
      rows={looks}
      rowKey={({ entryId }) => entryId}
      tone={({ outcome }) => (outcome === 'refused' ? 'alert' : undefined)}
      empty={props.empty}
      columns={[
        { head: 'When', cell: ({ at }) => momentWords(at, now), nowrap: true },
        { head: 'Who', cell: (look) => <Who look={look} filter={filter} names={names} /> },
        { head: 'For', cell: ({ purpose }) => (purpose === '' ? '' : names.purpose(purpose)) },
        { head: 'What', cell: (look) => <What look={look} /> },
        { head: 'Whom', cell: (look) => <Whom look={look} filter={filter} /> },
        { head: 'By', cell: ({ clause }) => clause !== '' && <ClauseLink number={clause} /> },
      ]}
    />
  )
}

function Who(props: { look: ShownLook; filter: LookFilter; names: AgreedNames }): ReactNode {
  const { look, filter, names } = props
  const { id, name, role, organisation } = look.actor
  if (id === '') return 'No longer known'
  const staff = { ...filter, staff: id, before: undefined }
  return (
    <>
      {filter.staff === id ? <strong>{name}</strong> : <a href={lookAddress(staff)}>{name}</a>}
      <span className="cc-learnt">
        {names.role(role)}
        {organisation !== '' && `, ${names.party(organisation)}`}
      </span>
    </>
  )
}

function What({ look }: { look: ShownLook }): ReactNode {
  const { outcome, what, times, sentence } = look
  return (
    <>
      {outcome === 'refused' && (
        <>
          <Tag tone="red">Refused</Tag>{' '}
        </>
      )}
      {what}
      {times > 1 && `, ${times} times within the hour`}
      {sentence !== undefined && <span className="cc-learnt">{sentence}</span>}
    </>
  )
}

function Whom({ look, filter }: { look: ShownLook; filter: LookFilter }): ReactNode {
  const { person, listed } = look
  if (listed !== undefined) return `A list of ${plural(listed, 'record')}`
  if (person === undefined) return 'Nobody was found'
  if (filter.person !== undefined) return 'This person'
  const one = lookAddress({ ...filter, person, before: undefined })
  return (
    <>
      <a href={one}>
        One person<span className="nhsuk-u-visually-hidden">: looks at them alone</span>
      </a>
      <span className="cc-learnt">
        <a href={`/people/${person}/looks`}>All looks at them, with their numbers</a>
      </span>
    </>
  )
}
