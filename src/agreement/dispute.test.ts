import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  dayInLondon,
  isRefusal,
  isWorkingDay,
  nextState,
  type Refusal,
  startOfLondonDay,
} from '../kernel/index.ts'
import type { Agreement } from './agreement.ts'
import { type DisputeFact, standingOf, whatEachSays } from './dispute.ts'
import { type DisputeAct, type DisputeState, disputeCycle } from './dispute-cycle.ts'
import type { Ladder } from './ladder-kind.ts'
import { actsOpenTo, ladderOf, whyNotAct } from './may-act.ts'
import { southmere } from './testing.ts'

const ACTS = Object.keys(disputeCycle.moves) as DisputeAct[]
const SIDES = ['nhs', 'council']

let agreement: Agreement
let ladder: Ladder
before(async () => {
  agreement = await southmere()
  ladder = ladderOf(agreement)!
})

function fact(act: DisputeFact['act'], at: string | Date, side = 'nhs', role = 'finance-lead') {
  const who = { side, role, organisation: 'southmere-icb', name: 'Somebody' }
  return { act, at: new Date(at), ...who, words: `${act} by ${side}` }
}

test('ten working days with the officers, ten with the chief executives, then the mediator', () => {
  // Monday 2 March 2026: the tenth working day is Monday 16 March; ten more end on Monday 30 March.
  const facts = [fact('open', '2026-03-02T10:00:00Z')]
  const on = (day: string) => standingOf(facts, ladder, new Date(`${day}T12:00:00Z`))
  assert.deepEqual([on('2026-03-16').step, on('2026-03-16').due], [0, '2026-03-16'])
  assert.deepEqual([on('2026-03-17').step, on('2026-03-17').due], [1, '2026-03-30'])
  assert.equal(on('2026-03-17').since.toISOString(), '2026-03-17T00:00:00.000Z')
  assert.equal(on('2026-03-30').step, 1)
  // Summer time has begun on 29 March: midnight in London is 23:00 before.
  assert.equal(on('2026-03-31').since.toISOString(), '2026-03-30T23:00:00.000Z')
  assert.deepEqual([on('2026-03-31').step, on('2026-03-31').due], [2, undefined])
  assert.equal(on('2027-03-31').step, 2)
})

test('Easter does not count; a move begins the next step at once', () => {
  const facts = [fact('open', '2026-03-30T10:00:00Z')]
  assert.equal(standingOf(facts, ladder, new Date('2026-03-30T11:00:00Z')).due, '2026-04-15')
  const moved = [...facts, fact('move', '2026-04-01T09:00:00Z', 'council')]
  const standing = standingOf(moved, ladder, new Date('2026-04-01T09:30:00Z'))
  assert.deepEqual([standing.step, standing.due, standing.ageHours], [1, '2026-04-17', 47])
})

test('what is settled stands still; what each side says is what it said last', () => {
  const facts = [
    fact('open', '2026-03-02T10:00:00Z'),
    fact('say', '2026-03-02T11:00:00Z', 'council'),
    { ...fact('say', '2026-03-02T12:00:00Z'), words: 'the NHS again' },
    fact('propose', '2026-03-03T10:00:00Z'),
    fact('accept', '2026-03-04T10:00:00Z', 'council'),
  ]
  const standing = standingOf(facts, ladder, new Date('2027-01-01T00:00:00Z'))
  assert.deepEqual([standing.state, standing.step, standing.ageHours], ['settled', 0, 48])
  assert.equal(standing.endedAt?.toISOString(), '2026-03-04T10:00:00.000Z')
  assert.deepEqual(
    whatEachSays(facts).map(({ words }) => words),
    ['the NHS again', 'say by council'],
  )
})

/** A dispute as it may go: acts that its life cycle leaves open, at times that go on or were set back. */
const script = fc.record({
  opened: fc.integer({ min: 0, max: 700 * 24 * 60 }),
  acts: fc.array(
    fc.record({
      act: fc.constantFrom(...ACTS),
      after: fc.integer({ min: -3 * 24 * 60, max: 15 * 24 * 60 }),
      side: fc.constantFrom(...SIDES),
      role: fc.constantFrom('finance-lead', 'chief-executive', 'clerk'),
    }),
    { maxLength: 8 },
  ),
  now: fc.integer({ min: -5 * 24 * 60, max: 60 * 24 * 60 }),
  days: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 0, maxLength: 3 }),
})
type Script = typeof script extends fc.Arbitrary<infer S> ? S : never

const START = Date.parse('2025-11-03T09:17:00Z')
const at = (minutes: number) => new Date(START + minutes * 60_000)

function ladderOfDays(days: readonly number[]): Ladder {
  const held = days.map((workingDays, step) => ({
    name: `step ${step}`,
    workingDays,
    holders: ['finance-lead', 'chief-executive'],
  }))
  const last = { name: 'last', holders: ['finance-lead', 'chief-executive'] }
  return { id: 'test', steps: [...held, last], interim: 'all stays', clause: '11.7' }
}

function factsOf({ opened, acts }: Script): { facts: DisputeFact[]; end: number } {
  let time = opened
  const facts: DisputeFact[] = [fact('open', at(opened))]
  let state: DisputeState = 'open'
  for (const { act, after, side, role } of acts) {
    const next: DisputeState | Refusal = nextState(disputeCycle, act, state)
    if (isRefusal(next)) continue
    time += after
    state = next
    facts.push(fact(act, at(time), side, role))
  }
  return { facts, end: time }
}

/** The same, as somebody would count it on a calendar: one day after another, striking off working days. */
function dayByDay(facts: readonly DisputeFact[], { steps }: Ladder, now: Date) {
  const [opened] = facts as [DisputeFact]
  let today = dayInLondon(opened.at)
  let step = 0
  let since = opened.at
  let left = steps[0]!.workingDays ?? Number.POSITIVE_INFINITY
  let over = false
  const goTo = (moment: Date) => {
    while (today < dayInLondon(moment)) {
      // Midnight: whoever has used up their days hands over to the next.
      if (left === 0 && step < steps.length - 1) {
        step++
        since = startOfLondonDay(addDays(today, 1))
        left = steps[step]!.workingDays ?? Number.POSITIVE_INFINITY
      }
      today = addDays(today, 1)
      if (isWorkingDay(today) && left > 0) left--
    }
  }
  let clock = opened.at
  for (const one of facts.slice(1)) {
    if (one.at > clock) clock = one.at
    goTo(clock)
    if (one.act === 'move' && step < steps.length - 1) step++
    if (one.act === 'move') {
      since = clock
      left = steps[step]!.workingDays ?? Number.POSITIVE_INFINITY
    }
    over ||= one.act === 'accept' || one.act === 'withdraw'
  }
  if (!over && now > clock) clock = now
  goTo(clock)
  return { step, since, hours: Math.floor((clock.getTime() - opened.at.getTime()) / 3_600_000) }
}

test('the standing is what a calendar says, day by day', () => {
  const steps = new Set<number>()
  fc.assert(
    fc.property(script, (given) => {
      const { facts, end } = factsOf(given)
      const own = ladderOfDays(given.days)
      const now = at(end + given.now)
      const { step, since, ageHours } = standingOf(facts, own, now)
      steps.add(step)
      assert.deepEqual({ step, since, hours: ageHours }, dayByDay(facts, own, now))
    }),
    { numRuns: 3_000 },
  )
  assert.deepEqual(steps, new Set([0, 1, 2, 3]))
})

test('time alone never takes a dispute down a step, and a clock set back does not change it', () => {
  fc.assert(
    fc.property(script, fc.nat(40 * 24 * 60), (given, more) => {
      const { facts, end } = factsOf(given)
      const own = ladderOfDays(given.days)
      const before = standingOf(facts, own, at(end + given.now))
      const after = standingOf(facts, own, at(end + given.now + more))
      assert.ok(after.step >= before.step)
      const back = standingOf(facts, own, at(given.opened - 1_000))
      const last = new Date(Math.max(...facts.map((one) => one.at.getTime())))
      assert.deepEqual(back, standingOf(facts, own, last))
    }),
    { numRuns: 1_000 },
  )
})

test('partners exchanged, every answer about a dispute is the same for the other side', () => {
  const other = (side: string) => (side === '' ? '' : side === 'nhs' ? 'council' : 'nhs')
  const exchanged = (facts: readonly DisputeFact[]) =>
    facts.map((one) => ({ ...one, side: other(one.side) }))
  const codes = new Set<string | undefined>()
  const who = fc.record({
    side: fc.constantFrom(...SIDES, ''),
    role: fc.constantFrom('finance-lead', 'chief-executive', 'clerk', 'governance-lead'),
  })
  fc.assert(
    fc.property(script, who, (given, actor) => {
      const { facts, end } = factsOf(given)
      const now = at(end + given.now)
      const mirror = { ...actor, side: other(actor.side) }
      assert.deepEqual(
        actsOpenTo(agreement, { facts }, actor, now),
        actsOpenTo(agreement, { facts: exchanged(facts) }, mirror, now),
      )
      for (const act of ACTS) {
        const answer = whyNotAct(agreement, { facts }, act, actor, now)
        codes.add(answer?.code)
        const mirrored = whyNotAct(agreement, { facts: exchanged(facts) }, act, mirror, now)
        assert.deepEqual(mirrored, answer)
      }
    }),
    { numRuns: 2_000 },
  )
  assert.deepEqual(codes, new Set([undefined, 'closed', 'not-yours', 'both-sides']))
})
