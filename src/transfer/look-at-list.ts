import type { Agreement } from '../agreement/index.ts'
import {
  type NewsVersion,
  newsVersion,
  type PersonId,
  together,
  type Viewer,
} from '../kernel/index.ts'
import {
  changedSince,
  type ListedPerson,
  lookAtStays,
  type RecordDeps,
  type Staying,
} from '../record/index.ts'
import { type ListPage, PAGE_ROWS } from '../shell/index.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import type { Texts } from './eras.ts'
import { staysNow } from './kept-stays.ts'
import { LEAVING_NEWS, staysIn } from './leaving-news.ts'
import {
  countsOf,
  fits,
  inOrderOf,
  type ListFilter,
  type ListOffers,
  offersOf,
  type Worked,
} from './list-filter.ts'
import { knownThen, type TransferDeps } from './look-at-clock.ts'
import { DAY_MINUTES, lengthOf, type Minute, minuteOf, shared, timeOf } from './minute.ts'
import { type NextStep, nextStep } from './next-step.ts'
import { LEAVING } from './on-stay.ts'
import { type ReadStay, readStays } from './read-stays.ts'
import { type LastReview, lastReview } from './review.ts'

/** What was written for the next shift is read by the next two. */
const NOTES_MINUTES = DAY_MINUTES

export type ListWanted = ListFilter & {
  readonly what: string
  readonly at?: Date
  readonly page?: number
  /** of a page that is not there, nobody */
  readonly exactly?: boolean
}

/** Somebody in hospital, with what must happen before they leave. */
export type Leaving = {
  readonly person: ListedPerson
  readonly read: ReadStay
  /** `Bay 2, Bed 4` */
  readonly bed: string | undefined
  /** minutes for which they have waited, until now */
  readonly waited: number
  readonly next: NextStep | undefined
  readonly review: LastReview | undefined
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
  /** who has not been reviewed in this half of the day */
  readonly unreviewed: number
  readonly offers: ListOffers
  /** how far it was read: what changes later can be asked for by it */
  readonly version: NewsVersion
}

/** What has changed on a list since a version of it. */
export type LeavingChanges = {
  readonly at: Date
  readonly people: readonly Leaving[]
  /** stays of which something changed, and that are not on the list that was asked for */
  readonly gone: readonly string[]
  readonly version: NewsVersion
}

const NO_MINUTE = { from: 0, to: 0 }

type Now = {
  readonly agreement: Agreement
  readonly rule: TransferRule
  readonly now: Date
  readonly texts: Texts
}

/**
 * One list for everybody who helps somebody leave hospital: whom they may see, the longest wait at the top. Each person
 * on the page is a look. `at`: as it was known then.
 */
export async function lookAtLeaving(
  deps: TransferDeps,
  viewer: Viewer,
  { what, at: asAt, page, exactly, ...filter }: ListWanted,
): Promise<LeavingList> {
  const at = knownThen(asAt, deps.clock.now())
  const now = at ?? deps.clock.now()
  const version = await newsVersion(deps.databases.care.short)
  const known = new Map<PersonId, Worked>()
  const on = nowOf(deps, now)
  const asked = { what, needs: LEAVING, at, page, exactly, notesSince: notesSince(now) }
  const list = await lookAtStays(deps, viewer, asked, async (all) =>
    on === undefined ? [] : arrange(deps, all, known, filter, { ...on, at }),
  )
  const all = [...known.values()]
  const people = on === undefined ? [] : list.people.map((one) => leaving(one, known, on))
  const offers = offersOf(all.map(({ read }) => read))
  return { at: now, people, page: list.page, ...countsOf(all, minuteOf(now)), offers, version }
}

/**
 * What has changed on that list since a version: only of whom something changed is anybody asked, and only they are a
 * look. Undefined where it cannot be told, or is more than a page: then the list is asked for.
 */
export async function lookAtLeavingChanges(
  deps: TransferDeps,
  viewer: Viewer,
  { what, since, ...filter }: ListFilter & { what: string; since: NewsVersion },
): Promise<LeavingChanges | undefined> {
  const now = deps.clock.now()
  const on = nowOf(deps, now)
  const changed = await changedSince(together(deps.databases.care.short), since, LEAVING_NEWS)
  if (on === undefined || changed === undefined) return undefined
  const { version, keys, identities } = changed
  if (identities.length > PAGE_ROWS) return undefined
  const known = new Map<PersonId, Worked>()
  const asked = { what, needs: LEAVING, of: identities, notesSince: notesSince(now) }
  const { people } =
    identities.length === 0
      ? { people: [] }
      : await lookAtStays(deps, viewer, asked, (all) => arrange(deps, all, known, filter, on))
  const shown = people.map((one) => leaving(one, known, on))
  const here = new Set(shown.flatMap(({ read }) => read.counted.eventIds))
  const gone = new Set(keys.flatMap(staysIn).filter((id) => !here.has(id)))
  return { at: now, people: shown, gone: [...gone], version }
}

/** By the agreement that was in effect then. */
function nowOf(deps: TransferDeps, now: Date): Now | undefined {
  const agreement = deps.agreement.at(now)
  const rule = transferRule(agreement)
  return agreement === undefined || rule === undefined
    ? undefined
    : { agreement, rule, now, texts: deps.agreement.versions() }
}

function notesSince(now: Date): string {
  return timeOf(minuteOf(now) - NOTES_MINUTES).toISOString()
}

/** Who of these is on the list that is asked for, in its order; `known` gets what is worked out of each. */
async function arrange(
  deps: RecordDeps,
  all: readonly Staying[],
  known: Map<PersonId, Worked>,
  filter: ListFilter,
  { agreement, rule, now, texts, at }: Now & { at?: Date | undefined },
): Promise<Staying[]> {
  const ids = all.map(({ identityId }) => identityId)
  const stays =
    at === undefined
      ? await staysNow(deps.databases, agreement, rule, ids, now, texts)
      : await readStays(deps.databases.care.short, agreement, rule, ids, {
          now,
          at,
          alone: true,
          texts,
        })
  const staysBy = Map.groupBy(stays, ({ identityId }) => identityId)
  const minute = minuteOf(now)
  const staying = all.flatMap((one) => {
    const read = openOf(one, staysBy.get(one.identityId) ?? [])
    if (read === undefined) return []
    const worked = { read, waited: waitedOf(read, minute), bed: one.bed }
    known.set(one.identityId, worked)
    return [{ one, worked }]
  })
  const order = inOrderOf(filter.order)
  return staying
    .filter(({ worked }) => fits(worked, filter, minute))
    .sort((a, b) => order(a.worked, b.worked))
    .map(({ one }) => one)
}

function leaving(person: ListedPerson, known: ReadonlyMap<PersonId, Worked>, on: Now): Leaving {
  const worked = known.get(person.personId)!
  const { read } = worked
  const minute = minuteOf(on.now)
  const next = nextStep(read.stay, read.places.hospital, on.agreement.sides, on.rule, minute)
  return { person, ...worked, next, review: lastReview(read.facts, minute) }
}

/** The one that began last, of those that the viewer may know of: nobody is in two beds. */
function openOf({ stays: open }: Staying, stays: readonly ReadStay[]): ReadStay | undefined {
  const ids = new Set(open.flat())
  return stays
    .filter(({ counted }) => counted.eventIds.some((id) => ids.has(id)))
    .sort((a, b) => (b.stay.admitted ?? 0) - (a.stay.admitted ?? 0))[0]
}

export function waitedOf({ segments }: ReadStay, now: Minute): number {
  const until = { from: 0, to: now }
  return segments.reduce((sum, one) => sum + lengthOf(shared(one, until) ?? NO_MINUTE), 0)
}
