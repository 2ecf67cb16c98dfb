import type { ReactNode } from 'react'
import { type Column, capital, formatDate, formatList, formatWait } from '../../shell/index.ts'
import type { CareAtHome, WardRow } from '../ward-list.ts'
import { OtherCell, PersonCell, StayCell } from './row-cells.tsx'

type Of = { other: string; now: Date }

/** For those who can go home: how long they have waited, and for what. */
export function readyColumns(of: Of): Column<WardRow>[] {
  const waited: Column<WardRow> = {
    head: 'Has waited',
    cell: ({ waitedMs, readyAt }) => (
      <>
        <strong className="cc-whole">{formatWait(waitedMs!)}</strong>
        <span className="cc-learnt cc-whole">ready {formatDate(readyAt!, of.now)}</span>
      </>
    ),
  }
  return [...bedColumns(of), waited, waitsFor, ...homeColumns(of)]
}

/** For everybody else: when they may leave, as far as the hospital says. */
export function otherColumns(of: Of): Column<WardRow>[] {
  const leaving: Column<WardRow> = {
    head: 'Leaving',
    cell: ({ leaving: words, waitsFor: way, neededBy }) => (
      <>
        {words}
        {way && <span className="cc-learnt">Will need {way.what}</span>}
        {neededBy.length > 0 && <span className="cc-learnt">Needs {formatList(neededBy)}</span>}
      </>
    ),
  }
  return [...bedColumns(of), leaving, ...homeColumns(of)]
}

function bedColumns({ now }: Of): Column<WardRow>[] {
  return [
    { head: 'Person', cell: (row) => <PersonCell row={row} where={capital(row.bed)} /> },
    {
      head: 'In hospital',
      cell: ({ stay, inSince }) => <StayCell stay={stay} since={inSince} now={now} />,
    },
  ]
}

const waitsFor: Column<WardRow> = {
  head: 'Waits for',
  cell: ({ waitsFor: way, neededBy }) =>
    way === undefined ? (
      'Not said'
    ) : (
      <>
        {capital(way.what)}
        {way.why && <span className="cc-learnt">{way.why}</span>}
        {neededBy.length > 0 && <span className="cc-learnt">Needs {formatList(neededBy)}</span>}
      </>
    ),
}

function homeColumns({ other, now }: Of): Column<WardRow>[] {
  return [
    { head: 'Care at home', cell: ({ care }) => careWords(care, now) },
    { head: `What ${other} did last`, cell: (row) => <OtherCell other={row.other} now={now} /> },
  ]
}

function careWords(care: CareAtHome, now: Date): ReactNode {
  switch (care.known) {
    case 'some':
      return formatList(care.labels)
    case 'not-recorded':
      return 'Not recorded'
    case 'not-reached':
      return 'Not known: the council was never heard'
    case 'none':
      return (
        <>
          None known
          <span className="cc-learnt">
            {care.at}
            {care.asAt && <>, as at {formatDate(care.asAt.slice(0, 10), now)}</>}
          </span>
        </>
      )
  }
}
