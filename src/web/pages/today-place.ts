import type { AgreementRoom } from '../../agreement/index.ts'
import type { Viewer } from '../../kernel/index.ts'
import type { FeedState, FigurePlace, RecordDeps } from '../../record/index.ts'
import type { Concern, Place, TodayLine } from '../../room.ts'
import type { Trail } from '../../trail/index.ts'

/** What Today is given of the rooms. */
export type TodayPlace = RecordDeps &
  FigurePlace & {
    trail: RecordDeps['trail'] & Pick<Trail, 'status'>
    agreement: Pick<AgreementRoom, 'current'>
    feeds(): Promise<readonly FeedState[]>
    /** why somebody may not do an action; undefined where they may */
    whyNot: Place['whyNot']
    /** what waits for a viewer, as the rooms say it */
    today(viewer: Viewer): Promise<readonly TodayLine[]>
    /** what the rooms say that somebody must look at, with links to what the viewer may open */
    concerns(viewer: Viewer): Promise<readonly Concern[]>
  }
