import type { Refusal, Viewer } from '../../kernel/index.ts'
import type { Trail } from '../../trail/index.ts'
import type { FeedState } from '../feed-state.ts'
import type { RecordDeps } from '../look-at-person.ts'

/** What the pages of this room are given. */
export type RecordPlace = RecordDeps & {
  trail: Pick<Trail, 'streamBundle' | 'exportBundle'>
  /** the place's feeds, the same for everybody */
  feeds(): Promise<readonly FeedState[]>
  /** why somebody may not do something; undefined where they may */
  whyNot(viewer: Viewer, action: string): Refusal | undefined
}
