import { createHash } from 'node:crypto'
import type { ReactNode } from 'react'
import { drawnFor } from '../drawn-for.ts'

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
  /** who somebody is: wide enough for a name on a wide screen */
  who?: boolean
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
  /** scripts know a row by what its heading links to: those of a live list are replaced where they stand */
  live?: boolean
  /** draws the eye to a row, for instance the one that waited longest */
  tone?(row: R): 'alert' | 'quiet' | undefined
  empty?: ReactNode
}): ReactNode {
  // Without it no style element of the page is obeyed: `newNonce`.
  const { nonce } = drawnFor()
  if (props.rows.length === 0 && props.empty !== undefined) return props.empty
  const labels = labelsOf(props.columns)
  return (
    <table
      className={`cc-table ${labels.name}`}
      {...ROLES.table}
      data-live-rows={props.live ? '' : undefined}
    >
      <caption className={props.hideCaption ? 'nhsuk-u-visually-hidden' : 'cc-table__caption'}>
        {props.caption}
      </caption>
      <thead {...ROLES.rowgroup}>
        <tr {...ROLES.row}>
          {props.columns.map((column) => (
            <th
              key={column.head}
              scope="col"
              {...ROLES.columnheader}
              className={column.who ? 'cc-who' : alignment(column)}
            >
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
          />
        ))}
      </tbody>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: `inStylesheet` writes all words in it */}
      <style nonce={nonce} dangerouslySetInnerHTML={{ __html: labels.rules }} />
    </table>
  )
}

function TableRow<R>(props: { row: R; columns: readonly Column<R>[]; tone?: string }): ReactNode {
  return (
    <tr {...ROLES.row} className={props.tone ? `cc-table__row--${props.tone}` : undefined}>
      {props.columns.map((column, index) =>
        index === 0 ? (
          <th key={column.head} {...ROLES.rowheader} className={alignment(column)}>
            {column.cell(props.row)}
          </th>
        ) : (
          <td key={column.head} {...ROLES.cell} className={alignment(column)}>
            {column.cell(props.row)}
          </td>
        ),
      )}
    </tr>
  )
}

/**
 * What each cell says before its words on a phone, once for the table: in every cell of a hundred rows it would weigh
 * as much as what they hold. Tables with the same headings have the same rules, under a name made of them.
 */
function labelsOf<R>(columns: readonly Column<R>[]): { name: string; rules: string } {
  const heads = columns.map(({ head, hideHead }, at) => (at === 0 || hideHead ? '' : head))
  const name = `cc-heads-${createHash('sha256').update(JSON.stringify(heads)).digest('hex').slice(0, 8)}`
  const rules = heads.map((head, at) => {
    if (head === '') return ''
    const said = inStylesheet(`${head}: `)
    return `.${name} td:nth-child(${at + 1})::before{content:${said};content:${said}/""}`
  })
  return { name, rules: `@media (max-width:40em){${rules.join('')}}` }
}

/** Whatever is no letter, digit or space is written as its number: a heading may hold what somebody wrote. */
function inStylesheet(words: string): string {
  const safe = words.replace(/[^A-Za-z0-9 ]/gu, (one) => `\\${one.codePointAt(0)!.toString(16)} `)
  return `"${safe}"`
}

function alignment(column: { align?: 'right'; nowrap?: boolean }): string | undefined {
  if (column.align === 'right') return 'cc-number'
  return column.nowrap ? 'cc-nowrap' : undefined
}
