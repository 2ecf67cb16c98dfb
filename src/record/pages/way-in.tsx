import type { ReactNode } from 'react'
import type { PersonId } from '../../kernel/index.ts'
import { REVEAL_ENTRY } from '../reveal-entry.ts'

/** For whoever may be due at the door: it says nothing of whether there is anything to show. */
export function WayIn({ person }: { person: PersonId }): ReactNode {
  return (
    <section aria-labelledby="way-in-title">
      <h2 id="way-in-title">If you are due at their door today</h2>
      <p>
        <a href={`/do/${REVEAL_ENTRY}?person=${person}`}>Show how to get in</a>
      </p>
    </section>
  )
}
