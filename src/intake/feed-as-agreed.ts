import type { Agreement } from '../agreement/index.ts'
import { feedReading } from './declared-reading.ts'
import type { FeedRow } from './feed-kind.ts'
import type { FeedReading } from './feed-reading.ts'
import { issuingOf } from './issuing.ts'

/** Why an item is in quarantine that nobody has tried to read. */
export const HELD =
  'no clause of the agreement names its feed, so it is shown to nobody until one does'

type Asked = {
  agreement?: { current(): Agreement | undefined }
  settings?: { placeFolder?: string }
}

/**
 * How a source is read: as its file declares, and as the agreement in effect lets it. What a clause once named and
 * names no more gives nothing further; what it gave while it was named was given rightly, and stays.
 */
export function feedAsAgreed({ agreement, settings }: Asked, source: string): FeedReading {
  const placeFolder = settings?.placeFolder
  const issuing = issuingOf(source, { agreement, placeFolder })
  const reading = { ...feedReading(source, placeFolder), issuing }
  // A place whose rooms are tried without an agreement takes all.
  if (agreement === undefined) return reading
  const current = agreement.current()
  const feed = current?.table<FeedRow>('feed').find(({ id }) => id === source)
  if (feed === undefined) return { ...reading, held: HELD }
  const codes = current!.parties.find(({ id }) => id === feed.party)?.codes ?? []
  return {
    ...reading,
    party: feed.party,
    codes,
    ...(feed.numbers === 'traced' && { traced: true }),
  }
}
