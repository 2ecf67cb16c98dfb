import type { ReactNode } from 'react'

/** Said again because a phone's layout (display: block) takes a table's own roles away. */
const ROLES = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const

export type Column<R> = {
  head: string
  cell(row: R): ReactNode
  /** numbers and waits are read down a column: put them on the right */
  align?: 'right'
  /** short words that must stay on one line: a date, a ward */
  nowrap?: boolean
  /** the heading is for screen readers only, for instance over a column of buttons */
  hideHead?: boolean
}

/**
 * A compact table with a header that stays in sight. The first column is the row's heading and holds
 * its link. On a phone each row becomes a block of labelled lines, so nothing scrolls sideways.
 * With no rows it shows `empty`: never a head over nothing.
 */
export function Table<R>(props: {
  caption: string
  hideCaption?: boolean
  columns: readonly Column<R>[]
  rows: readonly R[]
  rowKey(row: R): string
  /** rows are known by their keys to scripts: those of a live list are replaced where they stand */
  live?: boolean
  /** draws the eye to a row, for instance the one that waited longest */
  tone?(row: R): 'alert' | 'quiet' | undefined
  empty?: ReactNode
}): ReactNode {
  if (props.rows.length === 0 && props.empty !== undefined) return props.empty
  return (
    <table className="cc-table" {...ROLES.table}>
      <caption className={props.hideCaption ? 'nhsuk-u-visually-hidden' : 'cc-table__caption'}>
        {props.caption}
      </caption>
      <thead {...ROLES.rowgroup}>
        <tr {...ROLES.row}>
          {props.columns.map((column) => (
            <th key={column.head} scope="col" {...ROLES.columnheader} className={alignment(column)}>
              {column.hideHead ? (
                <span className="nhsuk-u-visually-hidden">{column.head}</span>
              ) : (
                column.head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...ROLES.rowgroup}>
        {props.rows.map((row) => (
          <TableRow
            key={props.rowKey(row)}
            row={row}
            columns={props.columns}
            tone={props.tone?.(row)}
            id={props.live ? props.rowKey(row) : undefined}
          />
        ))}
      </tbody>
    </table>
  )
}

function TableRow<R>(props: {
  row: R
  columns: readonly Column<R>[]
  tone?: string
  id?: string
}): ReactNode {
  return (
    <tr
      {...ROLES.row}
      className={props.tone ? `cc-table__row--${props.tone}` : undefined}
      data-row={props.id}
    >
      {props.columns.map((column, index) =>
        index === 0 ? (
          <th key={column.head} scope="row" {...ROLES.rowheader} className={alignment(column)}>
            {column.cell(props.row)}
          </th>
        ) : (
          <td
            key={column.head}
            {...ROLES.cell}
            className={alignment(column)}
            data-head={column.hideHead ? undefined : column.head}
          >
            {column.cell(props.row)}
          </td>
        ),
      )}
    </tr>
  )
}

function alignment(column: { align?: 'right'; nowrap?: boolean }): string | undefined {
  if (column.align === 'right') return 'cc-number'
  return column.nowrap ? 'cc-nowrap' : undefined
}
