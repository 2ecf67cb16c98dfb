import type { Basis } from './basis.ts'
import { givenNamesEqual, provenByNumber } from './demographics.ts'
import type { Doubts } from './doubt.ts'
import { cannotBeOne, type Group, holdsApart, holdsTwo, type Record } from './group.ts'

/**
 * Those of one valid NHS number who are one person. A number is typed, copied and forged: it joins records of two
 * sources only where a demographic agrees with it (`provenByNumber`), and records of one source where none
 * contradicts, because a source answers for the numbers that it gives. A record with a number alone so belongs to
 * what its own source says of that number, and else stays by itself; unless its source has traced it, as a clause says,
 * and says nothing of a person by it but what was done for whom the others know so.
 */
export function byNumber(records: readonly Record[], doubts: Doubts): Group[] {
  const groups: Group[] = []
  const sharing = Map.groupBy(
    records.filter((record) => record.number !== undefined && !record.numberIsCommon),
    (record) => record.number!,
  )
  for (const members of sharing.values()) {
    const parts = members.length === 1 ? [members] : partsWithTraced(members)
    if (parts.length > 1) {
      const reason = contradicted(parts) ? 'number-contradicted' : 'number-alone'
      for (const member of members) doubts.add(member, reason, members)
    }
    for (const part of parts) {
      const basis: Basis = part.length > 1 ? 'nhs-number' : 'alone'
      groups.push({ members: part, basis: new Map(part.map(({ personId }) => [personId, basis])) })
    }
  }
  return groups
}

/**
 * A traced number says nothing of anybody: it names whom the others know by it, where it is clear whom, and is a bridge
 * for nobody. It is clear where one of them has the same number of whoever gives it out (a council's own, beside an NHS
 * number that is another's), else where more sources know one so than any other.
 */
function partsWithTraced(members: readonly Record[]): Record[][] {
  const { traced = [], rest = [] } = Object.groupBy(members, (one) =>
    one.traced ? 'traced' : 'rest',
  )
  if (traced.length === 0 || rest.length === 0) return partsOf(members)
  const parts = partsOf(rest)
  const known = parts.map(
    (part) => new Set(part.map(({ demographics }) => demographics.source)).size,
  )
  const most = known.filter((count) => count === Math.max(...known)).length === 1
  const placeOf = ({ keys }: Record) => {
    const sharing = parts.flatMap((part, at) =>
      part.some((one) => one.keys.identifier.some((key) => keys.identifier.includes(key)))
        ? at
        : [],
    )
    if (sharing.length === 1) return sharing[0]
    return sharing.length === 0 && most ? known.indexOf(Math.max(...known)) : undefined
  }
  const places = new Map(traced.map((one) => [one, placeOf(one)]))
  const lost = traced.filter((one) => places.get(one) === undefined)
  const joined = parts.map((part, at) =>
    byId([...part, ...traced.filter((one) => places.get(one) === at)]),
  )
  return lost.length === 0 ? joined : [...joined, ...partsOf(lost)]
}

/** Some of those who stand apart cannot be one person; else nothing more was known of one of them. */
function contradicted(parts: readonly (readonly Record[])[]): boolean {
  return parts.some((part, at) =>
    parts.slice(at + 1).some((other) => part.some((a) => other.some((b) => cannotBeOne(a, b)))),
  )
}

function joined(a: Record, b: Record): boolean {
  if (cannotBeOne(a, b)) return false
  if (isSaid(a, b) || a.demographics.source === b.demographics.source) return true
  return proof(a, b) !== 'not'
}

/** At least two demographics agree, or people said so. */
function wellJoined(a: Record, b: Record): boolean {
  return joined(a, b) && (isSaid(a, b) || ['well', 'wholly'].includes(proof(a, b)))
}

function whollyJoined(a: Record, b: Record): boolean {
  return joined(a, b) && (isSaid(a, b) || proof(a, b) === 'wholly')
}

function verySame(a: Record, b: Record): boolean {
  return whollyJoined(a, b) && (isSaid(a, b) || givenNamesEqual(a.demographics, b.demographics))
}

function isSaid(a: Record, b: Record): boolean {
  return a.same.has(b.personId)
}

function proof(a: Record, b: Record) {
  return provenByNumber(a.demographics, b.demographics)
}

/**
 * A source that calls two people by one number says nothing by it of those whom the others know: what they hold
 * together stays together, and of its own records those join that fit there better than what stands against them.
 */
function partsOf(members: readonly Record[]): Record[][] {
  const parts = split(members)
  const own = Map.groupBy(members, ({ demographics }) => demographics.source)
  const { rest = [], two = [] } = Object.groupBy(members, ({ demographics }) =>
    holdsTwo(own.get(demographics.source)!) ? 'two' : 'rest',
  )
  if (two.length === 0 || rest.length < 2) return parts
  const held = split(rest)
  const stands = (part: readonly Record[]) =>
    parts.some((one) => part.every((member) => one.includes(member)))
  return held.every(stands) ? parts : joinedTo(held, two)
}

/** Each of `others` to the one part where it fits. Of two that cannot be one, and both fit there, neither does. */
function joinedTo(held: readonly (readonly Record[])[], others: readonly Record[]): Record[][] {
  let parts = held.map((part) => [...part])
  let left = [...others]
  const apart: Record[] = []
  for (const rule of [verySame, whollyJoined, wellJoined, joined]) {
    const fits = left.flatMap((record) => {
      const places = parts.filter(
        (part) =>
          part.some((member) => rule(record, member)) &&
          !part.some((member) => cannotBeOne(record, member)),
      )
      return places.length === 1 ? [{ record, part: places[0]! }] : []
    })
    const isSure = ({ record, part }: (typeof fits)[number]) =>
      !fits.some((other) => other.part === part && cannotBeOne(other.record, record))
    const joining = fits.filter(isSure)
    apart.push(...fits.filter((fit) => !isSure(fit)).map(({ record }) => record))
    left = left.filter((record) => !fits.some((fit) => fit.record === record))
    parts = parts.map((part) =>
      byId([...part, ...joining.flatMap((fit) => (fit.part === part ? fit.record : []))]),
    )
  }
  const alone = byId([...apart, ...left])
  return alone.length === 0 ? parts : [...parts, ...split(alone)]
}

function byId(records: readonly Record[]): Record[] {
  return records.toSorted((a, b) => (a.personId < b.personId ? -1 : 1))
}

/**
 * Connected parts of `members`. Somebody of whom little is known may stand between two who cannot be one: then only
 * those are joined of whom two things agree, then all three, then only where the first name is the very same, and at
 * last nobody is. A former name and names that were swapped contradict one another: they are one by the record that
 * agrees with both in two things.
 */
function split(members: readonly Record[]): Record[][] {
  let done: Record[][] = []
  let left: Record[][] = [[...members]]
  for (const [rule, holdsTwo] of STRICTER) {
    const parts = left.flatMap((part) => connected(part, rule))
    done = [...done, ...parts.filter((part) => !holdsTwo(part))]
    left = parts.filter(holdsTwo)
  }
  return done
}

const STRICTER: readonly [typeof joined, (part: readonly Record[]) => boolean][] = [
  [joined, (part) => holdsApart(part) || bridgesTwo(part)],
  [wellJoined, holdsApart],
  [whollyJoined, holdsApart],
  [verySame, holdsApart],
  [() => false, () => false],
]

/** Two of them cannot be one, and nothing holds them together but somebody of whom little is known. */
function bridgesTwo(part: readonly Record[]): boolean {
  if (!holdsTwo(part)) return false
  const parts = connected(part, wellJoined)
  return contradicted(parts)
}

function connected(
  members: readonly Record[],
  rule: (a: Record, b: Record) => boolean,
): Record[][] {
  const left = new Set(members)
  const parts: Record[][] = []
  for (const first of members) {
    if (!left.delete(first)) continue
    const part = [first]
    for (const reached of part) {
      for (const other of left) {
        if (!rule(reached, other)) continue
        left.delete(other)
        part.push(other)
      }
    }
    parts.push(byId(part))
  }
  return parts
}
