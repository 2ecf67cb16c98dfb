import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Asking,
  askingFacts,
  askingsOf,
  isPart,
  receiverOf,
  repliesOf,
  taskOfAsking,
} from './asking.ts'
import type { Fact, Sent } from './fact.ts'
import { askingCycle, type MessageKind, type Reply } from './message-kind.ts'
import { minuteOf } from './minute.ts'
import { tasksOf } from './task.ts'

/** What two parties say to each other in any order and at any time, and who holds what was asked meanwhile. */
const START = Date.parse('2026-03-09T08:00:00Z')
const SIDES = new Map([
  ['mere', 'nhs'],
  ['shire', 'council'],
])
const rule = {
  proves: 'named' as const,
  clause: '15.4',
  sideOf: (party: string) => SIDES.get(party) ?? '',
  hoursFor: (kind: MessageKind) => (kind === 'referral' ? 24 : undefined),
}

function at(minutes: number): string {
  return new Date(START + minutes * 60_000).toISOString()
}

function by(organisation: string): Fact['by'] {
  return { name: organisation, role: 'role', organisation, side: SIDES.get(organisation) ?? '' }
}

function sent(id: string, minutes: number, says: Sent, asking = 'a'): Fact {
  const when = at(minutes)
  const told = { stay: 'stay', at: when, learntAt: when, by: by(says.from), asking }
  return { ...told, id, kind: 'send', sent: says }
}

function came(
  message: string,
  minutes: number,
  party: string,
  kind: Fact['kind'] = 'deliver',
): Fact {
  const when = at(minutes)
  const told = { stay: 'stay', at: when, learntAt: when, by: by(party), asking: 'a' }
  return { ...told, id: `${kind} ${message} ${minutes}`, kind, receipt: { message, way: 'page' } }
}

const REFERRAL: Sent = { kind: 'referral', from: 'mere', to: 'shire', what: 'home-care' }
const referral = sent('a', 0, REFERRAL)
const reply = (id: string, minutes: number, kind: Reply, from: string) =>
  sent(id, minutes, { kind, from, to: from === 'mere' ? 'shire' : 'mere' })

function hands(facts: readonly Fact[]) {
  const [task] = tasksOf(askingFacts(askingsOf(facts, rule)), rule)
  return task?.holdings.map(({ from, to, holders }) => {
    return [from - minuteOf(at(0)), to - minuteOf(at(0)), holders.join()]
  })
}

test('what is asked is its sender’s until it is proved to have come, and then whoever was asked', () => {
  assert.deepEqual(hands([referral]), [[0, Number.POSITIVE_INFINITY, 'mere']])
  assert.deepEqual(hands([referral, came('a', 30, 'shire')]), [
    [0, 30, 'mere'],
    [30, Number.POSITIVE_INFINITY, 'shire'],
  ])
  assert.deepEqual(hands([referral, came('a', 30, 'shire', 'attempt')]), [
    [0, Number.POSITIVE_INFINITY, 'mere'],
  ])
})

test('an answer proves that what it answers had come', () => {
  const [asking] = askingsOf([referral, reply('b', 40, 'offer', 'shire')], rule)
  assert.equal(asking!.messages[0]!.delivered!.way, 'answer')
  assert.equal(asking!.state, 'offered')
})

test('an offer moves it back when it has come, an acceptance forward, a refusal back, a withdrawal ends it', () => {
  const offered = [referral, came('a', 10, 'shire'), reply('b', 20, 'offer', 'shire')]
  const accepted = [...offered, came('b', 30, 'mere'), reply('c', 40, 'acceptance', 'mere')]
  assert.deepEqual(hands([...accepted, came('c', 50, 'shire')]), [
    [0, 10, 'mere'],
    [10, 30, 'shire'],
    [30, 50, 'mere'],
    [50, Number.POSITIVE_INFINITY, 'shire'],
  ])
  const no = [referral, came('a', 10, 'shire'), reply('b', 20, 'refusal', 'shire')]
  assert.deepEqual(hands(no)!.at(-1), [10, Number.POSITIVE_INFINITY, 'shire'])
  assert.deepEqual(
    hands([...no, came('b', 25, 'mere')])!
      .at(-1)!
      .slice(0, 1),
    [25],
  )
  const gone = [referral, came('a', 10, 'shire'), reply('b', 20, 'withdrawal', 'mere')]
  assert.deepEqual(hands(gone), [
    [0, 10, 'mere'],
    [10, 20, 'shire'],
  ])
})

test('the days of an answer run from when the message came, and not from when it was sent', () => {
  const due = (facts: Fact[]) => askingsOf(facts, rule)[0]!.awaits
  assert.deepEqual(due([referral]), { whom: 'shire' })
  assert.deepEqual(due([referral, came('a', 60, 'shire')]), { whom: 'shire', by: at(25 * 60) })
})

test('an assessment by whoever was asked ends its task when it came; a trusted one when it was sent', () => {
  const asked = sent('a', 0, { ...REFERRAL, what: 'social-care-assessment' })
  const has = came('a', 10, 'shire')
  const found = reply('b', 20, 'assessment', 'shire')
  assert.deepEqual(hands([asked, has, found])!.at(-1), [10, Number.POSITIVE_INFINITY, 'shire'])
  assert.deepEqual(hands([asked, has, found, came('b', 30, 'mere')])!.at(-1), [10, 30, 'shire'])
  const trusted = reply('b', 20, 'trusted-assessment', 'mere')
  assert.deepEqual(hands([asked, has, trusted])!.at(-1), [10, 20, 'shire'])
})

function closed(minutes: number, more: Partial<Fact> = {}): Fact {
  const when = at(minutes)
  const told = { stay: 'stay', at: when, learntAt: when, by: by('mere') }
  return { ...told, id: `closed ${minutes}`, kind: 'close', task: taskOfAsking('a'), ...more }
}

test('closing the task of an asking ends it: nothing is awaited, and nothing more can be said', () => {
  const has = came('a', 10, 'shire')
  const [over] = askingsOf([referral, has, closed(20, { outcome: 'not-needed' })], rule) as [Asking]
  assert.deepEqual([over.state, over.awaits], ['ended', undefined])
  assert.deepEqual(over.ended, { at: at(20), by: by('mere'), outcome: 'not-needed' })
  assert.deepEqual([...repliesOf(over, 'mere'), ...repliesOf(over, 'shire')], [])
  // What was said before stands, and what crossed it says nothing.
  const offer = reply('b', 15, 'offer', 'shire')
  const stateOf = (facts: Fact[]) => askingsOf(facts, rule)[0]!.state
  assert.equal(
    stateOf([referral, offer, closed(20), reply('c', 25, 'acceptance', 'mere')]),
    'ended',
  )
  // What was agreed stays agreed when it is done; a closing that is taken back ends nothing.
  assert.equal(
    stateOf([referral, offer, reply('c', 18, 'acceptance', 'mere'), closed(20)]),
    'accepted',
  )
  const back = closed(30, { kind: 'take-back', id: 'back', instead: 'closed 20' })
  assert.equal(stateOf([referral, has, closed(20), back]), 'asked')
  assert.equal(stateOf([referral, has, closed(20, { task: 'another' })]), 'asked')
})

test('an assessment that was asked for ends what was asked when it is there', () => {
  const asked = sent('a', 0, { ...REFERRAL, what: 'social-care-assessment' })
  const found = reply('b', 20, 'assessment', 'shire')
  const [before, after] = [[], [came('b', 30, 'mere')]].map(
    (more) => askingsOf([asked, found, ...more], rule)[0]!,
  )
  assert.equal(before!.state, 'assessed')
  assert.deepEqual(
    [after!.state, after!.ended?.at, after!.ended?.by.organisation],
    ['ended', at(30), 'shire'],
  )
  assert.equal(askingsOf([referral, found, came('b', 30, 'mere')], rule)[0]!.state, 'assessed')
})

test('what was refused and is asked of somebody else is one task, and held without a gap', () => {
  const no = [referral, reply('b', 20, 'refusal', 'shire'), came('b', 25, 'mere')]
  const again = sent('z', 60, { ...REFERRAL, to: 'other' }, 'z')
  const facts = askingFacts(askingsOf([...no, again], rule))
  const open = (minutes: number) =>
    tasksOf(facts, rule)
      .flatMap(({ holdings }) => holdings)
      .filter(({ from, to }) => from <= minuteOf(at(minutes)) && minuteOf(at(minutes)) < to)
  assert.deepEqual(
    [22, 30, 59, 60, 90].map((minutes) => open(minutes).map(({ holders }) => holders.join())),
    [['shire'], ['mere'], ['mere'], ['mere'], ['mere']],
  )
  const elsewhere = sent('z', 60, { ...REFERRAL, to: 'other', what: 'equipment' }, 'z')
  assert.equal(
    tasksOf(askingFacts(askingsOf([...no, elsewhere], rule)), rule)[0]!.closed,
    undefined,
  )
})

const REPLIES = Object.keys(askingCycle.moves) as Reply[]
const anything = fc.array(
  fc.record({
    kind: fc.constantFrom<Reply>(...REPLIES),
    from: fc.constantFrom('mere', 'shire', 'other'),
    minutes: fc.integer({ min: 1, max: 600 }),
    after: fc.option(fc.integer({ min: 0, max: 300 })),
  }),
  { maxLength: 8 },
)
const conversations = fc
  .tuple(
    anything,
    fc.option(fc.integer({ min: 0, max: 300 })),
    fc.option(fc.integer({ min: 0, max: 600 })),
  )
  .map(([all, first, end]) => [
    referral,
    ...(end === null ? [] : [closed(end)]),
    ...(first === null ? [] : [came('a', first, 'shire')]),
    ...all.flatMap(({ kind, from, minutes, after }, number) => {
      const id = `m${number}`
      const message = reply(id, minutes, kind, from)
      const proof = after === null ? [] : [came(id, minutes + after, message.sent!.to)]
      return [message, ...proof]
    }),
  ])

test('in whatever order it was learnt, the same was said', () => {
  fc.assert(
    fc.property(
      conversations.chain((facts) =>
        fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
        ),
      ),
      ([facts, shuffled]) => {
        assert.deepEqual(askingsOf(shuffled, rule), askingsOf(facts, rule))
        assert.deepEqual(hands(shuffled), hands(facts))
      },
    ),
  )
})

/** The two parties in each other’s place, as plain text: no rule knows which of them is which. */
function exchange<T>(value: T): T {
  const names = new Map(
    [
      ['mere', 'shire'],
      ['nhs', 'council'],
    ].flatMap(([a, b]) => [
      [a!, b!],
      [b!, a!],
    ]),
  )
  const text = JSON.stringify(value).replaceAll(
    /mere|shire|nhs|council/g,
    (word) => names.get(word)!,
  )
  return JSON.parse(text) as T
}

test('with the two parties in each other’s place the same comes out', () => {
  const swapped = {
    ...rule,
    sideOf: (party: string) => exchange({ s: rule.sideOf(exchange({ p: party }).p) }).s,
  }
  fc.assert(
    fc.property(conversations, (facts) => {
      const [here, there] = [askingsOf(facts, rule), askingsOf(exchange(facts), swapped)]
      assert.deepEqual(there, exchange(here))
      assert.deepEqual(askingFacts(there), exchange(askingFacts(here)))
    }),
  )
})

test('a message counts only where the table leaves it open, and its task has one holder at a time', () => {
  fc.assert(
    fc.property(conversations, (facts) => {
      const [asking] = askingsOf(facts, rule) as [Asking]
      let state: Asking['state'] = 'asked'
      for (const { kind, from } of asking.messages.slice(1)) {
        const { from: moves, needs } = askingCycle.moves[kind as Reply]
        assert.ok(moves[state] !== undefined && isPart(needs[0]!, from, asking), kind)
        state = moves[state]!
      }
      assert.ok(state === asking.state || asking.state === 'ended')
      for (const [from, to, holders] of hands(facts) ?? []) {
        assert.ok((from as number) < (to as number))
        assert.ok(holders === 'mere' || holders === 'shire')
      }
      for (const party of ['mere', 'shire']) {
        const held = repliesOf(asking, party).every((one) =>
          isPart(askingCycle.moves[one].needs[0]!, party, asking),
        )
        assert.ok(held)
      }
      const receiver = receiverOf([asking])
      assert.equal(receiver === undefined, asking.state !== 'accepted')
    }),
  )
})

test('what was sent in one moment is in the order in which it was sent, whatever its id', () => {
  for (const [first, second] of [
    ['m1', 'm2'],
    ['m2', 'm1'],
  ] as const) {
    const offer = reply(first, 5, 'offer', 'shire')
    const accept = reply(second, 5, 'acceptance', 'mere')
    const said = [
      referral,
      { ...accept, sent: { ...accept.sent!, after: first } },
      { ...offer, sent: { ...offer.sent!, after: 'a' } },
    ]
    assert.equal(askingsOf(said, rule)[0]!.state, 'accepted')
  }
})

test('of what moved within one minute the last move stands', () => {
  for (const [offer, accept] of [
    ['m1', 'm2'],
    ['zz', 'b0'],
  ] as const) {
    const said = [
      referral,
      reply(offer, 5, 'offer', 'shire'),
      reply(accept, 6, 'acceptance', 'mere'),
    ]
    const [, second, third] = said.map((one) => ({ ...one, at: at(0), learntAt: at(0) }))
    const facts = [
      referral,
      { ...second!, sent: { ...second!.sent!, after: 'a' } },
      { ...third!, sent: { ...third!.sent!, after: offer } },
    ]
    assert.deepEqual(hands(facts), [[0, Number.POSITIVE_INFINITY, 'mere']])
  }
})
