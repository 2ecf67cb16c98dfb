import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Agreement } from '../agreement/index.ts'
import { agreementOf, edit, southmere, southmereTexts } from '../agreement/testing.ts'
import { fixedClock } from '../kernel/index.ts'
import {
  type AccessQuestion,
  type Decision,
  decide,
  purposesOf,
  relationshipsNeeded,
} from './decide.ts'
import type { GrantRow } from './grant-kind.ts'

const ward: AccessQuestion = {
  role: 'ward-coordinator',
  organisation: 'mere-general',
  side: 'nhs',
  purpose: 'direct-care',
  relationships: new Set(['admitted-here']),
  dataClass: 'hospital',
}

let agreement: Agreement
before(async () => {
  agreement = await southmere()
})

const ask = (change: Partial<AccessQuestion>): Decision => decide(agreement, { ...ward, ...change })

function refusal(decision: Decision) {
  assert.ok(!decision.allowed)
  return decision
}

test('a refusal names the clause that comes nearest, the condition, and whom to ask', () => {
  assert.deepEqual(ask({ relationships: new Set(), names: { unit: 'Ward 3' } }), {
    allowed: false,
    clause: '6.1',
    condition: 'relationship:admitted-here',
    sentence:
      'Clause 6.1 lets ward coordinators see people who are on their own ward now; this person is not on Ward 3.',
    askWhom: 'Ask the records team at Mere General, 01632 960140.',
  })
})

test('each kind of refusal in words for somebody tired', () => {
  const cases: [Partial<AccessQuestion>, clause: string, condition: string, sentence: string][] = [
    [
      { relationships: new Set() },
      '6.1',
      'relationship:admitted-here',
      'Clause 6.1 lets ward coordinators see people who are on their own ward now; ' +
        'this person is not on your own ward or team.',
    ],
    [
      { role: 'transfer-hub-coordinator', relationships: new Set() },
      '6.2',
      'relationship:in-our-hospital',
      'Clause 6.2 lets transfer hub coordinators see people who are in their hospital now, ' +
        'or people who have an open case with their organisation; ' +
        'this person has no open stay with the hospital, and this person has no open case with the hospital. ' +
        'Clause 6.13 lets transfer hub coordinators see people who wait for their organisation; ' +
        'this person does not wait for the hospital. ' +
        'Clause 6.19 lets transfer hub coordinators see people who left hospital within the last four weeks; ' +
        'this person has not left hospital lately. ' +
        'Clause 16.5 lets transfer hub coordinators see people in hospital for whom their organisation was asked, ' +
        'or people who come to their organisation from hospital; ' +
        'nobody has asked the hospital for this person, ' +
        'and no offer of the hospital was accepted for this person.',
    ],
    [
      {
        role: 'social-worker',
        organisation: 'southmere-council',
        side: 'council',
        relationships: new Set(),
      },
      '6.5',
      'relationship:open-case-here',
      'Clause 6.5 lets social workers see people who have an open case with their organisation; ' +
        'this person has no open case with the council. ' +
        'Clause 6.14 lets social workers see people who wait for their organisation; ' +
        'this person does not wait for the council. ' +
        'Clause 16.6 lets social workers see people in hospital for whom their organisation was asked, ' +
        'or people who come to their organisation from hospital; ' +
        'nobody has asked the council for this person, ' +
        'and no offer of the council was accepted for this person.',
    ],
    [
      { dataClass: 'safeguarding' },
      '6.1',
      'data-class',
      'Clause 6.1 lets ward coordinators see parts of a record for direct care; ' +
        '“safeguarding concerns” is not one of them.',
    ],
    [
      { purpose: 'safeguarding' },
      '6.1',
      'purpose',
      'Clause 6.1 lets ward coordinators look for direct care, and you came for safeguarding.',
    ],
    [
      { purpose: 'insurance' },
      '3.8',
      'purpose',
      'Clause 3.8 forbids any use of people’s records for insurance, whoever asks.',
    ],
    [
      { purpose: 'planning' },
      '3.5',
      'purpose',
      'Clause 3.5 keeps planning to counts; nobody’s record is opened for it.',
    ],
    [
      { role: 'finance-lead', organisation: 'southmere-council', side: 'council' },
      '3.6',
      'role',
      'Clause 3.6 refuses what no clause grants, and none lets finance leads see a person’s record.',
    ],
    [
      { role: 'nobody' },
      '3.6',
      'role',
      'Clause 3.6 refuses what no clause grants, and none lets your role see a person’s record.',
    ],
    [
      { organisation: 'southmere-council', side: 'council' },
      '5.1',
      'organisation',
      'Clause 5.1 says where ward coordinators work, and your organisation is not among them.',
    ],
    [
      { side: 'council' },
      '2.3',
      'side',
      'Clause 2.3 says on which side Mere General is, and you came as acting for the other.',
    ],
  ]
  for (const [change, clause, condition, sentence] of cases) {
    const answer = refusal(ask(change))
    assert.deepEqual(
      [answer.clause, answer.condition, answer.sentence],
      [clause, condition, sentence],
    )
  }
})

test('whom to ask: at one’s own organisation, else on one’s own side, else where it is answered for', () => {
  const asked = (organisation: string, side: string) =>
    refusal(decide(agreement, { ...ward, role: 'stranger', organisation, side })).askWhom
  assert.equal(asked('mere-general', 'nhs'), 'Ask the records team at Mere General, 01632 960140.')
  assert.equal(
    asked('mere-street-surgery', 'nhs'),
    'Ask the records team at Mere General, 01632 960140.',
  )
  assert.equal(
    asked('southmere-districts', 'council'),
    'Ask the records team at Southmere Council, 01632 960120.',
  )
  assert.equal(asked('', ''), 'Ask the records team at Southmere Council, 01632 960120.')
  assert.match(
    refusal(ask({ purpose: 'safeguarding' })).askWhom!,
    /hospital safeguarding team at Mere General/,
  )
})

test('nothing holds before its day, nor after the stages in which the agreement ends', async () => {
  const clock = fixedClock('2026-03-03T10:00:00Z')
  const later = agreementOf(
    edit(
      await southmereTexts(),
      'takesEffect: 2025-04-01\n    role: ward-coordinator',
      'takesEffect: 2026-06-01\n    role: ward-coordinator',
    ),
    clock,
  )
  const early = refusal(decide(later, ward))
  assert.deepEqual(
    [early.condition, early.sentence],
    ['takes-effect', 'Clause 6.1 takes effect on 1 Jun 2026.'],
  )
  clock.set('2026-05-31T22:59:00Z')
  assert.equal(decide(later, ward).allowed, false)
  clock.set('2026-05-31T23:00:00Z')
  assert.equal(decide(later, ward).allowed, true)
  clock.set('2028-09-27T10:00:00Z')
  assert.equal(decide(later, ward).allowed, true)
  assert.match(later.standing().stage!.says, /In another ninety days/)
  clock.set('2028-09-28T10:00:00Z')
  const ended = refusal(decide(later, ward))
  assert.equal(ended.condition, 'expiry')
  assert.equal(
    ended.sentence,
    'The agreement has ended, and by clause 11.5 nothing is seen or done for direct care since 28 Sep 2028.',
  )
  const own = { ...ward, role: 'resident', organisation: '', side: '', purpose: 'own-record' }
  assert.equal(decide(later, { ...own, relationships: new Set(['is-the-person']) }).allowed, true)
})

test('Cedar allows what some grant asks for in full, and nothing else', () => {
  const ids = (table: string) => agreement.table<{ id: string }>(table).map(({ id }) => id)
  const parties = agreement.parties
  const roles = agreement.table<{ id: string; heldAt: string[] }>('role')
  const question = fc
    .record({
      role: fc.constantFrom(...roles),
      party: fc.constantFrom(...parties, undefined),
      purpose: fc.constantFrom(...ids('purpose')),
      dataClass: fc.constantFrom(...ids('data-class')),
      relationships: fc.uniqueArray(fc.constantFrom(...ids('relationship')), { maxLength: 3 }),
    })
    .map(({ role, party, ...rest }) => ({
      ...rest,
      role: role.id,
      heldAt: role.heldAt,
      organisation: party?.id ?? '',
      side: party?.side ?? '',
    }))
  fc.assert(
    fc.property(question, (asked) => {
      const granted = agreement.table<GrantRow>('grant').some((grant) => {
        const related = grant.relationships.some((one) => asked.relationships.includes(one))
        return (
          grant.role === asked.role &&
          grant.purpose === asked.purpose &&
          grant.data.includes(asked.dataClass) &&
          (grant.relationships.length === 0 || related)
        )
      })
      const holds =
        asked.heldAt.length === 0
          ? asked.organisation === ''
          : asked.heldAt.includes(asked.organisation)
      const { allowed } = decide(agreement, {
        ...asked,
        relationships: new Set(asked.relationships),
      })
      assert.equal(allowed, granted && holds)
    }),
    { numRuns: 5_000 },
  )
})

test('what the live data has to prove for a role, and what it may look for', () => {
  assert.deepEqual(relationshipsNeeded(agreement, 'ward-coordinator', 'direct-care'), [
    'admitted-here',
    'glass-broken',
  ])
  assert.deepEqual(relationshipsNeeded(agreement, 'transfer-hub-coordinator', 'direct-care'), [
    'in-our-hospital',
    'open-case-here',
    'waits-for-us',
    'left-here',
    'asked-here',
    'coming-here',
    'glass-broken',
  ])
  assert.deepEqual(relationshipsNeeded(agreement, 'governance-lead', 'governance'), [])
  assert.deepEqual(relationshipsNeeded(agreement, 'analyst', 'direct-care'), [])
  assert.deepEqual(
    purposesOf(agreement, 'social-worker').map(({ id }) => id),
    ['direct-care', 'safeguarding'],
  )
  // A purpose that reaches nobody's data is enough to sign in.
  assert.deepEqual(
    purposesOf(agreement, 'co-chair').map(({ id }) => id),
    ['partnership'],
  )
  assert.deepEqual(relationshipsNeeded(agreement, 'co-chair', 'partnership'), [])
  assert.deepEqual(
    purposesOf(agreement, 'analyst').map(({ id }) => id),
    ['planning'],
  )
  assert.deepEqual(relationshipsNeeded(agreement, 'analyst', 'planning'), [])
})

test('hostile words in a question are words, and nothing more', () => {
  for (const word of [
    '" || true || "',
    '\\',
    '\u0000',
    '__proto__',
    'constructor',
    '💉',
    '\ud800',
    'x'.repeat(10_000),
  ]) {
    for (const field of ['role', 'organisation', 'side', 'purpose', 'dataClass'] as const) {
      assert.equal(ask({ [field]: word }).allowed, false, field)
    }
    assert.equal(ask({ relationships: new Set([word]) }).allowed, false)
  }
})
