import { DAY_MS } from '../kernel/index.ts'
import type { TimelineItem } from './timeline.ts'

const YEARS = 2
const WEEK_MS = 7 * DAY_MS

export type StripMark = { start: string; end?: string; open?: boolean; label: string }
export type StripLane = { label: string; side: string; marks: StripMark[] }
export type Strip = {
  /** YYYY-MM-DD */
  from: string
  to: string
  lanes: readonly StripLane[]
  counts: { stays: number; services: number; contacts: number }
}

/**
 * The last two years as lanes: what lasts is a bar, what happens is a dot. Lanes without a mark are left
 * out, so that an empty one never suggests that a feed was silent.
 */
export function stripOf(
  items: readonly TimelineItem[],
  now: Date,
  words: (item: TimelineItem) => string,
): Strip {
  const from = new Date(Date.UTC(now.getUTCFullYear() - YEARS, now.getUTCMonth(), now.getUTCDate()))
  const lanes = new Map<string, StripLane>()
  const counts = { stays: 0, services: 0, contacts: 0 }
  for (const item of items) {
    const ends = item.open ? now.getTime() : Date.parse(endOf(item) ?? '')
    if (item.startAt === undefined || !(ends >= from.getTime())) continue
    if (Date.parse(item.startAt) > now.getTime()) continue
    const { label, lasts } = laneOf(item)
    const key = `${item.side} ${label}`
    const lane = lanes.get(key) ?? { label, side: item.side, marks: [] }
    const end = lasts && !item.open ? endOf(item) : undefined
    lane.marks.push({ start: item.startAt, end, open: lasts && item.open, label: words(item) })
    lanes.set(key, lane)
    const counted = countedAs(item)
    if (counted !== undefined) counts[counted] += 1
  }
  const ordered = [...lanes.values()].map(byWeek).sort((a, b) => order(a) - order(b))
  return { from: day(from), to: day(now), lanes: ordered, counts }
}

/** Visits that come each day are in the list by the week, and are no contacts to be counted. */
function countedAs({ kind }: TimelineItem): keyof Strip['counts'] | undefined {
  if (kind === 'visit') return undefined
  if (kind === 'stay') return 'stays'
  return kind === 'service' || kind === 'residence' ? 'services' : 'contacts'
}

/** More marks than these lie on each other: those of a week become one, which says how many there are. */
const MARKS_MAX = 104

function byWeek(lane: StripLane): StripLane {
  if (lane.marks.length <= MARKS_MAX) return lane
  const [lasting, moments] = [true, false].map((lasts) =>
    lane.marks.filter(({ open, end }) => (open === true || end !== undefined) === lasts),
  ) as [StripMark[], StripMark[]]
  const weeks = Map.groupBy(moments, ({ start }) => Math.floor(Date.parse(start) / WEEK_MS))
  const marks = [...weeks.values()].map(([first, ...more]): StripMark => {
    if (more.length === 0) return first!
    return { ...first!, label: `${first!.label}, and ${more.length} more within the week` }
  })
  return { ...lane, marks: [...lasting, ...marks] }
}

const LANES = [
  'Hospital stays',
  'A&E',
  'Services',
  'Care home',
  'Home care visits',
  'Contacts',
  'Assessments',
  'Treatments',
]

function laneOf({ kind }: TimelineItem): { label: string; lasts: boolean } {
  if (kind === 'stay') return { label: 'Hospital stays', lasts: true }
  if (kind === 'service') return { label: 'Services', lasts: true }
  if (kind === 'residence') return { label: 'Care home', lasts: true }
  if (kind === 'visit') return { label: 'Home care visits', lasts: true }
  if (kind === 'attendance') return { label: 'A&E', lasts: false }
  if (kind === 'assessment' || kind === 'review') return { label: 'Assessments', lasts: false }
  if (kind === 'procedure' || kind === 'immunisation') return { label: 'Treatments', lasts: false }
  return { label: 'Contacts', lasts: false }
}

/** What an old return says goes on is drawn to the day of the return. */
function endOf({ endAt, lastTold, startAt }: TimelineItem): string | undefined {
  return endAt ?? lastTold ?? startAt
}

function order({ label, side }: StripLane): number {
  return LANES.indexOf(label) * 10 + (side === '' ? 1 : 0)
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
