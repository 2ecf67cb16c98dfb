import type { ReactNode } from 'react'
import { type Column, capital, formatDate, formatList, formatWait } from '../../shell/index.ts'
import type { CareAtHome, WardRow } from '../ward-list.ts'
import { OtherCell, PersonCell, StayCell, whole } from './row-cells.tsx'

type Of = { other: string; now: Date }

/** For those who can go home: how long they have waited, and for what. */
export function readyColumns(of: Of): Column<WardRow>[] {
  const waited: Column<WardRow> = {
    head: 'Has waited',
    cell: ({ waitedMs, readyAt }) => (
      <>
        <strong>{whole(formatWait(waitedMs!))}</strong>
        <small>{whole(`ready ${formatDate(readyAt!, of.now)}`)}</small>
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
        {way && <small>Will need {way.what}</small>}
        {neededBy.length > 0 && <small>Needs {formatList(neededBy)}</small>}
      </>
    ),
  }
  return [...bedColumns(of), leaving, ...homeColumns(of)]
}

function bedColumns({ now }: Of): Column<WardRow>[] {
  return [
    {
      head: 'Person',
      who: true,
      cell: (row) => <PersonCell row={row} where={capital(row.bed)} />,
    },
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
        {way.why && <small>{way.why}</small>}
        {neededBy.length > 0 && <small>Needs {formatList(neededBy)}</small>}
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
          <small>
            {care.at}
            {care.asAt && <>, as at {formatDate(care.asAt.slice(0, 10), now)}</>}
          </small>
        </>
      )
  }
}
