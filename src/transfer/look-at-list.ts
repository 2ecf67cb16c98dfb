import type { Viewer } from '../kernel/index.ts'
import { type ListedPerson, lookAtStays, type RecordDeps, type Staying } from '../record/index.ts'
import type { ListPage } from '../shell/index.ts'
import { type ClockRule, totalsOf } from './clock.ts'
import { transferRule } from './clock-kind.ts'
import { type Minute, minuteOf } from './minute.ts'
import { type NextStep, nextStep } from './next-step.ts'
import { LEAVING } from './on-stay.ts'
import { type ReadStay, readStays } from './read-stays.ts'

export const STATES = ['all', 'ready', 'waiting'] as const
export type ListState = (typeof STATES)[number]

export type ListWanted = {
  readonly what: string
  /** `ready`: whoever can leave; `waiting`: of those, for whom something is open or nobody says what */
  readonly state?: ListState
  readonly ward?: string
  /** a party: only those for whom it holds something that is open */
  readonly holder?: string
  readonly at?: Date
  readonly page?: number
}

/** Somebody in hospital, with what must happen before they leave. */
export type Leaving = {
  readonly person: ListedPerson
  readonly read: ReadStay
  /** minutes for which they have waited, until now */
  readonly waited: number
  readonly next: NextStep | undefined
}

export type LeavingList = {
  readonly at: Date
  readonly people: readonly Leaving[]
  readonly page: ListPage
  /** of all whom the viewer may see, whatever is chosen of them */
  readonly inHospital: number
  readonly ready: number
  /** minutes for which those who are ready have waited, together */
  readonly waited: number
  readonly wards: readonly string[]
  readonly rule: ClockRule | undefined
}

/**
 * One list for everybody who helps somebody leave hospital: whom they may see, those who can leave first, the longest
 * wait at the top. Each person on the page is a look. `at`: as it was known then.
 */
export async function lookAtLeaving(
  deps: RecordDeps,
  viewer: Viewer,
  wanted: ListWanted,
): Promise<LeavingList> {
  const { what, at, page } = wanted
  const now = at ?? deps.clock.now()
  const agreement = deps.agreement.current()
  const rule = transferRule(agreement)
  const known = new Map<string, ReadStay>()
  const minute = minuteOf(now)
  let told = countsOf([], minute)
  const list = await lookAtStays(deps, viewer, { what, needs: LEAVING, at, page }, async (all) => {
    if (agreement === undefined || rule === undefined) return []
    const ids = all.map(({ identityId }) => identityId)
    const stays = await readStays(deps.databases.care.short, agreement, rule, ids, { now, at })
    const staying = all.flatMap((one) => {
      const read = openOf(one, stays)
      if (read !== undefined) known.set(one.identityId, read)
      return read === undefined ? [] : [{ one, read }]
    })
    told = countsOf([...known.values()], minute)
    return staying
      .filter(({ read }) => isWanted(read, wanted, minute))
      .sort((a, b) => byWait(a.read, b.read, minute))
      .map(({ one }) => one)
  })
  const people = list.people.map((person): Leaving => {
    const read = known.get(person.personId)!
    const next = nextStep(read.stay, read.places.hospital, agreement!.sides, rule!, minute)
    return { person, read, waited: waitedOf(read, minute), next }
  })
  return { at: now, people, page: list.page, ...told, rule }
}

/** The one that began last, of those that the viewer may know of: nobody is in two beds. */
function openOf({ identityId, stays: open }: Staying, stays: readonly ReadStay[]) {
  const ids = new Set(open.flat())
  return stays
    .filter(
      (one) => one.identityId === identityId && one.counted.eventIds.some((id) => ids.has(id)),
    )
    .sort((a, b) => (b.stay.admitted ?? 0) - (a.stay.admitted ?? 0))[0]
}

export function waitedOf({ segments }: ReadStay, now: Minute): number {
  return totalsOf(segments, { from: 0, to: now }).minutes
}

function isReady({ stay }: ReadStay, now: Minute): boolean {
  return stay.ready !== undefined && stay.ready.at <= now
}

function isWanted(
  read: ReadStay,
  { state = 'all', ward, holder }: ListWanted,
  now: Minute,
): boolean {
  const open = read.stay.tasks.filter((task) => task.closed === undefined)
  if (ward !== undefined && fold(read.counted.unit ?? '') !== fold(ward)) return false
  if (holder !== undefined && !open.some((task) => task.holders.includes(holder))) return false
  if (state === 'all') return true
  return isReady(read, now) && (state === 'ready' || waitedOf(read, now) > 0)
}

function fold(ward: string): string {
  return ward.trim().toLowerCase().replace(/\s+/g, ' ')
}

function countsOf(all: readonly ReadStay[], now: Minute) {
  const ready = all.filter((one) => isReady(one, now))
  return {
    inHospital: all.length,
    ready: ready.length,
    waited: ready.reduce((sum, one) => sum + waitedOf(one, now), 0),
    wards: [...new Set(all.flatMap(({ counted }) => counted.unit ?? []))].sort((a, b) =>
      a.localeCompare(b, 'en', { numeric: true }),
    ),
  }
}

function byWait(a: ReadStay, b: ReadStay, now: Minute): number {
  const [left, right] = [a, b].map((one) => waitedOf(one, now))
  const since = (one: ReadStay) => one.stay.admitted ?? 0
  return right! - left! || since(a) - since(b) || (a.identityId < b.identityId ? -1 : 1)
}
