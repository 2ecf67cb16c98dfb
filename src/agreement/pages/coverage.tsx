import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import {
  action,
  BackLink,
  ClauseLink,
  FigureStrip,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import type { Coverage, Covered, Uncovered } from '../coverage.ts'
import { type AgreementPlace, sendNone } from './agreement.tsx'

const SHOWN_MAX = 8

/** What runs by which clause; what runs without one: nothing; which clauses have nothing behind them. */
export function registerCoverage(app: FastifyInstance, { agreement: room }: AgreementPlace): void {
  app.get('/agreement/coverage', action(PUBLIC), (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const coverage = room.coverage()
    if (coverage === undefined) return sendNone(request, reply)
    const body = <CoveragePage coverage={coverage} />
    const title = 'What runs by which clause'
    return sendPage(request, reply, { title, body, nav: 'agreement', purposeBar: false })
  })
}

function CoveragePage(props: { coverage: Coverage }): ReactNode {
  const { running, withoutClause, off, idle } = props.coverage
  return (
    <>
      <BackLink href="/agreement">The agreement</BackLink>
      <h1>What runs by which clause</h1>
      <FigureStrip
        figures={[
          { value: String(withoutClause.length), label: 'things run without a clause' },
          { value: String(running.length), label: 'things run by a clause' },
          { value: String(idle.length), label: 'clauses have nothing behind them' },
        ]}
      />
      <p className="cc-measure">
        This page is worked out from what each part of the software declares about itself. Nobody
        keeps it up by hand.
      </p>
      <h2>Runs without a clause</h2>
      {withoutClause.length === 0 ? (
        <p>Nothing. Whatever the software does, a clause that both sides signed is behind it.</p>
      ) : (
        <ul>
          {withoutClause.map(({ what, room }) => (
            <li key={what}>
              {what} <span className="cc-learnt">{room}</span>
            </li>
          ))}
        </ul>
      )}
      <h2>Clauses with nothing behind them</h2>
      <Table
        caption="Clauses with nothing behind them"
        hideCaption
        columns={[
          {
            head: 'Clause',
            cell: ({ number, heading }) => (
              <ClauseLink number={number}>{`${number} ${heading}`}</ClauseLink>
            ),
          },
          { head: 'Why', cell: ({ why }) => why },
        ]}
        rows={idle}
        rowKey={({ number }) => number}
        empty={<p>None: each clause has something behind it.</p>}
      />
      <h2>Runs by a clause</h2>
      <Table
        caption="What runs by a clause"
        hideCaption
        columns={[
          { head: 'What the software does', cell: ({ what }) => what },
          { head: 'Clauses', cell: (row) => <ClauseNumbers covered={row} /> },
          { head: 'Part of the software', cell: ({ room }) => room },
        ]}
        rows={running}
        rowKey={({ what }) => what}
      />
      <SwitchedOff off={off} />
    </>
  )
}

function SwitchedOff(props: { off: readonly Uncovered[] }): ReactNode {
  const { off } = props
  return (
    <>
      <h2>Switched off</h2>
      {off.length === 0 ? (
        <p>Nothing: each thing that the software can do is asked for by some clause.</p>
      ) : (
        <ul>
          {off.map(({ what }) => (
            <li key={what}>{what}: no clause asks for it, so it does not run.</li>
          ))}
        </ul>
      )}
    </>
  )
}

function ClauseNumbers(props: { covered: Covered }): ReactNode {
  const { clauses } = props.covered
  const [first, last] = [clauses[0]!, clauses[clauses.length - 1]!]
  if (clauses.length > SHOWN_MAX) {
    return (
      <>
        {plural(clauses.length, 'clause')}, from <ClauseLink number={first}>{first}</ClauseLink> to{' '}
        <ClauseLink number={last}>{last}</ClauseLink>
      </>
    )
  }
  return clauses.map((number, at) => (
    <span key={number}>
      {at > 0 && ', '}
      <ClauseLink number={number}>{number}</ClauseLink>
    </span>
  ))
}
