import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import type { PersonId } from '../../kernel/index.ts'
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
      {times > 1 && `, ${plural(times, 'time')} within the hour`}
      {sentence !== undefined && <span className="cc-learnt">{sentence}</span>}
    </>
  )
}

function Whom({ look, filter }: { look: ShownLook; filter: LookFilter }): ReactNode {
  const { people, listed } = look
  if (people.length > 1) return <Several people={people} filter={filter} />
  const [person] = people
  if (person === undefined)
    return listed === undefined ? 'Nobody was found' : `A list of ${plural(listed, 'record')}`
  if (filter.person !== undefined) return 'This person'
  return (
    <a href={lookAddress({ ...filter, person, before: undefined })}>
      One person<span className="nhsuk-u-visually-hidden">: looks at them alone</span>
    </a>
  )
}

/** By number: who they are is not for whoever reads looks. */
function Several(props: { people: readonly PersonId[]; filter: LookFilter }): ReactNode {
  const { people, filter } = props
  return (
    <>
      {plural(people.length, 'person', 'people')}
      <ul className="cc-toolbar">
        {people.map((person, at) => (
          <li key={person}>
            <a href={lookAddress({ ...filter, person, before: undefined })}>
              <span className="nhsuk-u-visually-hidden">Looks at person </span>
              {at + 1}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
