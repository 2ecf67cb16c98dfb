import type { PersonId } from '../kernel/index.ts'
import type { Basis } from './basis.ts'
import { clash, type Demographics, mayBeTwins } from './demographics.ts'

/** A source person as who is who is worked out. */
export type Record = {
  personId: PersonId
  demographics: Demographics
  number: string | undefined
  numberIsCommon: boolean
  ofTwo: boolean
  /** nothing but a number is known, and its source has traced it */
  traced: boolean
  /** whom people said that they are, and are not */
  same: ReadonlySet<PersonId>
  different: ReadonlySet<PersonId>
  keys: {
    said: readonly string[]
    merge: readonly string[]
    identifier: readonly string[]
    'name-birth-postcode': readonly string[]
    matched: readonly string[]
  }
}

export type KeyKind = keyof Record['keys']

/** Records that are one person so far, and by what each belongs. */
export type Group = { members: readonly Record[]; basis: ReadonlyMap<PersonId, Basis> }

export function alone(record: Record): Group {
  return { members: [record], basis: new Map([[record.personId, 'alone']]) }
}

export function merge(groups: readonly Group[], kind: KeyKind): Group {
  if (groups.length === 1) return groups[0]!
  const basis = new Map<PersonId, Basis>()
  for (const group of groups) {
    for (const [personId, by] of group.basis) basis.set(personId, by === 'alone' ? kind : by)
  }
  return { members: membersOf(groups), basis }
}

export function membersOf(groups: readonly Group[]): Record[] {
  return groups
    .flatMap((group) => [...group.members])
    .sort((a, b) => (a.personId < b.personId ? -1 : 1))
}

/** Cannot be one person: by what people said, else by what sources say of them. */
export function cannotBeOne(a: Record, b: Record): boolean {
  if (a.different.has(b.personId)) return true
  return !a.same.has(b.personId) && clash(a.demographics, b.demographics)
}

/** Two of them cannot be one person. Of whom people said that they are one of these, no source's word counts. */
export function holdsTwo(members: readonly Record[]): boolean {
  return somePair(members, cannotBeOne)
}

/** Two of them must not stand in one identity, whatever joins them: people said so, or they may be twins. */
export function holdsApart(members: readonly Record[]): boolean {
  return somePair(members, mustStayApart)
}

export function apartAcross(a: Group, b: Group): boolean {
  const members = [...a.members, ...b.members]
  return a.members.some((one) =>
    b.members.some((other) => counts(one, other, members) && mustStayApart(one, other)),
  )
}

function mustStayApart(a: Record, b: Record): boolean {
  return a.different.has(b.personId) || mayBeTwins(a.demographics, b.demographics)
}

function somePair(members: readonly Record[], apart: (a: Record, b: Record) => boolean): boolean {
  return members.some((a, at) =>
    members.slice(at + 1).some((b) => apart(a, b) && counts(a, b, members)),
  )
}

/** What people said are different stay so; else whom they said to be one of these is. */
function counts(a: Record, b: Record, members: readonly Record[]): boolean {
  return a.different.has(b.personId) || !(vouched(a, members) || vouched(b, members))
}

function vouched({ same }: Record, members: readonly Record[]): boolean {
  return same.size > 0 && members.some(({ personId }) => same.has(personId))
}
