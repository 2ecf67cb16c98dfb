import type { AgreementRoom } from '../agreement/index.ts'
import type { Databases, PersonId } from '../kernel/index.ts'
import { identitiesAfter } from '../people/index.ts'
import { totalsOf } from './clock.ts'
import { transferRule } from './clock-kind.ts'
import { countedStay } from './count-stays.ts'
import { fraction, plus, same, sumOf, WHOLE } from './fraction.ts'
import { minuteOf, shared } from './minute.ts'
import { type CountedShare, countedShares } from './queries.ts'
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
  agreement: Pick<AgreementRoom, 'current'>
  clock: { now(): Date }
}): Promise<Checked> {
  const db = databases.care.short
  const agreement = room.current()
  const rule = transferRule(agreement)
  const checked = { stays: 0, minutes: 0, breaches: [] as Breach[] }
  if (agreement === undefined || rule === undefined) return checked
  const now = clock.now()
  for (let after = BEFORE_ALL; ; ) {
    const ids = await identitiesAfter(db, after, AT_ONCE)
    if (ids.length === 0) return checked
    after = ids.at(-1)!
    const stays = await readStays(db, agreement, rule, ids, { now })
    const kept = await countedShares(db, ids)
    for (const read of stays) {
      checked.stays += 1
      const { minutes, breaches } = checkOne(read, minuteOf(now))
      checked.minutes += minutes
      checked.breaches.push(...breaches)
      const follows = countedStay(read, false).shares
      if (isAlike(kept.get(read.counted.id) ?? [], follows)) continue
      const what = 'What is counted of it is not what follows from what is known.'
      checked.breaches.push({ stay: read.counted.id, rule: 'counted', what })
    }
    for (const own of Map.groupBy(stays, ({ identityId }) => identityId).values()) {
      checked.breaches.push(...inTwoBeds(own))
    }
  }
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
