import type { AgreementRoom } from '../../agreement/index.ts'
import type { Viewer } from '../../kernel/index.ts'
import type { FeedState, ListedPerson, RecordDeps } from '../../record/index.ts'
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
  /** people with a service of the viewer's organisation and a stay now, each given as a look */
  ownInHospital?(viewer: Viewer): Promise<ListedPerson[]>
}
