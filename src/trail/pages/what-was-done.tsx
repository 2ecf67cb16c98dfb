import type { ReactNode } from 'react'
import { personSection, type SectionTold } from '../../room.ts'
import { ClauseLink, EmptyState, formatDateTime, Table } from '../../shell/index.ts'
import type { Deed } from '../list-deeds.ts'

/** What a command does, as a sentence: what was done is said in the words in which it can be done. */
type Says = (command: string) => string | undefined
type Found = { deeds: readonly Deed[]; says: Says }

/** On the page of a person, for those who may know who has looked: what was done about them, by which clause. */
export const whatWasDone = personSection<Found>({
  id: 'deeds',
  title: 'What was done',
  shows: 'looks',
  async read({ trail, commands, house }, _viewer, persons) {
    const deeds = house.rooms.flatMap((room) => room.deeds ?? [])
    const says: Says = (name) => [...commands, ...deeds].find((one) => one.name === name)?.says
    return { deeds: await trail.deedsAbout(persons), says }
  },
  draw: (found, told) => <DeedTable {...found} {...told} />,
})

/** When, what, by whom, for what, by which clause. */
function DeedTable({ deeds, says, names, now }: Found & SectionTold): ReactNode {
  return (
    <Table
      caption="What was done, newest first"
      rows={deeds}
      rowKey={({ entryId }) => entryId}
      empty={<EmptyState title="Nothing has been done." />}
      columns={[
        { head: 'When', cell: ({ at }) => formatDateTime(at, now) },
        { head: 'What', cell: ({ command }) => whatWords(command, says) },
        { head: 'Who', cell: ({ actor }) => whoWords(actor, names) },
        { head: 'For', cell: ({ purpose }) => (purpose === '' ? '' : names.purpose(purpose)) },
        {
          head: 'By',
          cell: ({ clause }) => (clause === undefined ? '' : <ClauseLink number={clause} />),
        },
      ]}
    />
  )
}

function whatWords(command: string | undefined, says: Says): string {
  if (command === undefined) return 'Not what was written down: somebody has changed it.'
  return says(command) ?? command
}

function whoWords(
  { name, role, organisation }: Deed['actor'],
  names: SectionTold['names'],
): string {
  const where = organisation === '' ? '' : names.party(organisation)
  const what = role === '' || role === 'system' ? '' : names.role(role)
  return [name, what, where].filter((word) => word !== '').join(', ')
}
