import { Fragment, type ReactNode } from 'react'
import { capital, clauseHref, formatFullDate } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import type { Clause, ClauseCodes } from '../clause.ts'
import type { Margin } from '../margin.ts'
import type { Base } from './agreement.tsx'

/** One clause: the words that people signed, what they make the software do, and the margin. */
export function ClauseArticle(props: {
  clause: Clause
  agreement: Agreement
  margin: Margin
  /** whether whoever reads may say that the sides differ about it */
  mayDiffer: boolean
  /** the day from which clauses hold that say no other */
  firstDay: string
  base: Base
}): ReactNode {
  const { clause, agreement, margin, mayDiffer, firstDay, base } = props
  return (
    <article className="cc-margin" id={`clause-${clause.number}`} tabIndex={-1}>
      <div className="cc-margin__text">
        <h2>
          <a href={clauseHref(clause.number, base)}>{clause.number}</a>
          {` ${clause.heading}`}
        </h2>
        <p>{clause.text}</p>
        <div className="cc-clause">
          <p>
            <b>What it does:</b>
            {` ${agreement.reading(clause.number)}`}
          </p>
        </div>
      </div>
      <MarginNotes {...{ margin, clause, agreement, mayDiffer, firstDay, base }} />
    </article>
  )
}

function MarginNotes(props: {
  margin: Margin
  clause: Clause
  agreement: Agreement
  mayDiffer: boolean
  firstDay: string
  base: Base
}): ReactNode {
  const { margin, clause, agreement, mayDiffer, firstDay, base } = props
  return (
    <div className="cc-margin__notes">
      {margin.switchesOn.length > 0 ? (
        <p>
          <b>Switches on:</b>
          {` ${margin.switchesOn.join('; ')}`}
        </p>
      ) : (
        <p>People keep this clause; no software obeys it.</p>
      )}
      <p>{`Asked for by ${margin.proposedBy}`}</p>
      {margin.takesEffect !== firstDay && (
        <p>{`In effect since ${formatFullDate(margin.takesEffect)}`}</p>
      )}
      <Codes codes={agreement.codes(clause.number)} />
      {margin.namedBy.length > 0 && (
        <p>
          Used by{' '}
          {margin.namedBy.map((number, at) => (
            <Fragment key={number}>
              {at > 0 && ', '}
              <a href={clauseHref(number, base)}>{number}</a>
            </Fragment>
          ))}
        </p>
      )}
      {mayDiffer && (
        <p>
          <a href={differHref(clause)}>
            We differ about this
            <span className="nhsuk-u-visually-hidden">: clause {clause.number}</span>
          </a>
        </p>
      )}
    </div>
  )
}

/** Codes and keys are signed too: whoever checks the text finds them here, and nobody has to read past them. */
function Codes({ codes }: { codes: ClauseCodes | undefined }): ReactNode {
  if (codes === undefined) return null
  return (
    <details className="cc-codes">
      <summary>{capital(codes.are)}</summary>
      <p className="cc-code">{codes.codes.join(', ')}</p>
    </details>
  )
}

function differHref({ number, heading }: Clause): string {
  const about = encodeURIComponent(`Clause ${number}: ${heading}`)
  const thing = `room=agreement&key=clause-${number}&about=${about}`
  return `/do/agreement.open-dispute?${thing}&then=${encodeURIComponent(clauseHref(number))}`
}
