import type { ReactNode } from 'react'
import { CASE_KINDS, type CaseKind } from '../../record/index.ts'
import { Table } from '../../shell/index.ts'
import { type CaseScope, caseWords, HARMFUL } from '../case-figures.ts'
import type { CaseRow } from '../case-list.ts'
import { caseColumns } from './case-columns.tsx'

/** What the second column tells, where nobody waits. */
const HEADS: Partial<Record<CaseKind, string>> = {
  placed: 'Care',
  'left-hospital': 'What is new',
  letter: 'What is new',
}

type SectionsProps = CaseScope & {
  rows: readonly CaseRow[]
  /** how both sides call the other one: 'the NHS' */
  other: string
  now: Date
}

/** Each sort in a table of its own, the most harmful first. */
export function Sections(props: SectionsProps): ReactNode {
  return CASE_KINDS.map((one) => <Section key={one} {...props} kind={one} />)
}

function Section(props: SectionsProps & { kind: CaseKind }): ReactNode {
  const rows = props.rows.filter(({ kind }) => kind === props.kind)
  if (rows.length === 0) return null
  const words = caseWords(props.kind, props)
  return (
    <Table
      live
      caption={words.caption}
      rows={rows}
      rowKey={({ personId }) => personId}
      tone={() => (HARMFUL.has(props.kind) ? 'alert' : undefined)}
      columns={caseColumns(props, HEADS[props.kind] ?? 'Waits for', words.step)}
    />
  )
}
