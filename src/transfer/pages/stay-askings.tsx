import type { ReactNode } from 'react'
import { SEE_ASKED } from '../asked-today.ts'
import { awaitsWords, whatWords } from '../asking-words.ts'
import type { ReadStay } from '../read-stays.ts'
import type { Doer } from './buttons.tsx'

type Props = { readonly read: ReadStay; readonly doer: Doer; readonly at: Date }

/** What partners asked each other about a stay, each leading to what was said both ways; and what is told to them. */
export function StayAskings({ read, doer, at }: Props): ReactNode {
  const { rule, viewer, whyNot } = doer
  const asked = whyNot(viewer, SEE_ASKED) === undefined ? read.askings : []
  return (
    <>
      {asked.length > 0 && (
        <>
          <h2>What was sent to others, and asked of them</h2>
          <ul className="cc-items">
            {asked.map((asking) => (
              <li key={asking.id}>
                <a href={`/transfer/asked/${asking.id}`}>{whatWords(asking)}</a>,{' '}
                {asking.what === undefined ? 'sent to' : 'asked of'} {rule.nameOf(asking.asked)}.{' '}
                {awaitsWords(asking, rule, at)}.
              </li>
            ))}
          </ul>
        </>
      )}
      {read.stay.state !== 'left' && (
        <p>
          <a href={`/transfer/${read.counted.id}/letter`}>Print a letter for them</a>
        </p>
      )}
    </>
  )
}
