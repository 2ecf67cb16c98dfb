import type { Agreement } from '../agreement/index.ts'
import type { SourceId, Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { FeedRow } from './feed-kind.ts'
import { sourcesApart } from './feeds.ts'

/** By which somebody may have items read again. */
export const REPLAY = {
  name: 'intake.replay',
  does: 'read again what could not be read',
} as const

type Asked = Pick<Place, 'whyNot'> & {
  readonly agreement?: { current(): Agreement | undefined }
}

/**
 * Whether the quarantine of a source is somebody's own: that of a feed of their party, and nobody else's. What no
 * clause names is no party's: whoever reads again for either side sees that it waits.
 */
export function isOwnSource(place: Asked, viewer: Viewer): (source: SourceId) => boolean {
  const parties = partiesOf(place.agreement?.current())
  const { organisation } = viewer.actor
  const apart = sourcesApart(place.agreement?.current())
  const mayReplay = place.whyNot(viewer, REPLAY.name) === undefined
  return (source) => {
    if (apart.includes(source)) return false
    const party = parties.get(source)
    return party === undefined ? mayReplay : party === organisation
  }
}

/** The clause of a feed that is another party's than whoever acts; whoever runs the machine acts for all of them. */
export function foreignFeed(
  agreement: Agreement | undefined,
  { actor }: Viewer,
  source: SourceId,
): FeedRow | undefined {
  const feed = agreement?.table<FeedRow>('feed').find(({ id }) => id === source)
  const isMachine = actor.organisation === ''
  return isMachine || feed?.party === actor.organisation ? undefined : feed
}

function partiesOf(agreement: Agreement | undefined): ReadonlyMap<SourceId, string> {
  return new Map((agreement?.table<FeedRow>('feed') ?? []).map(({ id, party }) => [id, party]))
}
