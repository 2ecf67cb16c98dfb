import type { PersonId } from '../kernel/index.ts'
import type { Basis } from './basis.ts'
import { byNumber } from './by-number.ts'
import { demographicsOf } from './demographics.ts'
import { differencesOf } from './differences.ts'
import { type Doubt, Doubts } from './doubt.ts'
import { doubtAlike } from './doubt-alike.ts'
import {
  alone,
  apartAcross,
  cannotBeOne,
  type Group,
  holdsApart,
  type KeyKind,
  membersOf,
  merge,
  type Record,
} from './group.ts'
import { allOf, matchKeysOf } from './keys.ts'
import { type Pair, pairsByPerson, saidKey } from './pair.ts'
import type { SourcePerson } from './person.ts'

/**
 * A value that more records of one source share than this is a placeholder or a mistake: in its mouth it identifies
 * nobody. What other sources say by it still counts: nobody’s number is made worthless by who writes it everywhere.
 */
export const COMMON = 50

/** A key in the mouth of a source. */
export function commonWord(key: string, source: string): string {
  return `${key} ${source}`
}

export type Identity = {
  /** the first of its source persons: while they stay together it is called by the same id */
  identityId: PersonId
  /** sorted */
  personIds: readonly PersonId[]
  /** by what each belongs here */
  basis: ReadonlyMap<PersonId, Basis>
}

export type Partition = { identities: readonly Identity[]; doubts: readonly Doubt[] }

/** What is known besides what sources say of each. */
export type Besides = {
  /** keys (`commonWord`) known to be shared by more than `COMMON` records of a source outside of those given */
  common?: ReadonlySet<string>
  /** what is said of two of them */
  pairs?: readonly Pair[]
}

/**
 * Who is who, as a pure function of the records and of what is said of pairs of them: their order does not matter, and
 * records that share no key do not affect one another, so that a part can be computed by itself.
 *
 * 1. Records with the same valid NHS number are one person where another demographic agrees (`by-number.ts`).
 * 2. A record without one joins where people said that it belongs, then where its own source has merged it with
 *    another.
 * 3. So does what is then left, where an identical identifier of the source that gives it out leads, or what whoever
 *    gives out NHS numbers answered when it was asked whose the record is, if that is one place.
 * 4. So does what is left then, by full name, birth date and postcode.
 * 5. So does what is left then, where the version of matching in effect says that it is likely (`match-version.ts`).
 *
 * Two different valid NHS numbers never meet in one identity, and neither do possible twins, or whom people said to be
 * two. What is not certain stays apart and is named in `doubts`, and so is what sources say differently of one person.
 */
export function partition(
  persons: readonly SourcePerson[],
  { common = new Set(), pairs = [] }: Besides = {},
): Partition {
  const { records, single } = readRecords(persons, common, pairs)
  const doubts = new Doubts()
  const numbered = byNumber(records, doubts)
  const loose = records.filter((record) => record.number === undefined).map(alone)
  const apart = records.filter((record) => record.numberIsCommon).map(alone)
  for (const record of records) if (record.ofTwo) doubts.add(record, 'key-of-two', [])
  for (const group of apart) doubts.add(group.members[0]!, 'number-common', [])
  const said = attach(numbered, loose, 'said', doubts)
  doubtJoins(said.anchors, 'said', doubts)
  const merged = attach(said.anchors, said.loose, 'merge', doubts)
  doubtJoins(merged.anchors, 'merge', doubts)
  const second = attach(merged.anchors, merged.loose, 'identifier', doubts)
  const third = attach(second.anchors, second.loose, 'name-birth-postcode', doubts)
  const fourth = attach(third.anchors, third.loose, 'matched', doubts)
  const held = [said, merged, second, third, fourth].flatMap((stage) => stage.held)
  const groups = [...fourth.anchors, ...fourth.loose, ...held, ...apart]
  doubtDifferences(groups, persons, doubts)
  const groupOf = groupsByPerson(groups)
  doubtShared(groupOf, pairs, doubts)
  doubtAlike(groupOf, pairs, doubts)
  const identities = [...groups.map(toIdentity), ...single.map(bySelf)].sort(byFirst)
  return { identities, doubts: doubts.list().filter((doubt) => !isDecided(doubt, groupOf, pairs)) }
}

/** `single`: those who share no key with anybody and raise no doubt, as most; nothing more of them need be known. */
function readRecords(
  persons: readonly SourcePerson[],
  common: ReadonlySet<string>,
  pairs: readonly Pair[],
): { records: Record[]; single: PersonId[] } {
  const sorted = [...persons].sort((a, b) => (a.personId < b.personId ? -1 : 1))
  const read = sorted.map((person) => {
    const keys = matchKeysOf(person)
    return { person, keys, all: allOf(keys) }
  })
  const counts = new Map<string, number>()
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const { all } of read) for (const key of all) count(key)
  const often = new Set([...counts].flatMap(([key, all]) => (all > COMMON ? [key] : [])))
  for (const { person, all } of read) {
    for (const key of all) if (often.has(key)) count(commonWord(key, person.source))
  }
  const paired = pairsByPerson(pairs)
  const isCommon = (key: string, source: string) =>
    common.size > 0 && common.has(commonWord(key, source))
  const isOwn = (key: string, source: string) => counts.get(key) === 1 && !isCommon(key, source)
  const whose = ({ person, all }: (typeof read)[number]) =>
    !person.ofTwo && !paired.has(person.personId) && all.every((key) => isOwn(key, person.source))
      ? 'single'
      : 'shared'
  const { single = [], shared = [] } = Object.groupBy(read, whose)
  const records = shared.map(({ person, keys }): Record => {
    const telling = (key: string) => {
      if (isCommon(key, person.source)) return false
      return !often.has(key) || (counts.get(commonWord(key, person.source)) ?? 0) <= COMMON
    }
    const { same, different, traced, likely } = paired.get(person.personId) ?? NOTHING_SAID
    return {
      personId: person.personId,
      demographics: demographicsOf(person),
      number: keys.nhsNumber,
      numberIsCommon: keys.nhsNumber !== undefined && !telling(keys.nhsNumber),
      ofTwo: person.ofTwo === true,
      traced: person.traced === true && isNameless(person),
      same,
      different,
      keys: {
        said: [...same].map((other) => saidKey(person.personId, other)),
        merge: keys.merges,
        identifier: [
          ...keys.identifiers.filter(telling),
          ...[...traced].map((other) => saidKey(person.personId, other)),
        ],
        'name-birth-postcode':
          keys.fallback !== undefined && telling(keys.fallback) ? [keys.fallback] : [],
        matched: [...likely].map((other) => saidKey(person.personId, other)),
      },
    }
  })
  return { records, single: single.map(({ person }) => person.personId) }
}

const NOBODY: ReadonlySet<PersonId> = new Set()
const NOTHING_SAID = { same: NOBODY, different: NOBODY, traced: NOBODY, likely: NOBODY }

function isNameless({ birthDate, family, given }: SourcePerson): boolean {
  return birthDate === undefined && family === undefined && given.length === 0
}

/**
 * Records whose NHS numbers differ, or contradict, and a source or people have said that they are one: somebody has
 * to look.
 */
function doubtJoins(anchors: readonly Group[], kind: 'said' | 'merge', doubts: Doubts): void {
  for (const holders of indexByKey(anchors, kind).values()) {
    if (holders.size < 2) continue
    const joined = [...holders.values()].flat()
    for (const member of joined) doubts.add(member, `${kind}-contradicted`, joined)
  }
}

/** What sources say differently of whom they know together. */
function doubtDifferences(
  groups: readonly Group[],
  persons: readonly SourcePerson[],
  doubts: Doubts,
): void {
  const several = groups.filter(({ members }) => members.length > 1)
  if (several.length === 0) return
  const byId = new Map(persons.map((person) => [person.personId, person]))
  for (const { members } of several) {
    const own = members.map(({ personId }) => byId.get(personId)!)
    for (const { reason, persons: telling } of differencesOf(own)) {
      doubts.add(telling[0]!, reason, telling)
    }
  }
}

type GroupOf = ReadonlyMap<PersonId, Group>

function groupsByPerson(groups: readonly Group[]): GroupOf {
  return new Map(
    groups.flatMap((group) => group.members.map(({ personId }) => [personId, group] as const)),
  )
}

/** Records to which their source gives one id of its own: where they are one person there is nothing to doubt. */
function doubtShared(groupOf: GroupOf, pairs: readonly Pair[], doubts: Doubts): void {
  for (const { a, b, says } of pairs) {
    if (says !== 'shares-item' || groupOf.get(a) === groupOf.get(b)) continue
    doubts.add({ personId: a }, 'item-shared', [{ personId: b }])
  }
}

/** People have said of all whom a doubt is about that they are different, as far as they are not one. */
function isDecided({ persons }: Doubt, groupOf: GroupOf, pairs: readonly Pair[]): boolean {
  const groups = [...new Set(persons.map((personId) => groupOf.get(personId)))]
  if (pairs.length === 0 || groups.length < 2) return false
  const apart = pairs.filter(({ says }) => says === 'different')
  return groups.every((one, at) =>
    groups.slice(at + 1).every((other) =>
      apart.some(({ a, b }) => {
        const said = [groupOf.get(a), groupOf.get(b)]
        return said.includes(one) && said.includes(other)
      }),
    ),
  )
}

type Attached = { anchors: Group[]; loose: Group[]; held: Group[] }

/**
 * Stages 2 to 4. Each round looks at what stood at the end of the last, all at once, so that no order
 * can matter; a group that two places claim is held apart and serves as a bridge for nobody.
 */
function attach(
  anchored: readonly Group[],
  unplaced: readonly Group[],
  kind: KeyKind,
  doubts: Doubts,
): Attached {
  let anchors = [...anchored]
  let loose = [...unplaced]
  const held: Group[] = []
  // Most have a number, and look for no place by anything else.
  const looks = ({ members }: Group) => members.some(({ keys }) => keys[kind].length > 0)
  for (let moved = loose.some(looks); moved; ) {
    const index = indexByKey(anchors, kind)
    const claims = new Map<Group, Group[]>()
    const next: Group[] = []
    for (const group of loose) {
      const found = placesFor(group, index, kind, doubts)
      if (found.length === 0) next.push(group)
      else if (found.length === 1) claims.set(found[0]!, [...(claims.get(found[0]!) ?? []), group])
      else {
        held.push(group)
        for (const member of group.members) doubts.add(member, 'ambiguous', membersOf(found))
      }
    }
    moved = claims.size > 0
    anchors = anchors.map((anchor) => admit(anchor, claims.get(anchor) ?? [], kind, held, doubts))
    loose = next
  }
  return { anchors, loose: amongThemselves(loose, kind, doubts), held }
}

function indexByKey(groups: readonly Group[], kind: KeyKind): Map<string, Map<Group, Record[]>> {
  const index = new Map<string, Map<Group, Record[]>>()
  for (const group of groups) {
    for (const member of group.members) {
      for (const key of member.keys[kind]) {
        const holders = index.get(key) ?? new Map<Group, Record[]>()
        holders.set(group, [...(holders.get(group) ?? []), member])
        index.set(key, holders)
      }
    }
  }
  return index
}

/** The anchors that share a key with the group and do not contradict it; a contradiction is a doubt. */
function placesFor(
  group: Group,
  index: Map<string, Map<Group, Record[]>>,
  kind: KeyKind,
  doubts: Doubts,
): Group[] {
  const fits = new Map<Group, boolean>()
  for (const member of group.members) {
    for (const key of member.keys[kind]) {
      for (const [anchor, holders] of index.get(key) ?? []) {
        const agrees =
          holders.every((holder) => !cannotBeOne(member, holder)) && !apartAcross(group, anchor)
        if (!agrees) doubts.add(member, 'contradicted', holders)
        fits.set(anchor, (fits.get(anchor) ?? true) && agrees)
      }
    }
  }
  return [...fits].filter(([, fit]) => fit).map(([anchor]) => anchor)
}

/** Twins may both claim the same place in the same round: then neither gets it. */
function admit(
  anchor: Group,
  claims: readonly Group[],
  kind: KeyKind,
  held: Group[],
  doubts: Doubts,
): Group {
  const twins = claims.filter((claim) =>
    claims.some((other) => other !== claim && apartAcross(claim, other)),
  )
  for (const twin of twins) {
    held.push(twin)
    for (const member of twin.members) doubts.add(member, 'ambiguous', anchor.members)
  }
  const admitted = claims.filter((claim) => !twins.includes(claim))
  return admitted.length === 0 ? anchor : merge([anchor, ...admitted], kind)
}

function amongThemselves(loose: readonly Group[], kind: KeyKind, doubts: Doubts): Group[] {
  const groupOf = new Map(loose.flatMap((group) => group.members.map((member) => [member, group])))
  const sharing = new Map<string, Record[]>()
  for (const member of groupOf.keys()) {
    for (const key of member.keys[kind]) sharing.set(key, [...(sharing.get(key) ?? []), member])
  }
  const near = new Map<Record, Set<Record>>()
  for (const holders of sharing.values()) {
    for (const a of holders) {
      for (const b of holders) {
        if (a === b) continue
        if (cannotBeOne(a, b)) doubts.add(a, 'contradicted', [b])
        else near.set(a, (near.get(a) ?? new Set()).add(b))
      }
    }
  }
  return joinNear(loose, groupOf, near, kind).map((groups) => merge(groups, kind))
}

function joinNear(
  loose: readonly Group[],
  groupOf: ReadonlyMap<Record, Group>,
  near: ReadonlyMap<Record, ReadonlySet<Record>>,
  kind: KeyKind,
): Group[][] {
  const left = new Set(loose)
  const joined: Group[][] = []
  for (const first of loose) {
    if (!left.delete(first)) continue
    const part = [first]
    for (const reached of part) {
      for (const member of reached.members) {
        for (const neighbour of near.get(member) ?? []) {
          const group = groupOf.get(neighbour)!
          if (left.delete(group)) part.push(group)
        }
      }
    }
    // A record without a first name can stand between twins: then its whole neighbourhood stays apart.
    const twins = holdsApart(part.flatMap((group) => [...group.members]))
    const apart = twins || (kind === 'matched' && isChain(part, near))
    joined.push(...(apart ? part.map((group) => [group]) : [part]))
  }
  return joined
}

/** Of the groups fewer than half of all pairs are likely: one likely pair does not make strangers one person. */
function isChain(part: readonly Group[], near: ReadonlyMap<Record, ReadonlySet<Record>>): boolean {
  const likely = part.flatMap((one, at) =>
    part
      .slice(at + 1)
      .filter((other) =>
        one.members.some((member) => other.members.some((b) => near.get(member)?.has(b))),
      ),
  )
  return likely.length * 4 < part.length * (part.length - 1)
}

function toIdentity({ members, basis }: Group): Identity {
  const personIds = members.map(({ personId }) => personId).sort()
  return { identityId: personIds[0]!, personIds, basis }
}

function bySelf(personId: PersonId): Identity {
  const basis = new Map<PersonId, Basis>([[personId, 'alone']])
  return { identityId: personId, personIds: [personId], basis }
}

function byFirst(a: Identity, b: Identity): number {
  return a.personIds[0]! < b.personIds[0]! ? -1 : 1
}
