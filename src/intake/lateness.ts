import { capital } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'
import type { FeedRow } from './feed-kind.ts'
import type { FeedStateRow } from './queries.ts'
import type { LatenessRow } from './queries-lateness.ts'

/** Nothing new for longer than the agreement allows: a feed that never sent anything is late from the start. */
export function isLate(state: FeedStateRow | undefined, feed: FeedRow, now: Date): boolean {
  return state === undefined || now > falteringAt(state, feed)
}

/** Late for so long that by its clause what it told proves no tie any more; one that never spoke told nothing. */
export function isSilent(
  state: FeedStateRow | undefined,
  { holdsMs }: FeedRow,
  now: Date,
): boolean {
  if (state === undefined || holdsMs === undefined) return false
  return state.last_arrived_at.getTime() + holdsMs < now.getTime()
}

/** Until when the feed is not late, if nothing more comes. */
export function falteringAt(state: FeedStateRow, { everyMs }: FeedRow): Date {
  return new Date(state.last_arrived_at.getTime() + everyMs)
}

/** What was asked about this lateness, and not about an earlier one that has ended. */
export function askedAbout(
  row: LatenessRow | undefined,
  state: FeedStateRow | undefined,
): LatenessRow | undefined {
  if (row === undefined || state === undefined) return row
  return row.asked_at > state.last_arrived_at ? row : undefined
}

/** As it stands beside the feed; undefined where nobody was asked. */
export function explained(
  row: LatenessRow | undefined,
  feed: Pick<FeedRow, 'answers'>,
): string | undefined {
  if (row === undefined) return undefined
  const { says, expected_on } = row
  const whom = feed.answers?.post ?? 'its party'
  if (says === null)
    return `Asked why on ${formatFullDate(row.asked_at.toISOString())}; no answer yet.`
  const told = `${capital(whom)} says: “${says}”`
  return expected_on === null ? told : `${told} Expected on ${formatFullDate(expected_on)}.`
}
