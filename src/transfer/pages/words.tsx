import type { ReactNode } from 'react'
import type { Agreement } from '../../agreement/index.ts'
import { ClauseLink, capital } from '../../shell/index.ts'

/** What the pages of this room speak of: where a clause defines the word, it means that on both sides. */
export const TERMS = ['referral', 'package', 'ready', 'expected', 'left', 'outcome'] as const
export type Term = (typeof TERMS)[number]

type Definition = { readonly term: string; readonly means: string; readonly clause: string }

/** A word of the page: it leads to what both sides mean by it. */
export function Word({ term, children }: { term: Term; children: ReactNode }): ReactNode {
  return <a href={`#word-${term}`}>{children}</a>
}

/** What the words of a page mean, each with its clause: at the end of the page, for whoever follows one. */
export function PageWords(props: {
  agreement: Agreement | undefined
  terms: readonly Term[]
}): ReactNode {
  const rows = props.agreement?.table<Definition>('definition') ?? []
  return (
    <>
      <h2>What the words mean, on both sides</h2>
      <dl className="cc-words">
        {props.terms.map((term) => {
          const found = rows.find((row) => row.term === term)
          return (
            <div key={term} id={`word-${term}`}>
              <dt>{capital(term)}</dt>
              <dd>
                {found === undefined ? (
                  'No clause says what it means.'
                ) : (
                  <>
                    {capital(found.means)} (<ClauseLink number={found.clause} />
                    ).
                  </>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </>
  )
}
