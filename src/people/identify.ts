import type { PersonId } from '../kernel/index.ts'
import type { Basis } from './basis.ts'
import {
  clash,
  contradict,
  type Demographics,
  demographicsOf,
  givenNamesEqual,
  givenNamesMatch,
  mayBeTwins,
} from './demographics.ts'
import { allOf, matchKeysOf } from './keys.ts'
import type { SourcePerson } from './person.ts'

/** A value that more source persons share than this is a placeholder or a mistake: it identifies nobody. */
export const COMMON = 50

export type Identity = {
  /** the first of its source persons: while they stay together it is called by the same id */
  identityId: PersonId
  /** sorted */
  personIds: readonly PersonId[]
  /** by what each belongs here */
  basis: ReadonlyMap<PersonId, Basis>
}

/** What a person has to look at, because the rules did not dare to decide. */
export type Doubt = {
  personId: PersonId
  reason:
    | 'number-contradicted'
    | 'number-common'
    | 'merge-contradicted'
    | 'ambiguous'
    | 'contradicted'
    /** the source gives one id of its own to both: it is settled by the source, or by people */
    | 'item-shared'
    /** the source has called somebody else by the same key */
    | 'key-of-two'
  /** the other records that it may or may not be the same as; sorted */
  others: readonly PersonId[]
}

export type Partition = { identities: readonly Identity[]; doubts: readonly Doubt[] }

/**
 * Who is who, as a pure function of the records: their order does not matter, and records that share no
 * key do not affect one another, so that a part can be computed by itself.
 *
 * 1. Records with the same valid NHS number are one person, unless their demographics contradict.
 * 2. A record without one joins where its own source has merged it with another.
 * 3. So does what is then left, where an identical source identifier leads, if that is one place.
 * 4. So does what is left then, by full name, birth date and postcode.
 *
 * Two different valid NHS numbers never meet in one identity, and neither do possible twins. What is
 * not certain stays apart and is named in `doubts`.
 *
 * @param common keys known to be shared by more than `COMMON` records outside of `persons`
 */
export function partition(
  persons: readonly SourcePerson[],
  common: ReadonlySet<string> = new Set(),
): Partition {
  const { records, single } = readRecords(persons, common)
  const doubts = new Doubts()
  const numbered = byNumber(records, doubts)
  const loose = records.filter((record) => record.number === undefined).map(alone)
  const apart = records.filter((record) => record.numberIsCommon).map(alone)
  for (const record of records) if (record.ofTwo) doubts.add(record, 'key-of-two', [])
  for (const group of apart) doubts.add(group.members[0]!, 'number-common', [])
  const merged = attach(numbered, loose, 'merge', doubts)
  doubtMerges(merged.anchors, doubts)
  const second = attach(merged.anchors, merged.loose, 'identifier', doubts)
  const third = attach(second.anchors, second.loose, 'name-birth-postcode', doubts)
  const held = [...merged.held, ...second.held, ...third.held]
  const groups = [...third.anchors, ...third.loose, ...held, ...apart]
  const identities = [...groups.map(toIdentity), ...single.map(bySelf)].sort(byFirst)
  return { identities, doubts: doubts.list() }
}

type Record = {
  personId: PersonId
  demographics: Demographics
  number: string | undefined
  numberIsCommon: boolean
  ofTwo: boolean
  keys: {
    merge: readonly string[]
    identifier: readonly string[]
    'name-birth-postcode': readonly string[]
  }
}

type Group = { members: readonly Record[]; basis: ReadonlyMap<PersonId, Basis> }

/** `single`: those who share no key with anybody and raise no doubt, as most; nothing more of them need be known. */
function readRecords(
  persons: readonly SourcePerson[],
  common: ReadonlySet<string>,
): { records: Record[]; single: PersonId[] } {
  const sorted = [...persons].sort((a, b) => (a.personId < b.personId ? -1 : 1))
  const read = sorted.map((person) => {
    const keys = matchKeysOf(person)
    return { person, keys, all: allOf(keys) }
  })
  const counts = new Map<string, number>()
  for (const { all } of read) for (const key of all) counts.set(key, (counts.get(key) ?? 0) + 1)
  const isOwn = (key: string) => counts.get(key) === 1 && !common.has(key)
  const whose = ({ person, all }: (typeof read)[number]) =>
    !person.ofTwo && all.every(isOwn) ? 'single' : 'shared'
  const telling = (key: string) => !common.has(key) && counts.get(key)! <= COMMON
  const { single = [], shared = [] } = Object.groupBy(read, whose)
  const records = shared.map(({ person, keys }) => ({
    personId: person.personId,
    demographics: demographicsOf(person),
    number: keys.nhsNumber,
    numberIsCommon: keys.nhsNumber !== undefined && !telling(keys.nhsNumber),
    ofTwo: person.ofTwo === true,
    keys: {
      merge: keys.merges,
      identifier: keys.identifiers.filter(telling),
      'name-birth-postcode':
        keys.fallback !== undefined && telling(keys.fallback) ? [keys.fallback] : [],
    },
  }))
  return { records, single: single.map(({ person }) => person.personId) }
}

/** Stage 1. */
function byNumber(records: readonly Record[], doubts: Doubts): Group[] {
  const groups: Group[] = []
  const sharing = Map.groupBy(
    records.filter((record) => record.number !== undefined && !record.numberIsCommon),
    (record) => record.number!,
  )
  for (const members of sharing.values()) {
    const parts = split(members, (a, b) => !contradict(a.demographics, b.demographics))
    if (parts.length > 1) {
      for (const member of members) doubts.add(member, 'number-contradicted', members)
    }
    for (const part of parts) {
      const basis: Basis = part.length > 1 ? 'nhs-number' : 'alone'
      groups.push({ members: part, basis: new Map(part.map(({ personId }) => [personId, basis])) })
    }
  }
  return groups
}

/**
 * Connected parts of `members`. A part that holds possible twins falls apart further: first only an
 * agreeing first name joins, then only the very same one, and at last nothing does.
 */
function split(members: readonly Record[], joined: (a: Record, b: Record) => boolean): Record[][] {
  const stricter = [
    joined,
    (a: Record, b: Record) => joined(a, b) && givenNamesMatch(a.demographics, b.demographics),
    (a: Record, b: Record) => joined(a, b) && givenNamesEqual(a.demographics, b.demographics),
    () => false,
  ]
  let done: Record[][] = []
  let left: Record[][] = [[...members]]
  for (const rule of stricter) {
    const parts = left.flatMap((part) => connected(part, rule))
    done = [...done, ...parts.filter((part) => !holdsTwins(part))]
    left = parts.filter(holdsTwins)
  }
  return done
}

function holdsTwins(members: readonly Record[]): boolean {
  return members.some((a, index) =>
    members.slice(index + 1).some((b) => mayBeTwins(a.demographics, b.demographics)),
  )
}

function connected(
  members: readonly Record[],
  joined: (a: Record, b: Record) => boolean,
): Record[][] {
  const left = new Set(members)
  const parts: Record[][] = []
  for (const first of members) {
    if (!left.delete(first)) continue
    const part = [first]
    for (const reached of part) {
      for (const other of left) {
        if (!joined(reached, other)) continue
        left.delete(other)
        part.push(other)
      }
    }
    parts.push(part.sort((a, b) => (a.personId < b.personId ? -1 : 1)))
  }
  return parts
}

/** A source that has merged two records whose NHS numbers differ, or contradict: somebody has to look. */
function doubtMerges(anchors: readonly Group[], doubts: Doubts): void {
  for (const holders of indexByKey(anchors, 'merge').values()) {
    if (holders.size < 2) continue
    const merged = [...holders.values()].flat()
    for (const member of merged) doubts.add(member, 'merge-contradicted', merged)
  }
}

type KeyKind = keyof Record['keys']
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
  for (let moved = true; moved; ) {
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
          holders.every((holder) => !clash(member.demographics, holder.demographics)) &&
          !twinsAcross(group, anchor)
        if (!agrees) doubts.add(member, 'contradicted', holders)
        fits.set(anchor, (fits.get(anchor) ?? true) && agrees)
      }
    }
  }
  return [...fits].filter(([, fit]) => fit).map(([anchor]) => anchor)
}

function twinsAcross(a: Group, b: Group): boolean {
  return a.members.some((one) =>
    b.members.some((other) => mayBeTwins(one.demographics, other.demographics)),
  )
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
    claims.some((other) => other !== claim && twinsAcross(claim, other)),
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
        if (clash(a.demographics, b.demographics)) doubts.add(a, 'contradicted', [b])
        else near.set(a, (near.get(a) ?? new Set()).add(b))
      }
    }
  }
  return joinNear(loose, groupOf, near).map((groups) => merge(groups, kind))
}

function joinNear(
  loose: readonly Group[],
  groupOf: ReadonlyMap<Record, Group>,
  near: ReadonlyMap<Record, ReadonlySet<Record>>,
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
    const twins = holdsTwins(part.flatMap((group) => [...group.members]))
    joined.push(...(twins ? part.map((group) => [group]) : [part]))
  }
  return joined
}

function merge(groups: readonly Group[], kind: KeyKind): Group {
  if (groups.length === 1) return groups[0]!
  const basis = new Map<PersonId, Basis>()
  for (const group of groups) {
    for (const [personId, by] of group.basis) basis.set(personId, by === 'alone' ? kind : by)
  }
  return { members: membersOf(groups), basis }
}

function membersOf(groups: readonly Group[]): Record[] {
  return groups
    .flatMap((group) => [...group.members])
    .sort((a, b) => (a.personId < b.personId ? -1 : 1))
}

function alone(record: Record): Group {
  return { members: [record], basis: new Map([[record.personId, 'alone']]) }
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

class Doubts {
  readonly #found = new Map<
    string,
    { personId: PersonId; reason: Doubt['reason']; others: Set<PersonId> }
  >()

  add({ personId }: Record, reason: Doubt['reason'], others: readonly Record[]): void {
    const key = `${personId} ${reason}`
    const doubt = this.#found.get(key) ?? { personId, reason, others: new Set<PersonId>() }
    for (const other of others) if (other.personId !== personId) doubt.others.add(other.personId)
    this.#found.set(key, doubt)
  }

  list(): Doubt[] {
    return [...this.#found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { personId, reason, others }]) => ({ personId, reason, others: [...others].sort() }))
  }
}
