import type { ReactNode } from 'react'
import { formatList } from '../../shell/index.ts'
import type { Fact } from '../identity-view.ts'
import { momentWords } from './dates.ts'

/** In small type under every item: who says so, and when it was learnt. */
export function Learnt(props: {
  sources: readonly string[]
  learntAt?: string
  now: Date
  children?: ReactNode
}): ReactNode {
  return (
    <span className="cc-learnt">
      {props.children}
      {props.children ? formatList(props.sources) : capital(formatList(props.sources))}
      {props.learntAt !== undefined && `, learnt ${momentWords(props.learntAt, props.now)}`}
    </span>
  )
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Sources that disagree about one thing, side by side. Nothing where they agree. */
export function Disagreement(props: {
  about: string
  fact: Fact
  show?(value: string): string
}): ReactNode {
  if (props.fact.length < 2) return null
  const show = props.show ?? ((value: string) => value)
  return (
    <div className="cc-conflict">
      {props.fact.map(({ value, sources }) => (
        <div key={value}>
          <strong>
            {props.about}: {show(value)}
          </strong>
          <span className="cc-learnt">
            {capital(formatList(sources))} {sources.length === 1 ? 'says' : 'say'} so
          </span>
        </div>
      ))}
    </div>
  )
}
