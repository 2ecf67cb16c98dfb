import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fixedClock } from '../kernel/index.ts'
import { readTexts, type Texts } from './read-agreement.ts'
import { edit, kinds, southmereTexts } from './testing.ts'
import { faultLine } from './text-fault.ts'

/**
 * Each row spoils Southmere's good text in one way: what is replaced, by what, and the faults that must
 * be reported, at the place where an editor's cursor should land.
 */
/** `further`: what every other fault says, where one leaves as many as there are clauses that lean on it */
type Case = [name: string, from: string, to: string, faults: (string | RegExp)[], further?: RegExp]
const CASES: Case[] = [
  [
    'unknown kind',
    'kind: grant\n    text: >-\n      A ward',
    'kind: grants\n    text: >-\n      A ward',
    [
      /^06-who-may-see-what.yaml:6:11 There is no kind of clause called grants. Did you mean grant\?$/,
    ],
  ],
  [
    'duplicate number',
    "- number: '6.2'",
    "- number: '6.1'",
    [
      '06-who-may-see-what.yaml:17:13 Clause 6.1 stands already in 06-who-may-see-what.yaml, line 4.',
    ],
  ],
  [
    'number without quotes',
    "number: '6.10'",
    'number: 6.10',
    [/^06-.*:\d+:13 The field number must be text, and 6.1 is not: put it in quotes\.$/],
  ],
  [
    'number of another part',
    "- number: '6.12'",
    "- number: '7.12'",
    [/^06-.*:\d+:13 Clause 7.12 stands in part 6; its number must begin with 6\.$/],
  ],
  [
    'missing field',
    '    role: ward-coordinator\n',
    '',
    ['06-who-may-see-what.yaml:4:5 The field role is missing: the role that may look.'],
  ],
  [
    'empty field',
    '    role: ward-coordinator\n',
    '    role:\n',
    [/^06-.*:12:10 The field role is empty: the role that may look\.$/],
  ],
  [
    'misspelt field',
    '    role: ward-coordinator\n',
    '    rol: ward-coordinator\n',
    [
      /^06-.*:4:5 The field role is missing/,
      /^06-.*:12:5 A grant clause has no field rol\. Did you mean role\?$/,
    ],
  ],
  [
    'unknown reference',
    'role: ward-coordinator\n',
    'role: ward-cordinator\n',
    [/^06-.*:12:11 No clause declares the role ward-cordinator\. Did you mean ward-coordinator\?$/],
  ],
  [
    'unknown reference in a list',
    'relationships: [admitted-here]',
    'relationships: [admitted-there]',
    [
      /^06-.*:14:21 No clause declares the relationship admitted-there\. Did you mean admitted-here\?$/,
    ],
  ],
  [
    'a grant to a prohibited purpose',
    'role: ward-coordinator\n    purpose: direct-care',
    'role: ward-coordinator\n    purpose: insurance',
    [/^06-.*:13:14 No clause can grant anything for insurance: it is prohibited\.$/],
  ],
  [
    'a prohibited purpose made a purpose',
    'id: planning\n    name: planning',
    'id: marketing\n    name: planning',
    [
      /^03-.*:\d+:9 No agreement can make marketing a purpose: it is prohibited\.$/,
      /^03-.*:\d+:16 No clause declares the purpose planning\./,
    ],
    /^\d\d-.*:\d+:\d+ No clause declares the purpose planning\./,
  ],
  [
    'a prohibited purpose under another name',
    'name: planning\n',
    'name: insights for pharmaceutical partners\n',
    [
      /^03-.*:\d+:11 No agreement can make “pharmaceutical” a purpose, under any name: it is prohibited\.$/,
    ],
  ],
  [
    'a prohibition taken out',
    '    purpose: marketing\n',
    '    purpose: marketing-calls\n',
    [
      '01-what-this-is.yaml:1:1 The text does not prohibit marketing: add a prohibition of the purpose marketing.',
    ],
  ],
  [
    'beyond what the purpose reaches',
    'data: [looks]',
    'data: [looks, health-record]',
    [/^06-.*:\d+:19 Clause 3.4 does not let checking the log reach health-record\.$/],
  ],
  [
    'no relationship where one is needed',
    'relationships: [admitted-here]',
    'relationships: []',
    [/^06-.*:14:20 Clause 3.1 asks for a relationship, and this grants without one\.$/],
  ],
  [
    'wrong type',
    'data: [looks]',
    'data: looks',
    [/^06-.*:\d+:11 The field data must be a list\.$/],
  ],
  [
    'not an identifier',
    'id: ward-coordinator\n',
    'id: Ward Coordinator\n',
    [
      /^05-.*:10:9 The field id: Ward Coordinator is not an identifier/,
      /^06-.*:12:11 No clause declares the role ward-coordinator\. Did you mean Ward Coordinator\?$/,
      /^12-.*:12:11 No clause declares the role ward-coordinator\. Did you mean Ward Coordinator\?$/,
      /^13-.*:13:11 No clause declares the role ward-coordinator\. Did you mean Ward Coordinator\?$/,
      /^14-.*:79:11 No clause declares the role ward-coordinator\. Did you mean Ward Coordinator\?$/,
      /^16-.*:11 No clause declares the role ward-coordinator\. Did you mean Ward Coordinator\?$/,
      /^20-.*:11 No clause declares the role ward-coordinator\. Did you mean Ward Coordinator\?$/,
      /^20-.*:11 No clause declares the role ward-coordinator\. Did you mean Ward Coordinator\?$/,
    ],
  ],
  [
    'an officer without a key',
    / {4}key: 19y.*\n/.source,
    '',
    [
      /^02-.*The field key is missing: the officer’s Ed25519 public key, without which nobody could check/,
    ],
  ],
  [
    'dates reversed',
    'ends: 2028-03-31',
    'ends: 2025-03-31',
    [/^11-.*:11:11 The agreement ends \(2025-03-31\) before it has begun \(2025-04-01\)\.$/],
  ],
  [
    'a day that does not exist',
    'ends: 2028-03-31',
    'ends: 2028-02-31',
    [/^11-.*:11:11 The field ends: 2028-02-31 is not a day of the calendar/],
  ],
  [
    'a clause after the end',
    'takesEffect: 2025-04-01\n    role: gp\n    purpose: safeguarding',
    'takesEffect: 2029-04-01\n    role: gp\n    purpose: safeguarding',
    [/^06-.*It would take effect on 2029-04-01, after the agreement has ended\.$/],
  ],
  [
    'a clause before one that it needs',
    'takesEffect: 2025-04-01\n    id: gp',
    'takesEffect: 2026-04-01\n    id: gp',
    [
      /^06-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^06-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^12-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^12-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^12-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^13-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^13-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^14-.*:39 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^14-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^16-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^20-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
      /^20-.*:11 Clause 5.3, which this needs, takes effect later: 2026-04-01\.$/,
    ],
  ],
  [
    'nobody answers for a matter',
    'matter: equipment',
    'matter: equipments',
    [/^01-.*:1:1 Nobody answers for equipment and adaptations/],
  ],
  [
    'an owner missing on one side',
    '      - side: council\n        name: Rafiq Anwar',
    '      - side: nhs\n        name: Rafiq Anwar',
    [
      /^08-.*The goal needs one owner for the NHS and has 2\.$/,
      /^08-.*The goal needs one owner for local government and has none\.$/,
    ],
  ],
  [
    'the default taken out',
    'whatIsNotGranted: refused',
    'whatIsNotGranted: allowed',
    [/^03-.*:\d+:23 The field whatIsNotGranted must be refused, not allowed\.$/],
  ],
  [
    'a placeholder that stands for nothing',
    'this person is not on {unit}',
    'this person is not on {ward}',
    [/^04-.*\{ward\} stands for nothing; \{unit\} and \{organisation\} do\.$/],
  ],
  [
    'a feed that comes never',
    'every: 24 h',
    'every: daily',
    [
      /^09-.*:17:12 The field every: daily is not a length of time like 24 h, 7 days or 3 months\.$/,
    ],
  ],
  [
    'a stage that stops what never stops',
    'stops: [direct-care]',
    'stops: [direct-care, safeguarding]',
    [/^03-.*Clause 11.5 would stop it\.$/],
  ],
  [
    'proposed by a stranger',
    'proposedBy: southmere-voluntary',
    'proposedBy: southmere-volunteers',
    [
      /^03-.*No clause declares the party southmere-volunteers\. Did you mean southmere-voluntary\?$/,
    ],
  ],
]

let good: Texts
before(async () => {
  good = await southmereTexts()
})

test('Southmere’s agreement has no fault', () => {
  assert.deepEqual(faultsOf(good), [])
})

for (const [name, from, to, expected, further] of CASES) {
  test(`fault: ${name}`, () => {
    const faults = faultsOf(edit(good, from.includes('.*') ? new RegExp(from) : from, to))
    if (further) for (const fault of faults.splice(expected.length)) assert.match(fault, further)
    assert.equal(faults.length, expected.length, faults.join('\n'))
    expected.forEach((fault, at) => {
      if (typeof fault === 'string') assert.equal(faults[at], fault)
      else assert.match(faults[at]!, fault)
    })
  })
}

test('all faults of all files are reported in one go, in the order of an editor', () => {
  const spoilt = CASES.filter(([name]) =>
    ['unknown reference', 'dates reversed', 'a feed that comes never', 'wrong type'].includes(name),
  ).reduce((texts, [, from, to]) => edit(texts, from, to), good)
  const faults = faultsOf(spoilt)
  assert.equal(faults.length, 4, faults.join('\n'))
  assert.deepEqual(
    faults.map((fault) => fault.slice(0, 2)),
    ['06', '06', '09', '11'],
  )
})

test('a fault names its clause, for those who read it as JSON', () => {
  const [fault] = readTexts(
    edit(good, 'role: ward-coordinator\n', 'role: nobody\n'),
    kinds,
    clock,
  ).faults
  assert.equal(fault!.clause, '6.1')
})

const clock = fixedClock('2026-03-03T10:00:00Z')

function faultsOf(texts: Texts): string[] {
  const { faults } = readTexts({ ...texts, signatures: [] }, kinds, clock)
  return faults.map(faultLine)
}
