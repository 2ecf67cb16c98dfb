import type { ReactNode } from 'react'
import { type ListAddress, ListChoice } from '../../shell/index.ts'

/** What can be chosen of the feeds; without any, all stand there, the late ones first. */
export const CHOICES = { show: ['late'], order: ['name', 'arrived'] } as const

export function Choices(props: {
  all: number
  late: number
  address: ListAddress<typeof CHOICES>
}): ReactNode {
  const { all, late, address } = props
  return (
    <>
      <ListChoice
        label="Which feeds"
        address={address}
        name="show"
        options={[
          { label: 'All', count: all },
          { value: 'late', label: 'Late', count: late },
        ]}
      />
      <ListChoice
        label="Order"
        address={address}
        name="order"
        options={[
          { label: 'Late first' },
          { value: 'arrived', label: 'Last arrived' },
          { value: 'name', label: 'Name' },
        ]}
      />
    </>
  )
}
