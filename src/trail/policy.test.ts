import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { confirmationWords, isLate } from './confirmation.ts'
import { makeSigner } from './note.ts'
import { hasTwoSides, missingFrom, quorumAt, readPolicy, writePolicy } from './policy.ts'
import { policyOf } from './quorum.ts'

const keys = Array.from(
  { length: 6 },
  (_, at) => makeSigner(`w${at}.example/w`, 'witness').verifier,
)
const log = makeSigner('o.example/log', 'log').verifier
const at = new Date('2026-03-03T10:00:00Z')

/** The example of C2SP tlog-policy: two of the X-witnesses and any of the Y-witnesses. */
const EXAMPLE = `# who counts
log ${log.vkey} https://o.example/
witness X1 ${keys[0]!.vkey}
 witness	X2 ${keys[1]!.vkey} https://x2.example/
witness X3 ${keys[2]!.vkey}
group X-witnesses 2 X1 X2 X3

witness Y1 ${keys[3]!.vkey}
witness Y2 ${keys[4]!.vkey}
witness Y3 ${keys[5]!.vkey}
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`

test('a policy is met by two of one group and one of the other, and by nothing less', () => {
  const policy = readPolicy(EXAMPLE)
  assert.ok(typeof policy !== 'string', String(policy))
  fc.assert(
    fc.property(fc.subarray([0, 1, 2, 3, 4, 5]), (signed) => {
      const times = new Map(signed.map((one) => [keys[one]!.vkey, at]))
      const x = signed.filter((one) => one < 3).length
      const met = x >= 2 && signed.length > x
      assert.equal(quorumAt(policy.quorum!, times) !== undefined, met)
      assert.equal(missingFrom(policy.quorum, times).length === 0, met)
    }),
  )
  assert.ok(hasTwoSides(policy.quorum))
  const again = readPolicy(writePolicy(policy)!)
  assert.ok(typeof again !== 'string')
  assert.deepEqual(writePolicy(again), writePolicy(readPolicy(writePolicy(again)!) as typeof again))
})

test('the time of a quorum is that of the last signature that it needed', () => {
  const policy = policyOf(
    undefined,
    keys.slice(0, 2).map((verifier) => ({ verifier })),
    log.vkey,
  )
  const early = new Date('2026-03-03T09:00:00Z')
  const times = new Map([
    [keys[0]!.vkey, at],
    [keys[1]!.vkey, early],
  ])
  assert.equal(quorumAt(policy.quorum!, times), early)
})

test('what is no policy is said with its line', () => {
  const [w] = keys
  const wrong: [text: string, why: RegExp][] = [
    ['', /no quorum line/],
    ['quorum x', /line 1: the quorum names nobody/],
    ['quorum none\nquorum none', /line 2: a second quorum/],
    [`witness none ${w!.vkey}\nquorum none`, /the name none is taken/],
    [`witness a ${w!.vkey}\nwitness a ${keys[1]!.vkey}\nquorum a`, /the name a is taken/],
    [`witness a ${w!.vkey}\nwitness b ${w!.vkey}\nquorum a`, /the same witness twice/],
    [`witness a nokey\nquorum a`, /not a witness/],
    [`group g any a\nquorum g`, /a is not defined before/],
    [`witness a ${w!.vkey}\ngroup g 2 a\nquorum g`, /cannot need 2/],
    [`witness a ${w!.vkey}\ngroup g 0 a\nquorum g`, /cannot need 0/],
    [`witness a ${w!.vkey}\ngroup g any a\ngroup h any a\nquorum h`, /in a group already/],
    [
      `witness constructor ${w!.vkey}\ngroup __proto__ any constructor\nquorum toString`,
      /names nobody/,
    ],
    ['hello\nquorum none', /nobody knows the word hello|a name or a key is missing/],
    ['quorum none\u0000', /control character/],
  ]
  for (const [text, why] of wrong) assert.match(String(readPolicy(text)), why, text)
  assert.ok(typeof readPolicy('quorum none\n') !== 'string')
})

test('a clause asks for each side, by signed keys, by the settings, or by the name', () => {
  const rule = {
    clause: '10.4',
    sides: [
      { id: 'nhs', name: 'the NHS' },
      { id: 'council', name: 'local government' },
    ],
    ofEachSide: 1,
    withinSeconds: 900,
    keys: [],
  }
  const nhs = { verifier: makeSigner('nhs.example/w', 'witness').verifier }
  const council = { verifier: keys[0]!, side: 'council' }
  const both = policyOf(rule, [nhs, council], log.vkey)
  const signed = (...ones: { vkey: string }[]) => new Map(ones.map(({ vkey }) => [vkey, at]))
  assert.deepEqual(missingFrom(both.quorum, signed(nhs.verifier)), ['local government'])
  assert.deepEqual(missingFrom(both.quorum, signed(nhs.verifier, keys[0]!)), [])
  assert.match(writePolicy(both)!, /^# concordat: clause 10\.4$/m)
  const named = { ...rule, keys: [{ side: 'nhs', vkey: keys[1]!.vkey }] }
  const none = policyOf(named, [nhs, council], log.vkey)
  assert.deepEqual(missingFrom(none.quorum, signed(nhs.verifier, keys[0]!)).length, 2)
  assert.equal(writePolicy(none), undefined, 'a side without a witness cannot be written')
})

test('one sentence says how far it is confirmed, since when, and who is missing', () => {
  const now = new Date('2026-03-03T10:20:00Z')
  const state = { size: 10, confirmed: { size: 8, at }, missing: ['the NHS'], withinSeconds: 900 }
  assert.ok(isLate(state, now))
  assert.equal(
    confirmationWords({ ...state, clause: '10.4', waitingSince: at }, now),
    'The first 8 of 10 entries are confirmed by a witness of each side, 20 min ago; 2 are not yet ' +
      'confirmed, for 20 min. No quorum since: Clause 10.4 allows 15 min. Missing: the NHS.',
  )
  assert.ok(!isLate(state, new Date('2026-03-03T10:14:00Z')))
})
