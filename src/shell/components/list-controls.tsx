import type { ReactNode } from 'react'
import { formatCount } from '../../kernel/index.ts'
import type { ListAddress } from '../list-address.ts'
import type { ListPage } from '../list-page.ts'
import { Paging } from './navigation.tsx'

/**
 * One thing that can be chosen of a list, as links: what is shown, or in which order. The first option without a
 * value is the list as usual.
 */
export function ListChoice(props: {
  /** 'From', 'Order' */
  label: string
  address: ListAddress
  name: string
  options: readonly { value?: string; label: string; count?: number }[]
}): ReactNode {
  const { label, address, name, options } = props
  const chosen = address.chosen(name)
  return (
    <nav aria-label={label}>
      <ul className="cc-toolbar">
        <li aria-hidden="true">{label}:</li>
        {options.map((option) => (
          <li key={option.label}>
            <a
              href={address.choose(name, option.value)}
              aria-current={option.value === chosen ? 'true' : undefined}
            >
              {option.label}
              {option.count !== undefined && ` (${formatCount(option.count)})`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The pages of a list that is looked at by its address. */
export function ListPaging(props: {
  label: string
  address: Pick<ListAddress, 'at'>
  page: ListPage
}): ReactNode {
  const { label, address, page } = props
  const { number, pages, from, to, of } = page
  return (
    <Paging
      label={label}
      position={`${formatCount(from)} to ${formatCount(to)} of ${formatCount(of)}`}
      previous={number > 1 ? address.at(number - 1) : undefined}
      next={number < pages ? address.at(number + 1) : undefined}
    />
  )
}
