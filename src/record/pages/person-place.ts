import type { Trail } from '../../trail/index.ts'
import type { RecordDeps } from '../look-at-person.ts'

/** A feed as `intake` knows it; taken as an argument because that room lies below this one. */
export type FeedState = { name: string; lastArrivedAt?: string; late: boolean }

/** What the pages of this room are given. */
export type RecordPlace = RecordDeps & {
  trail: Pick<Trail, 'streamBundle'>
  /** the place's feeds, the same for everybody */
  feeds(): Promise<readonly FeedState[]>
}
