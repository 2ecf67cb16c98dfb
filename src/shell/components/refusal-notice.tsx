import type { ReactNode } from 'react'
import { ClauseLink } from './navigation.tsx'

/**
 * A refusal, in the order in which a person needs it: what was asked, that it is not shown, why, the
 * clause with its text, what can be done, and that this has been noted.
 */
export function RefusalNotice(props: {
  /** 'You asked to see the record of the person with NHS number 999 012 3454.' */
  asked: ReactNode
  /** 'It is not shown.' unless something else was not done */
  outcome?: string
  /** why, in one sentence */
  sentence: string
  clause?: { number: string; heading?: string; text?: string }
  /** what the person can do: whom to ask, another purpose, breaking the glass */
  next?: readonly ReactNode[]
  /** that it has been written down, and who can see that */
  noted?: ReactNode
}): ReactNode {
  return (
    <section className="cc-refusal" aria-label="Refused">
      <p className="cc-refusal__asked">{props.asked}</p>
      <p className="cc-refusal__outcome">{props.outcome ?? 'It is not shown.'}</p>
      <p>{props.sentence}</p>
      {props.clause && (
        <blockquote className="cc-clause">
          <p className="cc-clause__number">
            <ClauseLink number={props.clause.number}>
              Clause {props.clause.number}
              {props.clause.heading && `: ${props.clause.heading}`}
            </ClauseLink>
          </p>
          {props.clause.text && <p>{props.clause.text}</p>}
        </blockquote>
      )}
      {props.next && props.next.length > 0 && (
        <>
          <h2 className="nhsuk-heading-s">What you can do</h2>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {props.next.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              <li key={index}>{item}</li>
            ))}
          </ul>
        </>
      )}
      {props.noted !== undefined && <p className="cc-refusal__noted">{props.noted}</p>}
    </section>
  )
}
