import { DAY_MINUTES, type Minute } from './minute.ts'
import type { ReadStay } from './read-stays.ts'
import { lastReview } from './review.ts'
import { TASK_KINDS, type TaskKind } from './task-kind.ts'

export const STATES = ['all', 'ready', 'waiting'] as const
export type ListState = (typeof STATES)[number]

/** By which a list is ordered: the longest wait, the bed, the day on which they are expected to leave. */
export const ORDERS = ['wait', 'bed', 'expected'] as const
export type ListOrder = (typeof ORDERS)[number]

export const WAITS_DAYS = ['1', '3', '7', '14', '21'] as const
/** a way home that nobody has said; of holders and councils, nobody */
export const NONE = 'none'
export const WAYS = ['0', '1', '2', '3', NONE] as const

/** Which of those in hospital somebody wants to see, and in which order. */
export type ListFilter = {
  /** `ready`: whoever can leave; `waiting`: of those, for whom something is open or nobody says what */
  readonly state?: ListState | undefined
  readonly ward?: string | undefined
  /** a party: only those for whom it holds something that is open; `none`: for whom something is nobody's */
  readonly holder?: string | undefined
  readonly pathway?: string | undefined
  /** a party; `none`: nothing tells whose they are */
  readonly council?: string | undefined
  readonly task?: TaskKind | undefined
  /** only those who have waited for more days than these */
  readonly waits?: number | undefined
  /** only those who have not been reviewed in this half of the day */
  readonly unreviewed?: boolean | undefined
  /** only those who can leave, or for whom something is open */
  readonly busy?: boolean | undefined
  readonly order?: ListOrder | undefined
}

/** What is worked out of a stay for the list. */
export type Worked = {
  readonly read: ReadStay
  readonly waited: number
  readonly bed: string | undefined
}

export function isReady({ stay }: ReadStay, now: Minute): boolean {
  return stay.ready !== undefined && stay.ready.at <= now
}

/** Pure: whether somebody is on the list that is asked for. */
export function fits({ read, waited }: Worked, wanted: ListFilter, now: Minute): boolean {
  const { state = 'all', ward, holder, pathway, council, task, waits, unreviewed, busy } = wanted
  const { stay, counted, places } = read
  const open = stay.tasks.filter(({ closed, opened }) => closed === undefined && opened <= now)
  const holds = (holders: readonly string[]) =>
    holder === NONE ? holders.length === 0 : holders.includes(holder!)
  if (ward !== undefined && fold(counted.unit ?? '') !== fold(ward)) return false
  if (holder !== undefined && !open.some(({ holders }) => holds(holders))) return false
  if (task !== undefined && !open.some(({ kind }) => kind === task)) return false
  if (pathway !== undefined && (counted.pathway ?? NONE) !== pathway) return false
  if (council !== undefined && !isOf(places.councils, council)) return false
  if (waits !== undefined && waited <= waits * DAY_MINUTES) return false
  if (unreviewed && lastReview(read.facts, now)?.due === false) return false
  if (busy && !isReady(read, now) && open.length === 0) return false
  if (state === 'all') return true
  return isReady(read, now) && (state === 'ready' || waited > 0)
}

function isOf(councils: readonly string[], council: string): boolean {
  return council === NONE ? councils.length === 0 : councils.includes(council)
}

function fold(ward: string): string {
  return ward.trim().toLowerCase().replace(/\s+/g, ' ')
}

/** Pure: who comes first; of two who are alike there, whoever has waited longer, and else one of them always. */
export function inOrderOf(order: ListOrder = 'wait'): (a: Worked, b: Worked) => number {
  const alike = (a: Worked, b: Worked) =>
    b.waited - a.waited || since(a) - since(b) || (a.read.identityId < b.read.identityId ? -1 : 1)
  if (order === 'bed') return (a, b) => byNumber(bedOf(a), bedOf(b)) || alike(a, b)
  if (order === 'expected') {
    return (a, b) =>
      (expectedOf(a) < expectedOf(b) ? -1 : +(expectedOf(a) > expectedOf(b))) || alike(a, b)
  }
  return alike
}

function since({ read }: Worked): number {
  return read.stay.admitted ?? 0
}

function bedOf({ read, bed = '' }: Worked): string {
  return `${read.counted.unit ?? ''} ${bed}`
}

/** Whoever has no date comes last. */
function expectedOf({ read }: Worked): string {
  return read.stay.expected.at(-1)?.at ?? '9'
}

/** Ward 2 before Ward 10. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare

/** What can be chosen of a list: what stands on it, whatever is chosen of it. */
export type ListOffers = {
  readonly wards: readonly string[]
  readonly holders: readonly string[]
  readonly councils: readonly string[]
  readonly tasks: readonly TaskKind[]
}

export function offersOf(all: readonly ReadStay[]): ListOffers {
  const open = all.flatMap(({ stay }) => stay.tasks.filter(({ closed }) => closed === undefined))
  const kinds = new Set(open.map(({ kind }) => kind))
  return {
    wards: sorted(all.flatMap(({ counted }) => counted.unit ?? [])),
    holders: sorted(open.flatMap(({ holders }) => holders)),
    councils: sorted(all.flatMap(({ places }) => places.councils)),
    tasks: TASK_KINDS.filter((kind) => kinds.has(kind)),
  }
}

function sorted(words: readonly string[]): string[] {
  return [...new Set(words)].sort(byNumber)
}

/** How many of them can leave and have not been reviewed; minutes for which they have waited, together. */
export function countsOf(all: readonly Worked[], now: Minute) {
  const ready = all.filter(({ read }) => isReady(read, now))
  return {
    inHospital: all.length,
    ready: ready.length,
    waited: ready.reduce((sum, { waited }) => sum + waited, 0),
    unreviewed: all.filter(({ read }) => lastReview(read.facts, now)?.due !== false).length,
  }
}
