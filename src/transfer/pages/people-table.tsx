import type { ReactNode } from 'react'
import { LiveNote, Table } from '../../shell/index.ts'
import { LEAVING_NEWS } from '../leaving-news.ts'
import type { LeavingAddress } from '../list-choices.ts'
import type { Leaving } from '../look-at-list.ts'
import { columns, type Shown } from './list-columns.tsx'

const DAY_MINUTES = 1_440
export const LIST_PATH = '/transfer'
export const ROWS_PATH = '/transfer/rows'
export const WHAT = 'list of who leaves hospital, with what was written for the next shift'
export const CAPTION = 'Who is in hospital'

/** The rows, on the list and on the page of what has changed of it. */
export function PeopleTable(props: {
  people: readonly Leaving[]
  shown: Shown
  empty?: ReactNode
}): ReactNode {
  return (
    <Table
      live
      caption={CAPTION}
      hideCaption
      columns={columns(props.shown)}
      rows={props.people}
      rowKey={({ read }) => read.counted.id}
      tone={({ waited }) => (waited > DAY_MINUTES ? 'alert' : undefined)}
      empty={props.empty}
    />
  )
}

/** Rows come by themselves where nobody is at them; without script there is the link. */
export function Follows(props: { address: LeavingAddress; version: string }): ReactNode {
  const { address, version } = props
  const changes = changesOf(address, version)
  return (
    <LiveNote topic={LEAVING_NEWS} words="The list has changed. Show it" changes={changes} follows>
      <a href={changes}>Show only what has changed</a>
    </LiveNote>
  )
}

/** `/transfer/rows?ward=Ward+6&since=N`: what has changed of the list as it is chosen. */
export function changesOf(address: LeavingAddress, version: string): string {
  return `${ROWS_PATH}${address.changedSince(version).slice(LIST_PATH.length)}`
}
