import type { ReactNode } from 'react'
import { AsideNote, AskTime, formatDateTime, type ListAddress } from '../../shell/index.ts'

/** What a list that can be shown as it was known needs of its address. */
export type ShownAddress = Pick<
  ListAddress,
  'at' | 'changedSince' | 'asNow' | 'knownAt' | 'asksKnownAt' | 'since'
>

export type KnownAtProps = {
  address: Pick<ShownAddress, 'asNow' | 'knownAt' | 'asksKnownAt' | 'since'>
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

/**
 * Above a whole list that is as it was known before; or that was asked for so, or for what has changed on it, in vain:
 * nobody takes one for the other.
 */
export function KnownThen({ address, knownAt, now, present = now }: KnownAtProps): ReactNode {
  if (knownAt === undefined && address.asksKnownAt) return <AsNowAfterAll {...address} />
  if (knownAt === undefined) return address.since === undefined ? null : <WholeAfterAll />
  return (
    <AsideNote>
      <strong>As it was known {formatDateTime(knownAt, present)}</strong>, of those whom you may see
      now. What was corrected since is not in it. <a href={address.asNow}>Show it as it is now</a>
    </AsideNote>
  )
}

function AsNowAfterAll({ knownAt, asNow }: KnownAtProps['address']): ReactNode {
  return (
    <AsideNote>
      <strong>This is the list as it is now.</strong>{' '}
      {knownAt === undefined
        ? 'The time in the address cannot be read: choose the day and time below the list.'
        : 'The time that was asked for is not over yet, and nothing can be shown as it will be known.'}{' '}
      <a href={asNow}>Leave the time out</a>
    </AsideNote>
  )
}

function WholeAfterAll(): ReactNode {
  return (
    <AsideNote>
      <strong>This is the whole list.</strong> What has changed on it cannot be told apart: you saw
      it too long ago, or too much has changed.
    </AsideNote>
  )
}

/** Below a list: the same list as it was known at a time. What else is chosen of it stays. */
export function AskKnownAt({ address, knownAt, now, present = now }: KnownAtProps): ReactNode {
  const kept = [...new URL(address.asNow, 'https://list.invalid').searchParams]
  const words = 'See this list as it was known before'
  return <AskTime words={words} kept={kept} at={knownAt} present={present} />
}
