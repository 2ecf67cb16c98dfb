import type { ReactNode } from 'react'
import { AskTime, formatDateTime, type ListAddress } from '../../shell/index.ts'

export type KnownAtProps = {
  address: Pick<ListAddress, 'asNow'>
  /** the list is as it was known then */
  knownAt?: Date
  /** the time that the list is of */
  now: Date
  /** where that is not now */
  present?: Date
}

/** Nothing can be asked as it will be known. */
export function pastOnly(at: Date | undefined, now: Date): Date | undefined {
  return at !== undefined && at < now ? at : undefined
}

/** Above a list that is as it was known before, so that nobody takes it for now. */
export function KnownThen({ address, knownAt, now, present = now }: KnownAtProps): ReactNode {
  if (knownAt === undefined) return null
  return (
    <div className="nhsuk-inset-text" role="note">
      <p>
        <strong>As it was known {formatDateTime(knownAt, present)}</strong>, of those whom you may
        see now. What was corrected since is not in it.{' '}
        <a href={address.asNow}>Show it as it is now</a>
      </p>
    </div>
  )
}

/** Below a list: the same list as it was known at a time. What else is chosen of it stays. */
export function AskKnownAt({ address, knownAt, now, present = now }: KnownAtProps): ReactNode {
  const kept = [...new URL(address.asNow, 'https://list.invalid').searchParams]
  const words = 'See this list as it was known before'
  return <AskTime words={words} kept={kept} at={knownAt} present={present} />
}
