import type { ReactNode } from 'react'
import { capital, Details, formatDateTime } from '../../shell/index.ts'
import type { TrailStatus, WitnessStatus } from '../trail-status.ts'

/** A witness that is away is one thing, and one that has signed another history is another. */
export function BadNews(props: { witness: WitnessStatus }): ReactNode {
  const { name, objection, away } = props.witness
  if (objection !== undefined) {
    return (
      <p className="cc-flag cc-flag--alert">
        {name} does not confirm this log: {objection}.
      </p>
    )
  }
  if (away === undefined) return null
  return (
    <p className="cc-flag">
      {name} is away: {away}.
    </p>
  )
}

/** Two signed heads that cannot both be true: anybody can hold them against the keys below. */
export function Evidence(props: { evidence: TrailStatus['evidence']; now: Date }): ReactNode {
  return props.evidence.map(({ at, what, ours, theirs }) => (
    <Details key={theirs} summary={`What a witness has signed, ${formatDateTime(at, props.now)}`}>
      <p>{capital(what)}.</p>
      <p>The head of this log then, as the log signed it:</p>
      <pre className="cc-code">{ours}</pre>
      <p>The head that the witness has signed:</p>
      <pre className="cc-code">{theirs}</pre>
    </Details>
  ))
}
