import type { ReactNode } from 'react'
import { uncapital } from '../../kernel/index.ts'
import { type Column, capital } from '../../shell/index.ts'
import type { CaseRow } from '../case-list.ts'
import { OtherCell, PersonCell, RingLine, StayMark } from './row-cells.tsx'

/** `other`: how both sides call the other one, 'the NHS'; `needs` heads what they need, `step` is the row's verb. */
export function caseColumns(
  { other, now }: { other: string; now: Date },
  needs: string,
  step: string,
): Column<CaseRow>[] {
  return [
    { head: 'Person', who: true, cell: (row) => <WhoAndWhere row={row} /> },
    { head: needs, cell: (row) => <Needs row={row} /> },
    { head: 'Held by', cell: ({ held }) => (held ? <RingLine ring={held} /> : 'Nobody is named') },
    { head: `What ${other} did last`, cell: (row) => <OtherCell other={row.other} now={now} /> },
    { head: 'Next step', cell: (row) => <NextStep row={row} step={step} /> },
  ]
}

function WhoAndWhere({ row }: { row: CaseRow }): ReactNode {
  return (
    <>
      <PersonCell row={row} where={row.where} />
      {row.stay?.mark && <StayMark mark={row.stay.mark} />}
    </>
  )
}

/** What is needed most stands first; whatever else is waited for, under it. */
function Needs({ row }: { row: CaseRow }): ReactNode {
  return row.needs.map(({ what, why, since, waited }) => (
    <div key={what} className="cc-need">
      <strong>{capital(what)}</strong>
      <span className="cc-need__since">
        {waited === undefined ? since : `${waited}, ${uncapital(since)}`}
      </span>
      {why && <small>{why}</small>}
    </div>
  ))
}

function NextStep({ row, step }: { row: CaseRow; step: string }): ReactNode {
  return (
    <a href={row.kind === 'letter' ? `/people/${row.personId}/kept` : `/people/${row.personId}`}>
      {step}
      <span className="nhsuk-u-visually-hidden">: {row.name}</span>
    </a>
  )
}
