import type { ReactNode } from 'react'
import { capital, formatDateTime } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import type { DisputeFact } from '../dispute.ts'
import type { DisputeTold } from '../disputes.ts'

/** What waits for an answer, or the words with which it was settled. */
export function Proposal(props: {
  fact: DisputeFact
  told: DisputeTold
  agreement: Agreement
}): ReactNode {
  const { fact, told, agreement } = props
  const settled = told.standing.state === 'settled'
  const title = settled
    ? 'Settled with these words'
    : `Proposed by ${sideName(agreement, fact.side)}`
  return (
    <section className="cc-panel" aria-label={title}>
      <h2>{title}</h2>
      <p className="cc-said">{fact.words}</p>
    </section>
  )
}

/** Side by side, in the order of the agreement. */
export function BothSides(props: {
  told: DisputeTold
  agreement: Agreement
  now: Date
}): ReactNode {
  const { told, agreement, now } = props
  return (
    <div className="cc-conflict">
      {agreement.sides.map(({ id, name }) => {
        const said = told.says.find(({ side }) => side === id)
        return (
          <div key={id}>
            <h3>{capital(name)}</h3>
            {said === undefined ? (
              <p>Has not said anything yet.</p>
            ) : (
              <>
                <p className="cc-said">{said.words}</p>
                <span className="cc-learnt">
                  {whoSaid(said, agreement)}, {formatDateTime(said.at, now)}
                </span>
              </>
            )}
          </div>
        )
      })}
    </div>
  )
}

const DID: Record<DisputeFact['act'], string> = {
  open: 'opened it',
  say: 'said',
  move: 'moved it up a step',
  propose: 'proposed to settle it',
  accept: 'accepted the proposal',
  decline: 'declined the proposal',
  withdraw: 'withdrew it',
}

export function History(props: { fact: DisputeFact; agreement: Agreement; now: Date }): ReactNode {
  const { fact, agreement, now } = props
  return (
    <li>
      <span className="cc-timeline__when">{formatDateTime(fact.at, now)}</span>
      <div className="cc-timeline__what">
        <p>
          <strong>
            {capital(sideName(agreement, fact.side))} {DID[fact.act]}
          </strong>
          {fact.words !== '' && `: ${fact.words}`}
        </p>
        <span className="cc-learnt">{whoSaid(fact, agreement)}</span>
      </div>
    </li>
  )
}

function whoSaid({ name, role, organisation }: DisputeFact, agreement: Agreement): string {
  const post = agreement.table<{ id: string; name: string }>('role').find(({ id }) => id === role)
  const party = agreement.parties.find(({ id }) => id === organisation)
  return `${name}, ${post?.name ?? role}, ${party?.name ?? organisation}`
}

function sideName(agreement: Agreement, side: string): string {
  return agreement.sides.find(({ id }) => id === side)?.name ?? side
}
