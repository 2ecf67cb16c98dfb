import type { ReactNode } from 'react'

/** Where somebody can go from every page: `id` is what a page says that it belongs to. */
export type Destination = { id: string; label: string; href: string }

/** Items of a list. */
export function DestinationLinks(props: {
  destinations: readonly Destination[]
  nav: string | undefined
}): ReactNode {
  return props.destinations.map(({ id, label, href }) => (
    <li key={id}>
      <a href={href} aria-current={id === props.nav ? 'page' : undefined}>
        {label}
      </a>
    </li>
  ))
}
