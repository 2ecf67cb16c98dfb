import type { Counted } from './clear-days.ts'

/** What somebody may do in a body: the first votes, speaks and listens, the second speaks, the third listens. */
export const STANDINGS = ['votes', 'speaks', 'observes'] as const
export type Standing = (typeof STANDINGS)[number]

/** Somebody who sits in a body, from one day until another. */
export type Member = {
  /** as whom they sign in */
  readonly id: string
  readonly name: string
  readonly post: string
  readonly party: string
  /** of their party; '' where it stands beside both */
  readonly side: string
  readonly standing: Standing
  readonly from: string
  /** the last day of their term */
  readonly until?: string
  readonly chair?: true
  /** in whose place they sit, where that member is not there */
  readonly deputyOf?: string
}

export type Quorum = { readonly side: string; readonly members: number }

/** A body as its clause makes it. */
export type Body = {
  readonly id: string
  readonly name: string
  /** in the words of the agreement: `a health and wellbeing board` */
  readonly form: string
  readonly members: readonly Member[]
  readonly quorum: readonly Quorum[]
  readonly clearDays: number
  readonly counts: Counted
  /** roles that keep its papers and its minutes */
  readonly clerks: readonly string[]
  /** bodies and parties, by their names */
  readonly answersTo: readonly string[]
  /** from which step of the ladder a dispute is an item by itself, 1 the first; undefined: never */
  readonly disputesFrom?: number
  /** where the law gives one: the member whose vote decides their side's tie, and by which law */
  readonly castingVote?: { readonly member: string; readonly law: string }
  readonly publicity: Publicity
  readonly clause: string
}

/** What a body keeps from the public, and by what law it is open otherwise. */
export type Publicity = {
  readonly id: string
  readonly law: string
  /** the paragraphs under which an item may be private, each in words */
  readonly exempt: readonly { readonly paragraph: string; readonly about: string }[]
  readonly clause: string
}

/** Those whose term a day is in. */
export function membersOn({ members }: Pick<Body, 'members'>, day: string): Member[] {
  return members.filter(({ from, until }) => from <= day && (until === undefined || day <= until))
}

export function memberOn(body: Pick<Body, 'members'>, id: string, day: string): Member | undefined {
  return membersOn(body, day).find((one) => one.id === id)
}

/** The chairs of a day, one of each side. */
export function chairsOn(body: Pick<Body, 'members'>, day: string): Member[] {
  return membersOn(body, day).filter(({ chair }) => chair)
}

/** Why nobody is a member of a day any more, or not yet; undefined where they are, or never were. */
export function whyNoMember(
  { members }: Pick<Body, 'members'>,
  id: string,
  day: string,
): string | undefined {
  const terms = members.filter((one) => one.id === id)
  if (terms.some(({ from, until = day }) => from <= day && day <= until)) return undefined
  const last = terms.findLast(({ until }) => until !== undefined && until < day)
  if (last !== undefined) return `their term ended on ${last.until}`
  const next = terms.find(({ from }) => from > day)
  return next === undefined ? undefined : `their term begins on ${next.from}`
}
