import type { GrantRow } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import { addDays, type Clock, type Database, dayInLondon } from '../kernel/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { type LooksRow, looksOfParties } from './queries-looks.ts'

/** Over how many days looks are counted. */
export const LOOK_DAYS = 28

/** Looks, and the most people that they were at on one day: at least so many people are behind them. */
export type Looks = { readonly looks: number; readonly people: number }

/** What goes each way between parties: looks by one's staff at what the others give, and by theirs at what it gives. */
export type LooksBothWays = {
  gets(party: string): Looks
  given(party: string): Looks
}

export type LookPlace = {
  readonly databases: { readonly planning: Pick<Database, 'short'> }
  readonly clock: Clock
}

type Kept = { from: string; to: string; rows: readonly LooksRow[] }

/** Days that are over do not change: they are counted once in a process. */
const kept = new WeakMap<object, Kept>()

/**
 * Looks of the last four weeks, counted by party and clause without reading who was looked at. By the classes that the
 * clause opens it shows whose data it was: whoever gives one of them.
 */
export async function looksBothWays(
  place: LookPlace,
  agreement: Agreement,
): Promise<LooksBothWays> {
  const today = dayInLondon(place.clock.now())
  const rows = [
    ...(await pastLooks(place, today)),
    ...(await looksOfParties(place.databases.planning.short, today, addDays(today, 1))),
  ]
  return bothWays(rows, agreement)
}

/** Pure. */
export function bothWays(rows: readonly LooksRow[], agreement: Agreement): LooksBothWays {
  const feeds = agreement.table<FeedRow>('feed')
  const opened = new Map<string, ReadonlySet<string>>()
  for (const { clause, data } of agreement.table<GrantRow>('grant')) {
    opened.set(clause, new Set([...(opened.get(clause) ?? []), ...data]))
  }
  const givers = new Map<string, ReadonlySet<string>>()
  const apart = new Set(feeds.flatMap((feed) => feed.apart ?? []))
  for (const [clause, data] of opened) {
    // That anybody was looked at who is kept apart is told in no count.
    if ([...data].some((one) => apart.has(one))) continue
    const giving = feeds.filter(({ gives }) => gives.some((one) => data.has(one)))
    givers.set(clause, new Set(giving.map(({ party }) => party)))
  }
  const givenBy = ({ clause }: LooksRow) => givers.get(clause) ?? new Set<string>()
  return {
    gets: (party) =>
      sumOf(
        rows.filter(
          (row) => row.organisation === party && [...givenBy(row)].some((one) => one !== party),
        ),
      ),
    given: (party) =>
      sumOf(rows.filter((row) => row.organisation !== party && givenBy(row).has(party))),
  }
}

async function pastLooks(place: LookPlace, today: string): Promise<readonly LooksRow[]> {
  const { planning } = place.databases
  const from = addDays(today, 1 - LOOK_DAYS)
  const known = kept.get(planning)
  if (known?.from === from && known.to === today) return known.rows
  const rows = await looksOfParties(planning.short, from, today)
  kept.set(planning, { from, to: today, rows })
  return rows
}

function sumOf(rows: readonly LooksRow[]): Looks {
  return {
    looks: rows.reduce((sum, { looks }) => sum + looks, 0),
    people: Math.max(0, ...rows.map(({ people }) => people)),
  }
}
