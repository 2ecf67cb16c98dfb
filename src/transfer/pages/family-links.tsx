import type { ReactNode } from 'react'
import type { Link } from '../../access/index.ts'
import { formatFullDate } from '../../shell/index.ts'
import { END_FAMILY_LINK, endFamilyLink } from '../end-family-link.ts'

type Props = {
  readonly links: readonly Link[]
  /** where to go when one was ended */
  readonly then: string
  readonly mayEnd: boolean
}

/** Who may read, by a link, when somebody leaves: each can be ended before its time. */
export function FamilyLinks({ links, then, mayEnd }: Props): ReactNode {
  if (links.length === 0) return null
  return (
    <ul className="cc-items">
      {links.map(({ id, address, until }) => (
        <li key={id}>
          {address} may read it by a link until {formatFullDate(until.toISOString())}.{' '}
          {mayEnd && (
            <a href={`/do/${END_FAMILY_LINK}?link=${id}&then=${then}`}>
              {endFamilyLink.label}
              <span className="nhsuk-u-visually-hidden"> of {address}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}
