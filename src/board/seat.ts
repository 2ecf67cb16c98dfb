import type { Actor } from '../kernel/index.ts'
import { type Body, chairsOn, type Member, memberOn } from './member.ts'

/** What somebody is in a body on a day. */
export type Seat = {
  readonly member?: Member
  readonly chair: boolean
  readonly clerk: boolean
  /** in words: `chairs Southmere Partnership Board for the NHS` */
  readonly speaks: boolean
}

export function seatOf(body: Body, { id, role }: Pick<Actor, 'id' | 'role'>, day: string): Seat {
  const member = memberOn(body, id, day)
  const chair = chairsOn(body, day).some((one) => one.id === id)
  const clerk = body.clerks.includes(role)
  const speaks = clerk || (member !== undefined && member.standing !== 'observes')
  return { ...(member === undefined ? {} : { member }), chair, clerk, speaks }
}

/** Whether somebody reads what is private in it: its clerks, and members who may speak and have no interest. */
export function readsPrivate(
  { member, clerk, speaks }: Seat,
  interests: ReadonlyMap<string, string>,
): boolean {
  if (member !== undefined && interests.has(member.id)) return false
  return clerk || (member !== undefined && speaks)
}
