import type { ReactNode } from 'react'

/** What can be done, or read on, in a line; nothing where there is nothing. */
export function VerbLine(props: { verbs: readonly { label: string; href: string }[] }): ReactNode {
  if (props.verbs.length === 0) return null
  return (
    <p>
      {props.verbs.map(({ label, href }, at) => (
        <span key={label}>
          {at > 0 && ' · '}
          <a href={href}>{label}</a>
        </span>
      ))}
    </p>
  )
}
