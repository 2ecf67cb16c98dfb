import { dayInLondon, startOfLondonDay } from '../kernel/index.ts'
import { clearDays } from './clear-days.ts'
import type { Motion, Said, Sayer } from './fact.ts'
import type { ItemState } from './item-cycle.ts'
import type { MeetingState } from './meeting-cycle.ts'
import type { Body } from './member.ts'

/** Something said, by whom and when. */
export type Told<T> = T & { readonly by: Sayer; readonly at: string }

export type Paper = Told<Said<'paper'>> & {
  /** where it stands in the pack of its meeting; page numbers never change */
  readonly firstPage: number
}

/** What one chair asks to change about an item, until the other has agreed. */
export type Change = Told<Said<'change'>> & {
  readonly agreed: ReadonlySet<string>
  readonly notYet: readonly Told<Said<'not-yet'>>[]
  readonly doneAt?: string
}

export type Decision = Told<Said<'decide'>> & {
  readonly motion: Motion
  /** who was in the room when it was counted */
  readonly present: ReadonlySet<string>
}

export type ActionToDo = Told<Said<'action'>> & {
  readonly item?: string
  readonly meeting?: string
  readonly done?: Told<Said<'done'>>
}

/** An item as it stands, worked out from what was said of it. */
export type Item = Said<'propose'> & {
  readonly id: string
  readonly body: string
  /** the meeting that it is meant for, or on whose agenda it stands */
  readonly meeting?: string
  readonly proposedBy: Sayer
  readonly proposedAt: string
  /** the sides whose chair agrees to it, each with the time and the reason why it is urgent */
  readonly agreed: ReadonlyMap<string, { readonly at: string; readonly urgent?: string }>
  readonly notYet: readonly Told<Said<'not-yet'>>[]
  /** since when it is on the agenda */
  readonly placedAt?: string
  /** since when everybody could read it: earlier, where both chairs agreed to what was brought in from before */
  readonly openSince?: string
  /** its place, where both chairs gave it one */
  readonly place?: number
  readonly state: ItemState
  readonly changes: readonly Change[]
  /** every version of every paper, in their order */
  readonly papers: readonly Paper[]
  readonly interests: readonly Told<Said<'interest'>>[]
  /** how clauses of the agreement would change, in the order in which they were written */
  readonly drafts: readonly Told<Said<'draft'>>[]
  readonly signed: readonly Told<Said<'signed'>>[]
  readonly motion?: Told<Motion>
  readonly votes: readonly Told<Said<'vote'>>[]
  readonly decision?: Decision
}

/** Papers that somebody was shown for the first time. */
export type Opening = Said<'opened'> & { readonly at: string }

export type Meeting = {
  readonly id: string
  readonly body: string
  /** ISO */
  readonly on: string
  readonly where: string
  readonly calledAt: string
  readonly state: MeetingState
  readonly events: readonly Told<Said<'minute'> & { readonly item?: string }>[]
  /** who is in the room, as minuted last */
  readonly present: ReadonlySet<string>
  /** the sides whose chair approved the minutes, by their hash */
  readonly approved: ReadonlyMap<string, string>
  /** what each of those who signed in was shown of its pack, and when first */
  readonly opened: ReadonlyMap<string, readonly Opening[]>
  /** what was brought in from before this place kept its papers */
  readonly broughtIn?: string
}

export type Question = Told<Said<'question'>> & {
  readonly body: string
  readonly meeting?: string
  readonly answered?: Told<Said<'answer'>>
}

/** What a party or a body was asked to respond to. */
export type Request = Told<Said<'request'>> & {
  readonly body: string
  readonly item?: string
  readonly response?: Told<Said<'response'>>
}

/** The day in London on which a meeting is. */
export function dayOf({ on }: Pick<Meeting, 'on'>): string {
  return dayInLondon(new Date(on))
}

/** Whether an item is kept back at a time: it opens by itself on its day, or when its event has come. Pure. */
export function isPrivate(
  item: Pick<Item, 'private' | 'decision'>,
  meeting: Pick<Meeting, 'state'> | undefined,
  now: Date,
): boolean {
  const { opensOn, opensWhen } = item.private ?? {}
  if (item.private === undefined) return false
  if (opensOn !== undefined && now >= startOfLondonDay(opensOn)) return false
  if (opensWhen === 'decided' && item.decision !== undefined) return false
  return !(opensWhen === 'minutes-approved' && meeting?.state === 'approved')
}

/**
 * Why an item cannot be taken at its meeting yet; undefined where it has stood open long enough, or is urgent for
 * both.
 */
export function whyNotTaken(
  { clearDays: needed, counts }: Pick<Body, 'clearDays' | 'counts'>,
  item: Pick<Item, 'openSince' | 'papers' | 'agreed'>,
  meeting: Pick<Meeting, 'on'>,
  sides: readonly string[],
): string | undefined {
  if (sides.every((side) => item.agreed.get(side)?.urgent !== undefined)) return undefined
  const first = item.papers.filter(({ version }) => version === 1).map(({ at }) => at)
  const last = [item.openSince ?? meeting.on, ...first].sort().at(-1)!
  const published = dayInLondon(new Date(last))
  const many = clearDays(published, dayOf(meeting), counts)
  if (many >= needed) return undefined
  return `it stands open since ${published}, which leaves ${many} clear days of ${needed}`
}

/** Whoever is out of an item, each with the interest: declared for it, or for a party that it concerns; by a time. */
export function interestsIn(
  item: Pick<Item, 'interests' | 'concerns'>,
  register: readonly Told<Said<'interest'>>[],
  until = '9999',
): Map<string, string> {
  const ofParty = register.filter(
    ({ party }) => party !== undefined && item.concerns.includes(party),
  )
  const known = [...ofParty, ...item.interests].filter(({ at }) => at <= until)
  return new Map(known.map(({ member, what }) => [member, what]))
}

/** What was declared after the vote: it changes no count, and stands beside the decision. */
export function interestsAfter({ interests, decision }: Pick<Item, 'interests' | 'decision'>) {
  return interests.filter(({ at }) => decision !== undefined && at > decision.at)
}
