import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Agreement } from './agreement.ts'
import { type ClauseChange, compareAgreements } from './compare.ts'
import type { Texts } from './read-agreement.ts'
import { agreementOf, edit, southmere, southmereTexts } from './testing.ts'

let texts: Texts
let old: Agreement
before(async () => {
  texts = await southmereTexts()
  old = await southmere()
})

function changes(from: string | RegExp, to: string): ClauseChange[] {
  return compareAgreements(old, agreementOf(edit(texts, from, to)))
}

test('a text differs from itself in nothing', () => {
  assert.deepEqual(compareAgreements(old, old), [])
})

test('a role that may see more, and less: what changes for whom', () => {
  const given =
    'data: [demographics, hospital, leaving, leaving-need, health-record, council-care, carer, do-not-tell, looks]'
  const granting = (data: string) => agreementOf(edit(texts, given, `data: [${data}]`))
  const found = compareAgreements(
    granting(
      'demographics, hospital, leaving, leaving-need, health-record, council-care, do-not-tell, looks',
    ),
    granting(
      'demographics, hospital, leaving, leaving-need, council-care, carer, do-not-tell, looks',
    ),
  )
  assert.equal(found.length, 1)
  assert.deepEqual(
    { ...found[0], before: undefined, after: undefined },
    {
      change: 'changed',
      number: '6.1',
      heading: 'Ward coordinators, for the people on their ward',
      kind: 'grant',
      whom: ['ward coordinators'],
      what: [
        'Ward coordinators may now see family and carers.',
        'Ward coordinators may no longer see the health record.',
      ],
      proposedBy: 'mere-general',
      before: undefined,
      after: undefined,
    },
  )
})

test('words alone are said to be words alone', () => {
  const [found] = changes('so\n      that nobody waits', 'so\n      that no patient waits')
  assert.equal(found!.change, 'reworded')
  assert.deepEqual(found!.what, ['The wording changes; what it does stays the same.'])
})

test('a clause taken out and a clause put in', () => {
  const clause = /\n {2}- number: '6\.10'\n(?: {4}.*\n)+/
  const without = agreementOf(edit(texts, clause, ''))
  const [gone] = compareAgreements(old, without)
  assert.equal(gone!.change, 'removed')
  assert.match(gone!.what[0]!, /^No longer: GPs may see, for safeguarding/)
  assert.deepEqual(gone!.whom, ['GPs'])
  const [come] = compareAgreements(without, old)
  assert.equal(come!.change, 'added')
  assert.match(come!.what[0]!, /^New: GPs may see, for safeguarding/)
})

test('a clause that only got another number is not a new one', () => {
  const [found, ...more] = changes("number: '6.12'", "number: '6.20'")
  assert.deepEqual(more, [])
  assert.equal(found!.change, 'renumbered')
  assert.equal(found!.was, '6.12')
  assert.deepEqual(found!.what, ['It was clause 6.12.'])
})

test('what other clauses compile to is compared too: a contact, a key, a code, a date', () => {
  const cases: [string, string, RegExp][] = [
    ['how: 01632 960140', 'how: 01632 960199', /Now: Southmere Council answers .*01632 960199/],
    ['codes: [RXS]', 'codes: [RXS, RXS01]', /^Now different: the codes by which feeds name it\.$/],
    ['ends: 2028-03-31', 'ends: 2029-03-31', /to the end of 31 Mar 2029/],
    ['every: 24 h', 'every: 2 h', /every 2 h/],
  ]
  for (const [from, to, expected] of cases) {
    const found = changes(from, to)
    assert.ok(
      found.some(({ what }) => what.some((sentence) => expected.test(sentence))),
      from,
    )
  }
  const [party] = changes('codes: [RXS]', 'codes: [RXS, RXS01]')
  assert.deepEqual(party!.codes, { before: ['RXS'], after: ['RXS', 'RXS01'] })
})

test('whatever changes in what a clause compiles to shows in its reading', () => {
  const parts = old.clauses.map(({ number }) => ({ number, reading: old.reading(number) }))
  const changed = agreementOf(edit(texts, 'ask: safeguarding', 'ask: records'))
  const differing = parts.filter(({ number, reading }) => changed.reading(number) !== reading)
  assert.deepEqual(
    differing.map(({ number }) => number),
    ['3.2'],
  )
})
