import type { ReactNode } from 'react'
import { clauseHref } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import { type Base, clausesOf } from './agreement.tsx'

/**
 * A long text with its contents beside it, in view wherever one reads: a column on a wide screen, one line at the top
 * that opens on a narrow one or at twice the size. It needs no script.
 */
export function WithContents(props: {
  agreement: Agreement
  /** the part that is read; without it, all of the text is on this page */
  part?: string
  base: Base
  children: ReactNode
}): ReactNode {
  const { agreement, part, base, children } = props
  return (
    <div className="cc-reading">
      <details className="cc-reading__contents">
        <summary>Contents</summary>
        <nav aria-label="Contents of the agreement">
          <ul>
            {agreement.parts.map(({ number, heading }) => (
              <li key={number}>
                <a
                  href={part === undefined ? `#part-${number}` : `${base}/agreement/part/${number}`}
                  aria-current={part === number ? 'page' : undefined}
                >{`${number}. ${heading}`}</a>
                {part === number && <Clauses agreement={agreement} part={number} base={base} />}
              </li>
            ))}
          </ul>
        </nav>
      </details>
      <div className="cc-reading__text">{children}</div>
    </div>
  )
}

function Clauses(props: { agreement: Agreement; part: string; base: Base }): ReactNode {
  return (
    <ul>
      {clausesOf(props.agreement, props.part).map(({ number, heading }) => (
        <li key={number}>
          <a href={clauseHref(number, props.base)}>{`${number} ${heading}`}</a>
        </li>
      ))}
    </ul>
  )
}
