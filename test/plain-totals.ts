import { dayInLondon, type PersonId, startOfLondonDay } from '../src/kernel/index.ts'
import { identitiesAfter } from '../src/people/index.ts'
import { classesOf } from '../src/record/index.ts'
import { transferRule } from '../src/transfer/clock-kind.ts'
import type { SplitBy } from '../src/transfer/count-totals.ts'
import { type ReadStay, readStays } from '../src/transfer/read-stays.ts'
import { reasonOf } from '../src/transfer/reason-list.ts'
import type { OpenedPlace } from './open-place.ts'
import { PARTS, type PlainMinute, type PlainStay, plainly } from './transfer-evaluator.ts'

/**
 * What `transfer totals` counts once more, minute by minute and as plainly as it can be said, from the facts and from
 * nothing that is kept: for tests alone.
 */
export type PlainTotal = {
  stays: number
  minutes: number
  bedDays: number
  unresolved: number
}

export type PlainRead = {
  read: ReadStay
  minutes: readonly PlainMinute[]
  ethnicGroup: string
}

/** Every stay of the place with its minutes from one moment up to another. */
export async function plainMinutes(
  { place }: OpenedPlace,
  from: number,
  to: number,
): Promise<PlainRead[]> {
  const db = place.databases.care.short
  const agreement = place.agreement.current()!
  const rule = transferRule(agreement)!
  const nobody = '00000000-0000-0000-0000-000000000000' as PersonId
  const ids = await identitiesAfter(db, nobody, 10_000)
  const stays = await readStays(db, agreement, rule, ids, { now: place.clock.now() })
  const { rows } = await place.databases.owner.short.query<{ id: string; ethnic_group: string }>(
    `select m.person_id as id, p.ethnic_group from planning.member m join planning.person p
      on p.person = m.person`,
  )
  const groups = new Map(rows.map((row) => [row.id, row.ethnic_group]))
  const plain = classesOf(agreement).plain as readonly string[]
  return stays
    .filter(({ counted }) => plain.includes(counted.dataClass))
    .map((read) => ({
      read,
      minutes: plainly(plainStay(read, stays), rule, from, to),
      ethnicGroup: groups.get(read.identityId) ?? '',
    }))
}

function plainStay(read: ReadStay, all: readonly ReadStay[]): PlainStay {
  const minute = (moment: string) => Math.floor(Date.parse(moment) / 60_000)
  const spanOf = ({ counted }: ReadStay) => ({
    from: minute(counted.start!),
    to: counted.end === undefined ? Number.POSITIVE_INFINITY : minute(counted.end),
  })
  const own = spanOf(read)
  const later = all
    .filter((one) => one.identityId === read.identityId && one !== read)
    .map(spanOf)
    .filter((span) => span.from > own.from)
  return {
    admitted: own.from,
    ...(read.counted.end === undefined ? {} : { left: own.to }),
    over: read.counted.status === 'finished',
    later,
    facts: read.facts,
    contests: read.stay.waiting.contests,
  }
}

/** By key; what too few share for a view of the planning schema is `other`. */
export function plainTotals(all: readonly PlainRead[], by: SplitBy): Map<string, PlainTotal> {
  const units = few(all.map(({ read }) => [read.counted.unit ?? '', read.identityId]))
  const held = few(
    all.flatMap(({ read }) =>
      read.segments.flatMap(({ shares }) =>
        shares.map(({ holder }) => [holder, read.identityId] as const),
      ),
    ),
  )
  const totals = new Map<string, PlainTotal>()
  for (const { read, minutes, ethnicGroup } of all) {
    const seen = new Set<string>()
    for (const minute of minutes) {
      const resolved = [...minute.shares.values()].reduce((sum, one) => sum + one, 0)
      const open = (PARTS - resolved) / PARTS
      for (const [key, part] of partsBy(minute, open)) {
        const total = totals.get(key) ?? { stays: 0, minutes: 0, bedDays: 0, unresolved: 0 }
        totals.set(key, total)
        if (!seen.has(key)) total.stays += 1
        seen.add(key)
        total.minutes += part
        if (isMidnight(minute.at)) total.bedDays += part
        total.unresolved += by === 'holder' ? (key === 'nobody' ? part : 0) : part * open
      }
    }

    function partsBy({ shares, kinds, reasons }: PlainMinute, open: number): [string, number][] {
      if (by === 'holder') {
        const own = [...shares].map(([holder, parts]): [string, number] => {
          return [held.has(holder) ? 'other' : holder, parts / PARTS]
        })
        return open === 0 ? own : [...own, ['nobody', open]]
      }
      const evenly = (keys: readonly string[]) =>
        (keys.length === 0 ? ['nobody'] : keys).map((key): [string, number] => {
          return [key, 1 / Math.max(1, keys.length)]
        })
      const { counted, places } = read
      if (by === 'task') return evenly([...kinds])
      if (by === 'reason') {
        return evenly([...new Set([...reasons].map((one) => reasonOf(one)?.words ?? 'other'))])
      }
      if (by === 'group') return [[ethnicGroup, 1]]
      if (by === 'pathway') return [[counted.pathway ?? 'nobody', 1]]
      if (by === 'council')
        return [[places.councils.length > 1 ? 'several' : (places.councils[0] ?? 'nobody'), 1]]
      const { unit } = counted
      return [[unit === undefined ? 'nobody' : units.has(unit) ? 'other' : unit, 1]]
    }
  }
  return totals
}

const LEAST = 10

function few(shared: readonly (readonly [string, PersonId])[]): ReadonlySet<string> {
  const byKey = Map.groupBy(shared, ([key]) => key)
  return new Set(
    [...byKey]
      .filter(([, all]) => new Set(all.map(([, person]) => person)).size < LEAST)
      .map(([key]) => key),
  )
}

function isMidnight(at: number): boolean {
  const moment = new Date(at * 60_000)
  return startOfLondonDay(dayInLondon(moment)).getTime() === moment.getTime()
}
