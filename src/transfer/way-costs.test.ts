import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Agreement } from '../agreement/index.ts'
import { agreementOf, edit, southmere, southmereTexts } from '../agreement/testing.ts'
import { unitCosts } from '../capacity/index.ts'
import type { Counted } from '../record/index.ts'
import { transferRule } from './clock-kind.ts'
import { type ChoiceCost, choiceCosts } from './way-costs.ts'

const NOW = new Date('2026-03-10T09:00:00Z')
const places = { hospital: 'mere-general', councils: ['southmere-council'] }
const expected = [{ at: '2026-03-13' }] as never

let agreement: Agreement
before(async () => {
  agreement = await southmere()
})

function asked(text = agreement, planned: readonly Counted[] = [], councils = places.councils) {
  const around = { places: { ...places, councils }, rule: transferRule(text)!, now: NOW }
  const all = choiceCosts(unitCosts(text), { expected }, planned, around)
  return new Map(all.map((one) => [one.activity, one]))
}

function told(one: ChoiceCost | undefined): unknown {
  assert.ok(one !== undefined && 'day' in one)
  const paid = (all: readonly { whose: string; pence: bigint }[]) =>
    all.map(({ whose, pence }) => `${whose} ${pence}`).join()
  return [paid(one.day), one.whole?.days, one.whole && paid(one.whole.paid)]
}

test('what each choice costs each side, a day and in all', () => {
  const all = asked()
  assert.deepEqual(told(all.get('hospital-bed')), ['nhs 41000', 3, 'nhs 123000'])
  assert.deepEqual(told(all.get('home')), ['nhs 0,council 0', undefined, undefined])
  assert.deepEqual(told(all.get('home-care')), ['council 3600', 84, 'council 302400'])
  assert.deepEqual(told(all.get('reablement')), [
    'nhs 1475,council 1475',
    42,
    'nhs 61950,council 61950',
  ])
  assert.deepEqual(told(all.get('recovery-bed')), [
    'nhs 12600,council 5400',
    28,
    'nhs 352800,council 151200',
  ])
})

test('of whom it is not known whose they are, what a council pays is nobody’s', () => {
  const all = asked(agreement, [], ['southmere-council', 'highfell-council'])
  assert.deepEqual(told(all.get('home-care')), [' 3600', 84, ' 302400'])
})

test('hours that are planned for this person come before those that the clause reckons', () => {
  const care = { kind: 'service', label: 'Home care, 4 visits a day', hours: '14.00' } as Counted
  const one = asked(agreement, [care]).get('home-care')
  assert.deepEqual(told(one), ['council 4800', 84, 'council 403200'])
  assert.ok(one && 'own' in one && one.own)
})

test('where no clause has a price it is said, and the others stand', async () => {
  const texts = await southmereTexts()
  const without = agreementOf(
    edit(texts, /\n {2}- number: '14.23'[\s\S]*?(?=\n {2}- number: '14.24')/, ''),
  )
  const all = asked(without)
  assert.match(JSON.stringify(all.get('reablement')), /No price is agreed: no clause of unit costs/)
  assert.deepEqual(told(all.get('hospital-bed')), ['nhs 41000', 3, 'nhs 123000'])
})
