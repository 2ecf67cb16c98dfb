import type { ReactNode } from 'react'

/** The way back to the page that this one was opened from. */
export function BackLink(props: { href: string; children?: ReactNode }): ReactNode {
  return (
    <a className="nhsuk-back-link" href={props.href}>
      {props.children ?? 'Back'}
    </a>
  )
}

/**
 * Pages of a long list. The place in the list is in the address, so that a colleague can be sent it.
 * `position` says where we are: `1 to 50 of 1,200`.
 */
export function Paging(props: {
  position: string
  previous?: string
  next?: string
  /** what is being paged, for screen readers: 'People on the ward' */
  label: string
}): ReactNode {
  if (props.previous === undefined && props.next === undefined) return null
  return (
    <nav className="cc-paging" aria-label={`Pages of ${props.label}`}>
      {props.previous === undefined ? (
        <span />
      ) : (
        <a href={props.previous} rel="prev">
          Previous page
        </a>
      )}
      <span className="cc-paging__position">{props.position}</span>
      {props.next === undefined ? (
        <span />
      ) : (
        <a href={props.next} rel="next">
          Next page
        </a>
      )}
    </nav>
  )
}

/** Leads from a look, a refusal or a rule to the words that both sides signed. */
export function ClauseLink(props: { number: string; children?: ReactNode }): ReactNode {
  return <a href={clauseHref(props.number)}>{props.children ?? `clause ${props.number}`}</a>
}

/**
 * Where a clause stands: on the page of its part, at an anchor of its own. `base`: '/public' for pages that nobody
 * signs in to.
 */
export function clauseHref(number: string, base: '' | '/public' = ''): string {
  const [part] = number.split('.')
  return `${base}/agreement/part/${encodeURIComponent(part!)}#clause-${encodeURIComponent(number)}`
}
