import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageOf } from './coverage.ts'
import { agreementKinds } from './kinds.ts'
import { marginsOf } from './margin.ts'
import { agreementOf, edit, example, kinds, southmere, southmereTexts } from './testing.ts'

const all = [...agreementKinds, ...kinds]

test('in Southmere nothing runs without a clause, and what stands idle says why', async () => {
  const { withoutClause, off, running, idle } = coverageOf(await southmere(), all)
  assert.deepEqual(withoutClause, [])
  assert.deepEqual(off, [])
  assert.ok(running.length > 25)
  assert.ok(running.every(({ clauses }) => clauses.length > 0))
  const reasons = new Map(idle.map(({ number, why }) => [number, why]))
  assert.match(reasons.get('1.2')!, /people keep it/)
  assert.match(reasons.get('11.8')!, /people keep it/)
  assert.equal(reasons.get('11.7'), undefined)
  // Every role of the text is let see or do something.
  assert.equal(reasons.get('5.13'), undefined)
  assert.equal(reasons.get('6.1'), undefined)
})

test('a clause that is taken out leaves a thing that runs without one', async () => {
  const without = edit(await southmereTexts(), / {2}- number: '10\.2'\n(?: {4}.*\n)+\n/, '')
  const { withoutClause } = coverageOf(agreementOf(without), all)
  assert.deepEqual(
    withoutClause.map(({ what }) => what),
    ['Every change is in the log, in the transaction that makes it'],
  )
})

test('a relationship that the software cannot prove has nothing behind it', async () => {
  const texts = await southmereTexts()
  const unknown = agreementOf({
    ...texts,
    files: texts.files.map(({ path, text }) => ({
      path,
      text: text
        .replaceAll('id: registered-here', 'id: knows-well')
        .replaceAll('relationship: registered-here', 'relationship: knows-well')
        .replaceAll('[registered-here]', '[knows-well]'),
    })),
  })
  const { idle, off } = coverageOf(unknown, all)
  assert.match(idle.find(({ number }) => number === '4.4')!.why, /does not know this relationship/)
  assert.deepEqual(
    off.map(({ what }) => what),
    ['The practice that a person is registered with is found in the feeds'],
  )
})

test('the margin of every clause says what it switches on, who asked for it, and who relies on it', async () => {
  const agreement = await example()
  const margins = marginsOf(agreement)
  const classes = agreement.clauses.filter(({ kind }) => kind === 'data-class').length
  assert.deepEqual(margins.get('6.1')!.switchesOn, [
    '1 permission: ward coordinators, direct care',
    `8 of ${classes} data classes`,
  ])
  assert.deepEqual(margins.get('4.1')!.namedBy, ['6.1', '11.5'])
  assert.equal(margins.get('3.7')!.proposedBy, 'The council')
  assert.deepEqual(margins.get('10.2')!.switchesOn, ['1 ladder', '1 clock'])
  assert.deepEqual(margins.get('1.2')!.switchesOn, [])
  assert.equal(margins.size, agreement.clauses.length)
})
