import type { AgreementRoom } from '../../agreement/index.ts'
import type { Errands } from '../../kernel/index.ts'
import type { FeedState, RecordDeps } from '../../record/index.ts'
import type { Concern } from '../../room.ts'
import type { Trail } from '../../trail/index.ts'

/** What `intake` announces when something has been received: lists on Today may have changed. */
export const ARRIVED = 'intake.received'

/** What Today is given of the rooms. */
export type TodayPlace = RecordDeps & {
  trail: RecordDeps['trail'] & Pick<Trail, 'status'>
  agreement: Pick<AgreementRoom, 'current'> & Partial<Pick<AgreementRoom, 'faults'>>
  feeds(): Promise<readonly FeedState[]>
  /** looks that were refused since then, and by how many people; where they are counted */
  refusedLooks?(since: Date): Promise<{ looks: number; people: number }>
  /** what the software should have done after what was done, and could not */
  errands?: Pick<Errands, 'undone'>
  /** what the rooms say that somebody must look at */
  concerns?(): Promise<readonly Concern[]>
}
