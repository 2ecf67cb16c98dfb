import type { ReactNode } from 'react'
import {
  capital,
  EmptyState,
  formatFullDate,
  formatList,
  formatNhsNumber,
  plural,
  Table,
} from '../../shell/index.ts'
import { ageWords } from '../age.ts'
import { fitWords } from '../fit-words.ts'
import { diedWords, type IdentityView } from '../identity-view.ts'
import type { FoundPerson, PeopleFound } from '../search-people.ts'
import { sexWords } from './person-banner.tsx'

/** Whoever was found, the best fit first, each with what of them fits. */
export function Found({ found, now }: { found: PeopleFound; now: Date }): ReactNode {
  const { people, page } = found
  if (page.of === 0) return <NobodyFound found={found} />
  return (
    <>
      <h2>{plural(page.of, 'person', 'people')} found</h2>
      <HowFar found={found} />
      <Table
        caption="Whoever fits best stands first. Each has it in their log that you saw this."
        rows={people}
        rowKey={({ person }) => person.personId}
        columns={[
          { head: 'Name', who: true, cell: (row) => <Name row={row} /> },
          { head: 'What fits', cell: (row) => capital(formatList(fitWords(row))) },
          { head: 'Born', cell: ({ person: { who } }) => bornWords(who, now) },
          { head: 'Sex', cell: ({ person: { who } }) => sexWords(who) },
          {
            head: 'NHS number',
            cell: ({ person: { who } }) =>
              who.nhsNumber ? formatNhsNumber(who.nhsNumber.number) : 'Not recorded',
            nowrap: true,
          },
          { head: 'Address', cell: ({ person: { who } }) => addressWords(who) },
        ]}
      />
    </>
  )
}

function Name({ row: { person } }: { row: FoundPerson }): ReactNode {
  const { personId, who } = person
  return (
    <>
      <a href={`/people/${personId}`}>{who.name}</a>
      {who.dead && <span className="cc-learnt">{diedWords(who, formatFullDate)}</span>}
    </>
  )
}

/** The same whether nobody is known by it or somebody whom the viewer may not see. */
function NobodyFound({ found }: { found: PeopleFound }): ReactNode {
  return (
    <EmptyState title="Nobody was found whom you may see.">
      <p>
        Either nobody is known by this, or the agreement does not let you see them.
        {found.among === 'everybody' && ' Whoever is known has it in their log that you asked.'}
      </p>
      <HowFar found={found} />
    </EmptyState>
  )
}

function HowFar({ found: { among, more } }: { found: PeopleFound }): ReactNode {
  if (more)
    return (
      <p>
        Many people share what you typed, and not all were looked through. Add a first name or a
        birth date.
      </p>
    )
  if (among === 'everybody') return null
  return (
    <p className="cc-aside">
      Only your own people were looked through: those on your lists. To ask for somebody else, add a
      birth date or a number.
    </p>
  )
}

function bornWords(who: IdentityView, now: Date): string {
  const [born] = who.birthDate
  if (born === undefined) return 'Not recorded'
  const age = ageWords(who, now)
  return age === undefined ? formatFullDate(born.value) : `${formatFullDate(born.value)}, ${age}`
}

function addressWords({ address, restricted }: IdentityView): string {
  if (restricted !== undefined) return 'Restricted: not shown'
  return address[0]?.value ?? 'Not recorded'
}
