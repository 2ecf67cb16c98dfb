import type { ReactNode } from 'react'

/** More for those who want it, behind its summary. Works without script. */
export function Details(props: {
  summary: ReactNode
  open?: boolean
  children: ReactNode
}): ReactNode {
  return (
    <details className="nhsuk-details cc-details" open={props.open}>
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">{props.summary}</span>
      </summary>
      <div className="nhsuk-details__text">{props.children}</div>
    </details>
  )
}

/** What a page says when it has nothing to show: what is empty, and what would fill it. */
export function EmptyState(props: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="cc-empty">
      <p className="cc-empty__title">{props.title}</p>
      {props.children}
    </div>
  )
}
