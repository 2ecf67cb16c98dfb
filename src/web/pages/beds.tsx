import type { ReactNode } from 'react'
import { DAY_MS } from '../../kernel/index.ts'
import { Table } from '../../shell/index.ts'
import type { WardRow } from '../ward-list.ts'
import { otherColumns, readyColumns } from './ward-columns.tsx'

export type BedsProps = {
  rows: readonly WardRow[]
  list: { sendsReadyDates: boolean }
  /** how both sides call the other one: 'the council' */
  other: string
  now: Date
}

/** Those who can go home, and everybody else in a bed. */
export function Beds(props: BedsProps): ReactNode {
  const ready = props.rows.filter(({ readyAt }) => readyAt !== undefined)
  const others = props.rows.filter(({ readyAt }) => readyAt === undefined)
  const undated = props.list.sendsReadyDates ? ', no ready date yet' : ''
  return (
    <>
      {ready.length > 0 && (
        <Table
          live
          caption="Can go home, the longest wait first"
          columns={readyColumns(props)}
          rows={ready}
          rowKey={({ personId }) => personId}
          tone={({ waitedMs }) => (waitedMs! > DAY_MS ? 'alert' : undefined)}
        />
      )}
      {others.length > 0 && (
        <Table
          live
          caption={`In a bed${undated}, the longest stay first`}
          columns={otherColumns(props)}
          rows={others}
          rowKey={({ personId }) => personId}
        />
      )}
    </>
  )
}
