import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Condition,
  type PolicyReading,
  policyText,
  readPolicies,
  UnreadablePolicy,
} from './policy.ts'

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?$/)
const attribute = fc.constantFrom(
  'principal.role',
  'principal.side',
  'context.purpose',
  'context.data',
)
const someWords = fc.uniqueArray(word, { minLength: 1, maxLength: 4 })
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ test: fc.constantFrom('is' as const, 'is-not' as const), attribute, value: word }),
  fc.record({
    test: fc.constantFrom('one-of' as const, 'none-of' as const, 'has-any' as const),
    attribute,
    values: someWords,
  }),
  fc.record({ test: fc.constant('empty' as const), attribute }),
  fc.record({
    test: fc.constant('from' as const),
    day: fc.constantFrom('2026-04-01', '2028-12-31'),
  }),
)
const policy: fc.Arbitrary<PolicyReading> = fc.record(
  {
    clause: fc.constantFrom('3.1', '10.12'),
    effect: fc.constantFrom('permit' as const, 'forbid' as const),
    action: fc.constantFrom('see', 'load'),
    when: fc.array(condition, { maxLength: 5 }),
  },
  { requiredKeys: ['clause', 'effect', 'when'] },
)

test('what is written as Cedar is read back from what Cedar parsed, the same', () => {
  fc.assert(
    fc.property(fc.array(policy, { minLength: 1, maxLength: 3 }), (policies) => {
      const text = policies.map(policyText).join('\n')
      const readings = readPolicies(text).map(({ reading }) => reading)
      assert.deepEqual(readings.map(key).sort(), policies.map(key).sort())
    }),
    { numRuns: 200 },
  )
})

test('a policy that says more than the house can put into words is refused', () => {
  const refused: [string, RegExp][] = [
    ['permit (principal, action, resource);', /which clause/],
    ['@clause("1.1") permit (principal == Actor::"x", action, resource);', /names a principal/],
    ['@clause("1.1") permit (principal, action, resource) unless { context.a == "b" };', /unless/],
    [
      '@clause("1.1") permit (principal, action, resource) when { context.a == "b" || true };',
      /words/,
    ],
    [
      '@clause("1.1") permit (principal, action, resource) when { context.age >= 12345678 };',
      /day/,
    ],
    ['@clause("1.1") permit (principal == ?principal, action, resource);', /template/],
    ['permit', /./],
  ]
  for (const [text, why] of refused) {
    assert.throws(
      () => readPolicies(text),
      (error) => error instanceof UnreadablePolicy && why.test(error.message),
    )
  }
})

test('text that could break out of a policy never gets into one', () => {
  const attempt = (value: string) =>
    policyText({
      clause: '1.1',
      effect: 'permit',
      when: [{ test: 'is', attribute: 'principal.role', value }],
    })
  assert.throws(() => attempt('x" || true || "'), /not fit/)
  assert.throws(() => attempt('x\\'), /not fit/)
})

function key(reading: PolicyReading): string {
  return JSON.stringify([
    reading.clause,
    reading.effect,
    reading.action ?? '',
    reading.when.map((c) => Object.entries(c).sort()),
  ])
}
