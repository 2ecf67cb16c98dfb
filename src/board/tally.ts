import { type Body, type Member, membersOn, whyNoMember } from './member.ts'

/** What somebody said when it was put to the vote. */
export const ANSWERS = ['for', 'against', 'abstain'] as const
export type Answer = (typeof ANSWERS)[number]

/** How a vote came out, in words that follow `it was`. */
export const OUTCOMES = {
  carried: 'carried on both sides',
  lost: 'lost on both sides',
  split: 'not carried on both sides: a dispute',
}

export type Vote = {
  readonly member: string
  readonly answer: Answer
  /** the vote by which the law lets a chair decide a tie of their side */
  readonly casting?: true
}

/** What a vote is counted from, as it stands when it is closed. */
export type Voting = {
  readonly body: Pick<Body, 'members' | 'quorum' | 'castingVote'>
  readonly sides: readonly string[]
  readonly day: string
  /** members who are in the room */
  readonly present: ReadonlySet<string>
  /** whoever has an interest in the item, and which */
  readonly interests: ReadonlyMap<string, string>
  readonly votes: readonly Vote[]
}

export type SideTally = {
  readonly side: string
  /** members who may vote on it */
  readonly entitled: number
  /** of them, those in the room */
  readonly present: number
  readonly for: number
  readonly against: number
  readonly abstained: number
  /** members who have a vote in the body and none on this, each with the reason */
  readonly out: readonly { readonly member: string; readonly why: string }[]
}

export type Tally = {
  readonly sides: readonly SideTally[]
  readonly quorum: readonly { readonly side: string; readonly met: boolean }[]
  /** a majority of those voting on each side, each with its quorum */
  readonly passes: boolean
  /** sides on which as many are for it as against */
  readonly ties: readonly string[]
  /** whose casting vote decided a tie */
  readonly casting?: string
}

/**
 * Counts a vote by side. Whoever has an interest, is not in the room or whose term is over is in no figure but `out`; a
 * deputy counts where their member is not there. It passes with more for it than against on each side: a tie is none,
 * but where the law lets a chair decide their own side's. Pure.
 */
export function tallyOf(given: Voting): Tally {
  // An interest takes somebody out of the room as well.
  const present = new Set([...given.present].filter((id) => !given.interests.has(id)))
  const voting = { ...given, present }
  const counted = voting.sides.map((side) => sideOf(voting, side))
  const quorum = voting.sides.map((side) => ({ side, met: quorumMet(voting, side) }))
  const sides = counted.map(({ tally }) => tally)
  const ties = sides.filter((one) => one.for === one.against).map(({ side }) => side)
  const cast = counted.find(({ casting }) => casting !== undefined)?.casting
  const won = ({ side, ...one }: SideTally) =>
    one.for > one.against || (ties.includes(side) && cast?.side === side && cast.answer === 'for')
  return {
    sides,
    quorum,
    passes: sides.length > 1 && sides.every(won) && quorum.every(({ met }) => met),
    ties,
    ...(cast === undefined ? {} : { casting: cast.member }),
  }
}

/** Whether enough members of a side are in the room that have no interest in it. */
export function quorumMet(
  { body, day, present, interests }: Omit<Voting, 'votes' | 'sides'>,
  side: string,
): boolean {
  const needed = body.quorum.find((one) => one.side === side)?.members ?? 1
  const there = voters({ body, day, present }, side).filter(
    ({ id }) => present.has(id) && !interests.has(id),
  )
  return there.length >= Math.max(1, needed)
}

/** Who votes for a side on a day: its members, and a deputy in the place of one who is not in the room. */
function voters(
  { body, day, present }: Pick<Voting, 'body' | 'day' | 'present'>,
  side: string,
): Member[] {
  return membersOn(body, day).filter(
    ({ side: own, standing, deputyOf }) =>
      own === side &&
      standing === 'votes' &&
      (deputyOf === undefined || !present.has(deputyOf) || !isMember(body, deputyOf, day)),
  )
}

function isMember(body: Pick<Body, 'members'>, id: string, day: string): boolean {
  return membersOn(body, day).some((one) => one.id === id)
}

type Counted = {
  readonly tally: SideTally
  readonly casting?: { readonly member: string; readonly side: string; readonly answer: Answer }
}

function sideOf(voting: Voting, side: string): Counted {
  const { body, day, present, interests, votes } = voting
  const own = voters(voting, side)
  const entitled = own.filter(({ id, deputyOf }) => {
    return !interests.has(id) && (deputyOf === undefined || present.has(id))
  })
  const there = entitled.filter(({ id }) => present.has(id))
  const said = there.map(({ id }) => votes.findLast((one) => one.member === id && !one.casting))
  const many = (answer: Answer) => said.filter((one) => one?.answer === answer).length
  const tally = {
    side,
    entitled: entitled.length,
    present: there.length,
    for: many('for'),
    against: many('against'),
    abstained: many('abstain'),
    out: membersOut(voting, side),
  }
  const cast = votes.findLast((one) => {
    const mayCast = one.casting && one.member === body.castingVote?.member
    return mayCast && there.some(({ id }) => id === one.member)
  })
  const tied = tally.for === tally.against && tally.for > 0
  if (cast === undefined || !tied || memberSide(body, cast.member, day) !== side) return { tally }
  return { tally, casting: { member: cast.member, side, answer: cast.answer } }
}

function memberSide(body: Pick<Body, 'members'>, id: string, day: string): string | undefined {
  return membersOn(body, day).find((one) => one.id === id)?.side
}

/** Of a side, everybody who votes in the body or has voted on this, and is in no figure. */
function membersOut(
  { body, day, present, interests, votes }: Voting,
  side: string,
): SideTally['out'][number][] {
  const ofSide = body.members.filter((one) => one.side === side && one.standing === 'votes')
  return [...new Set(ofSide.map(({ id }) => id))].flatMap((member) => {
    const over = whyNoMember(body, member, day)
    if (over !== undefined) {
      const voted = votes.some((one) => one.member === member) || present.has(member)
      return voted ? [{ member, why: over }] : []
    }
    const { deputyOf } = ofSide.find((one) => one.id === member)!
    const interest = interests.get(member)
    if (interest !== undefined) return [{ member, why: `an interest: ${interest}` }]
    if (deputyOf !== undefined && (!present.has(member) || present.has(deputyOf))) {
      const why = 'a deputy votes only where their member is not there'
      return votes.some((one) => one.member === member) ? [{ member, why }] : []
    }
    return present.has(member) ? [] : [{ member, why: 'not in the room' }]
  })
}
