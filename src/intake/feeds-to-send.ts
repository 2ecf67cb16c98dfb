import type { Viewer } from '../kernel/index.ts'
import type { FeedRow } from './feed-kind.ts'
import type { IntakePlace } from './receive-items.ts'

export const SEND = { name: 'intake.send', does: 'send in files of a feed of their own' } as const

/** The feeds for which somebody may send files in: those of their own organisation whose clause allows it. */
export function feedsToSend(
  { agreement }: Pick<IntakePlace, 'agreement'>,
  { actor }: Viewer,
): FeedRow[] {
  const feeds = agreement?.current()?.table<FeedRow>('feed') ?? []
  return feeds.filter(
    ({ party, uploadBytes }) => party === actor.organisation && uploadBytes !== undefined,
  )
}
