import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Body, Member } from './member.ts'
import { ANSWERS, tallyOf, type Vote, type Voting } from './tally.ts'

const SIDES = ['a', 'b']
const DAYS = ['2026-03-01', '2026-03-10', '2026-03-20']

const member = (id: string) =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(id),
    post: fc.constant('a post'),
    party: fc.constant('p'),
    side: fc.constantFrom('a', 'b', ''),
    standing: fc.constantFrom('votes' as const, 'votes' as const, 'speaks' as const),
    from: fc.constantFrom(...DAYS.slice(0, 2)),
    until: fc.constantFrom(undefined, undefined, DAYS[1], DAYS[2]),
    deputyOf: fc.constantFrom(undefined, undefined, undefined, 'm0', 'm1'),
  })

/** A body of up to nine, a room, interests and votes: also of those who have none. */
const anyVoting: fc.Arbitrary<Voting> = fc
  .record({
    members: fc.tuple(...Array.from({ length: 9 }, (_, at) => member(`m${at}`))),
    quorum: fc.constantFrom(1, 2, 3),
    day: fc.constantFrom(...DAYS),
    present: fc.uniqueArray(fc.nat(8)),
    interests: fc.uniqueArray(fc.nat(8), { maxLength: 3 }),
    votes: fc.array(fc.tuple(fc.nat(8), fc.constantFrom(...ANSWERS)), { maxLength: 14 }),
  })
  .map(({ members, quorum, day, present, interests, votes }) => {
    const body = {
      members: members.map((one): Member => {
        const deputy = one.deputyOf !== one.id && members.find(({ id }) => id === one.deputyOf)
        const whose = deputy && deputy.side === one.side && deputy.deputyOf === undefined
        const { deputyOf, until, ...rest } = one
        return { ...rest, ...(until && { until }), ...(whose && deputyOf && { deputyOf }) }
      }),
      quorum: SIDES.map((side) => ({ side, members: quorum })),
    } satisfies Pick<Body, 'members' | 'quorum'>
    return {
      body,
      sides: SIDES,
      day,
      present: new Set(present.map((at) => `m${at}`)),
      interests: new Map(interests.map((at) => [`m${at}`, 'owns it'])),
      votes: votes.map(([at, answer]): Vote => ({ member: `m${at}`, answer })),
    }
  })

/** Who may count, said plainly: a member of the day who votes, is there and has no interest, or their deputy. */
function mayCount({ body, day, present, interests }: Voting, id: string): boolean {
  const inTerm = (one: Member) => one.from <= day && (one.until === undefined || day <= one.until)
  const isIn = (one: string) => present.has(one) && !interests.has(one)
  const own = body.members.find((one) => one.id === id)
  if (own === undefined || own.standing !== 'votes' || !inTerm(own) || !isIn(id)) return false
  if (own.deputyOf === undefined) return true
  const whose = body.members.find((one) => one.id === own.deputyOf)!
  return !(isIn(whose.id) && inTerm(whose))
}

function plainly(voting: Voting) {
  return SIDES.map((side) => {
    const counted = voting.body.members.filter(
      (one) => one.side === side && mayCount(voting, one.id),
    )
    const last = counted.map(
      ({ id }) => voting.votes.filter((one) => one.member === id).at(-1)?.answer,
    )
    const many = (answer: string) => last.filter((one) => one === answer).length
    const needed = voting.body.quorum.find((one) => one.side === side)!.members
    return {
      side,
      for: many('for'),
      against: many('against'),
      abstained: many('abstain'),
      met: counted.length >= needed,
    }
  })
}

test('a vote is counted as a plain evaluator counts it, and passes on both sides or not at all', () => {
  fc.assert(
    fc.property(anyVoting, (voting) => {
      const tally = tallyOf(voting)
      const plain = plainly(voting)
      assert.deepEqual(
        tally.sides.map(({ side, abstained, ...one }, at) => ({
          side,
          for: one.for,
          against: one.against,
          abstained,
          met: tally.quorum[at]!.met,
        })),
        plain,
      )
      assert.equal(
        tally.passes,
        plain.every((one) => one.for > one.against && one.met),
      )
    }),
    { numRuns: 300 },
  )
})

test('nobody with an interest is counted, on any side, however they voted', () => {
  fc.assert(
    fc.property(anyVoting, fc.constantFrom(...ANSWERS), (voting, answer) => {
      const loud = [...voting.interests.keys()].map((member): Vote => ({ member, answer }))
      const quiet = voting.votes.filter(({ member }) => !voting.interests.has(member))
      const [one, other] = [quiet, [...quiet, ...loud]].map((votes) => {
        const tally = tallyOf({ ...voting, votes })
        return { ...tally, sides: tally.sides.map(({ out: _, ...side }) => side) }
      })
      assert.deepEqual(other, one)
    }),
  )
})

test('with the sides exchanged, the figures are exchanged and nothing else', () => {
  const other = (side: string) => (side === 'a' ? 'b' : side === 'b' ? 'a' : side)
  fc.assert(
    fc.property(anyVoting, (voting) => {
      const here = tallyOf(voting)
      const there = tallyOf({
        ...voting,
        body: {
          members: voting.body.members.map((one) => ({ ...one, side: other(one.side) })),
          quorum: voting.body.quorum.map((one) => ({ ...one, side: other(one.side) })),
        },
      })
      const back = there.sides.map((one) => ({ ...one, side: other(one.side) })).reverse()
      assert.deepEqual(back, here.sides)
      assert.equal(there.passes, here.passes)
    }),
  )
})

const CHAIRED: Voting = {
  body: {
    members: ['m0', 'm1', 'm2', 'm3'].map((id, at) => ({
      ...{ id, name: id, post: 'a post', party: 'p', standing: 'votes', from: DAYS[0]! },
      ...{ side: at < 2 ? 'a' : 'b', ...(at % 2 === 0 ? { chair: true as const } : {}) },
    })) as Member[],
    quorum: SIDES.map((side) => ({ side, members: 1 })),
    castingVote: { member: 'm0', law: 'an Act' },
  },
  sides: SIDES,
  day: DAYS[1]!,
  present: new Set(['m0', 'm1', 'm2', 'm3']),
  interests: new Map(),
  votes: [
    { member: 'm0', answer: 'for' },
    { member: 'm1', answer: 'against' },
    { member: 'm2', answer: 'for' },
    { member: 'm3', answer: 'for' },
  ],
}

test('a tie is no majority; a casting vote that a law gives decides its own side and stands on the tally', () => {
  assert.deepEqual([tallyOf(CHAIRED).passes, tallyOf(CHAIRED).ties], [false, ['a']])
  const cast = {
    ...CHAIRED,
    votes: [...CHAIRED.votes, { member: 'm0', answer: 'for' as const, casting: true as const }],
  }
  assert.deepEqual([tallyOf(cast).passes, tallyOf(cast).casting], [true, 'm0'])
  const others = {
    ...CHAIRED,
    votes: [...CHAIRED.votes, { member: 'm2', answer: 'for' as const, casting: true as const }],
  }
  assert.equal(tallyOf(others).passes, false)
  const lost = cast.votes.map((one) =>
    one.member === 'm2' || one.member === 'm3' ? { ...one, answer: 'against' as const } : one,
  )
  assert.equal(tallyOf({ ...cast, votes: lost }).passes, false)
})
