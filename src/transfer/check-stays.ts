import type { AgreementRoom } from '../agreement/index.ts'
import type { Databases, PersonId } from '../kernel/index.ts'
import { identitiesAfter } from '../people/index.ts'
import { classesOf } from '../record/index.ts'
import { totalsOf } from './clock.ts'
import { transferRule } from './clock-kind.ts'
import { countedStay } from './count-stays.ts'
import { fraction, plus, same, sumOf, WHOLE } from './fraction.ts'
import { minuteOf, shared } from './minute.ts'
import { type CountedShare, type CountedStay, countedShares } from './queries.ts'
import { keptStays } from './queries-check.ts'
import { type ReadStay, readStays } from './read-stays.ts'

export type Breach = { readonly stay: string; readonly rule: string; readonly what: string }
export type Checked = {
  readonly stays: number
  readonly minutes: number
  readonly breaches: Breach[]
}

const AT_ONCE = 500
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000' as PersonId

/**
 * Holds every clock to what must be so whatever was said: shares and what is unresolved make each minute whole, no
 * minute is counted twice or outside the stay, nobody has two at once, and what is counted is what follows from the
 * facts.
 */
export async function checkStays({
  databases,
  agreement: room,
  clock,
}: {
  databases: Pick<Databases, 'care'>
  agreement: Pick<AgreementRoom, 'current' | 'versions'>
  clock: { now(): Date }
}): Promise<Checked> {
  const db = databases.care.short
  const agreement = room.current()
  const rule = transferRule(agreement)
  const checked = { stays: 0, minutes: 0, breaches: [] as Breach[] }
  if (agreement === undefined || rule === undefined) return checked
  const now = clock.now()
  const plain: readonly string[] = classesOf(agreement).plain
  for (let after = BEFORE_ALL; ; ) {
    const ids = await identitiesAfter(db, after, AT_ONCE)
    if (ids.length === 0) return checked
    after = ids.at(-1)!
    const stays = await readStays(db, agreement, rule, ids, { now, texts: room.versions() })
    const [kept, rows] = [await countedShares(db, ids), await keptStays(db, ids)]
    const keptOf = new Map(rows.map((one) => [one.stayId, one.kept]))
    for (const read of stays) {
      checked.stays += 1
      const { minutes, breaches } = checkOne(read, minuteOf(now))
      checked.minutes += minutes
      checked.breaches.push(...breaches)
      const { id } = read.counted
      const follows = countedStay(read, !plain.includes(read.counted.dataClass))
      const isRight = isAlike(kept.get(id) ?? [], follows.shares)
      if (!isRight || keptOf.get(id) !== rowOf(follows, read)) checked.breaches.push(counted(id))
      kept.delete(id)
      keptOf.delete(id)
    }
    // What is kept of no stay that there is.
    for (const id of new Set([...kept.keys(), ...keptOf.keys()])) checked.breaches.push(counted(id))
    for (const own of Map.groupBy(stays, ({ identityId }) => identityId).values()) {
      checked.breaches.push(...inTwoBeds(own))
    }
  }
}

function counted(stay: string): Breach {
  const what = 'What is counted of it is not what follows from what is known.'
  return { stay, rule: 'counted', what }
}

/** In the order of the columns, as they are kept. */
function rowOf(one: CountedStay, { after }: ReadStay): string {
  const homes = after?.careHome.map(({ from, to = '' }) => `${from}/${to}`)
  const cameBack = after?.cameBack && new Date(after.cameBack).toISOString()
  const { eventIds, taskIds, organisation, unit, pathway, council } = one
  const { admittedAt, readyAt, leftAt, sensitive } = one
  const of = [organisation, unit, pathway, council, admittedAt, readyAt, leftAt, sensitive]
  const row = [eventIds, taskIds, ...of, after?.went, cameBack, after?.died, homes]
  return JSON.stringify(row.map((cell) => cell ?? null))
}

/** Alike whatever the order. */
function isAlike(a: readonly CountedShare[], b: readonly CountedShare[]): boolean {
  const [left, right] = [a, b].map((all) =>
    all.map((one) => Object.entries(one).sort().join()).sort(),
  )
  return left!.join('\n') === right!.join('\n')
}

function checkOne({ counted, stay, segments }: ReadStay, now: number) {
  const breaches: Breach[] = []
  const tell = (rule: string, what: string) => void breaches.push({ stay: counted.id, rule, what })
  let before = Number.NEGATIVE_INFINITY
  for (const { from, to, shares, unresolved } of segments) {
    const all = plus(sumOf(shares.map(({ share }) => share)), unresolved)
    if (!same(all, WHOLE)) tell('whole', 'The shares of some minutes do not make them whole.')
    if (from < before || from >= to) tell('once', 'Some minutes are counted twice.')
    if (from < (stay.admitted ?? from) || to > (stay.left ?? to)) {
      tell('within', 'Minutes before they came or after they left are counted.')
    }
    before = to
  }
  const { minutes, byHolder, unresolved } = totalsOf(segments, { from: 0, to: now })
  if (!same(plus(sumOf(byHolder.values()), unresolved), fraction(minutes, 1))) {
    tell('sum', 'What each held and what is unresolved do not sum to the minutes.')
  }
  return { minutes, breaches }
}

function inTwoBeds(stays: readonly ReadStay[]): Breach[] {
  return stays.flatMap((one, at) =>
    stays.slice(at + 1).flatMap((other) => {
      const both = one.segments.some((a) => other.segments.some((b) => shared(a, b) !== undefined))
      if (!both) return []
      const what = `Minutes of it are counted in the stay ${other.counted.id} as well.`
      return [{ stay: one.counted.id, rule: 'once', what }]
    }),
  )
}
