import type { Standing } from '../agreement/index.ts'
import type { FeedState } from '../record/index.ts'
import { capital, formatAgo, formatCount, formatDate, formatWait, plural } from '../shell/index.ts'
import type { TrailStatus } from '../trail/index.ts'

/** What is committed has its number within a second; much later than that, something is wrong. */
const UNNUMBERED_SECONDS_MAX = 60

/** What somebody who watches over the place is told, as it is read from the rooms. */
export type Watch = {
  standing?: Standing
  /** adoptions in the database that are not in effect */
  agreementFaults?: readonly { what: string }[]
  trail: TrailStatus
  feeds: readonly FeedState[]
  quarantined: number
  /** pairs of records that may be one person, for somebody to settle */
  doubts: number
  /** in the last seven days; absent where it is not counted */
  refused?: { looks: number; people: number }
}

/** One thing that needs somebody: what, since when or how bad, and where to go. */
export type Concern = {
  what: string
  since: string
  href?: string
  verb?: string
  alert: boolean
}

/** In order of the harm that is done if it is left. Pure. */
export function concernsOf(watch: Watch, now: Date): Concern[] {
  return [
    ...agreementConcerns(watch.standing, now),
    ...refusedAdoptions(watch.agreementFaults ?? []),
    ...logConcerns(watch.trail),
    ...watch.feeds.filter(({ late }) => late).map((feed) => lateFeed(feed, now)),
    ...refusedLooks(watch.refused),
    ...quarantine(watch.quarantined),
    ...doubtfulLinks(watch.doubts),
  ]
}

function agreementConcerns(standing: Standing | undefined, now: Date): Concern[] {
  const page = { href: '/agreement', verb: 'Read the agreement' }
  if (standing === undefined) {
    const since = 'Nobody is shown anything about anybody until both sides have signed one.'
    return [{ what: 'No agreement is in effect', since, alert: true, ...page }]
  }
  if (standing.stage === undefined) return []
  const since = `It ran until ${formatDate(standing.ends, now)}; what it allows ends step by step.`
  return [{ what: 'The agreement has run out', since, alert: true, ...page }]
}

function refusedAdoptions(faults: readonly { what: string }[]): Concern[] {
  return faults.map(({ what }) => ({
    what: 'Somebody has put an agreement into the database that is not in effect',
    since: what,
    href: '/agreement',
    verb: 'Read the agreement',
    alert: true,
  }))
}

/** In order: that nothing is signed any more, what contradicts the log, what is late and who is away. */
function logConcerns(trail: TrailStatus): Concern[] {
  const page = { href: '/trail', verb: 'See the log', alert: true }
  const found: Concern[] = []
  if (trail.halted !== undefined) {
    found.push({
      what: 'Nothing more is signed in the log',
      since: `${capital(trail.halted)}.`,
      ...page,
    })
  }
  for (const { name, objection } of trail.witnesses) {
    if (objection === undefined) continue
    found.push({ what: `${capital(name)} does not confirm the log`, since: objection, ...page })
  }
  if (trail.late) {
    const away = trail.witnesses.flatMap(({ name, away }) =>
      away ? [` ${capital(name)}: ${away}.`] : [],
    )
    found.push({
      what: 'The log is not confirmed in time',
      since: trail.words + away.join(''),
      ...page,
    })
  }
  if (trail.unnumberedSeconds > UNNUMBERED_SECONDS_MAX) {
    const since = `The oldest has waited ${formatWait(trail.unnumberedSeconds * 1000)}.`
    found.push({ what: 'What is written down gets no number in the log', since, ...page })
  }
  return found
}

function lateFeed(feed: FeedState, now: Date): Concern {
  const since = feed.lastArrivedAt
    ? `Last heard ${formatAgo(feed.lastArrivedAt, now)}. What it would have said is missing from every page.`
    : 'It has never sent anything.'
  return {
    what: `${capital(feed.name)} is late`,
    since,
    href: '/intake',
    verb: 'See the feeds',
    alert: true,
  }
}

function refusedLooks(refused: Watch['refused']): Concern[] {
  if (refused === undefined || refused.looks === 0) return []
  return [
    {
      what: `${plural(refused.looks, 'look was', 'looks were')} refused in the last week`,
      since: `By ${plural(refused.people, 'person', 'people')}. Each is in the log with its clause.`,
      alert: false,
    },
  ]
}

function quarantine(count: number): Concern[] {
  if (count === 0) return []
  return [
    {
      what: `${plural(count, 'item', 'items')} could not be read`,
      since: 'Kept as they came, with the reason. Nothing in them is on any page yet.',
      href: '/intake',
      verb: 'See what could not be read',
      alert: false,
    },
  ]
}

function doubtfulLinks(count: number): Concern[] {
  if (count === 0) return []
  return [
    {
      what: `${formatCount(count)} ${count === 1 ? 'pair of records' : 'pairs of records'} may be one person`,
      since: 'They stay apart until both sides have looked.',
      alert: false,
    },
  ]
}
