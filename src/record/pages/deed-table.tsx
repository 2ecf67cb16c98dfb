import type { ReactNode } from 'react'
import type { AgreedNames } from '../../access/index.ts'
import { ClauseLink, EmptyState, Table } from '../../shell/index.ts'
import type { Deed } from '../../trail/index.ts'
import { momentWords } from './dates.ts'

/** What was done about somebody: when, what, by whom, for what, by which clause. */
export function DeedTable(props: {
  deeds: readonly Deed[]
  /** what a command does, as a sentence */
  says(command: string): string | undefined
  names: AgreedNames
  now: Date
}): ReactNode {
  const { deeds, says, names, now } = props
  return (
    <Table
      caption="What was done, newest first"
      rows={deeds}
      rowKey={({ entryId }) => entryId}
      empty={<EmptyState title="Nothing has been done about you here." />}
      columns={[
        { head: 'When', cell: ({ at }) => momentWords(at, now) },
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

function whatWords(command: string | undefined, says: (name: string) => string | undefined) {
  if (command === undefined) return 'Not what was written down: somebody has changed it.'
  return says(command) ?? command
}

function whoWords({ name, role, organisation }: Deed['actor'], names: AgreedNames): string {
  const where = organisation === '' ? '' : names.party(organisation)
  const what = role === '' || role === 'system' ? '' : names.role(role)
  return [name, what, where].filter((word) => word !== '').join(', ')
}
