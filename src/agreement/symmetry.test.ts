import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import {
  type AccessQuestion,
  decide,
  decideAction,
  type GrantRow,
  type PowerQuestion,
  type PowerRow,
  type RoleRow,
  relationshipsNeeded,
} from '../access/index.ts'
import { fixedClock } from '../kernel/index.ts'
import { actions } from '../rooms.ts'
import type { Agreement } from './agreement.ts'
import { compareAgreements } from './compare.ts'
import { coverageOf } from './coverage.ts'
import { agreementKinds } from './kinds.ts'
import { marginsOf } from './margin.ts'
import { readTexts, type Texts } from './read-agreement.ts'
import {
  agreementOf,
  edit,
  exchange,
  exchangeAll,
  exchanged,
  kinds,
  southmereTexts,
} from './testing.ts'
import { faultLine } from './text-fault.ts'

/**
 * The two sides stand level. Give each side the other's name throughout the agreement, its parties, roles
 * and the words for them (what the law makes one side's own goes with it): whatever the software answers
 * must be the same answer with the same names exchanged. A rule that favoured either side, by its id, its
 * name, or its place in the alphabet, would answer differently.
 */

const clock = fixedClock('2026-03-03T10:00:00Z')
let texts: Texts
let here: Agreement
let there: Agreement
before(async () => {
  texts = await southmereTexts()
  here = agreementOf(texts, clock)
  there = agreementOf(exchangeAll(texts), clock)
})

test('the exchange is a true one: it changes the text, and twice is nothing', () => {
  const once = exchangeAll(texts)
  assert.notDeepEqual(once.files, texts.files)
  assert.deepEqual(exchangeAll(once).files, texts.files)
  assert.equal(there.sides[0]!.id, 'council')
})

test('every decision is the same with the names exchanged', () => {
  const ids = (table: string) => here.table<{ id: string }>(table).map(({ id }) => id)
  const purposes = [
    ...ids('purpose'),
    ...here.table<{ purpose: string }>('prohibition').map(({ purpose }) => purpose),
  ]
  const question: fc.Arbitrary<AccessQuestion> = fc.record({
    role: fc.constantFrom(...ids('role'), 'stranger'),
    organisation: fc.constantFrom(...ids('party'), '', 'elsewhere'),
    side: fc.constantFrom(...ids('side'), ''),
    purpose: fc.constantFrom(...purposes, 'curiosity'),
    dataClass: fc.constantFrom(...ids('data-class')),
    relationships: fc
      .uniqueArray(fc.constantFrom(...ids('relationship')), { maxLength: 3 })
      .map((list) => new Set(list)),
    names: fc.constantFrom({}, { unit: 'Ward 3' }),
  })
  // Of all that could be asked hardly anything is granted: every grant is asked for too.
  const granted = here
    .table<GrantRow>('grant')
    .flatMap(({ role, purpose, data, relationships }) => {
      const { heldAt } = here.table<RoleRow>('role').find(({ id }) => id === role)!
      const organisation = heldAt[0] ?? ''
      const side = here.parties.find(({ id }) => id === organisation)?.side ?? ''
      return data.map((dataClass): AccessQuestion => {
        const held = new Set(relationships)
        return { role, organisation, side, purpose, dataClass, relationships: held, names: {} }
      })
    })
  const allowed = new Set<boolean>()
  fc.assert(
    fc.property(fc.oneof(question, fc.constantFrom(...granted)), (asked) => {
      const { relationships, ...rest } = asked
      const other = { ...exchanged(rest), relationships: new Set(exchanged([...relationships])) }
      const answer = decide(here, asked)
      allowed.add(answer.allowed)
      assert.deepEqual(decide(there, other), exchanged(answer))
    }),
    { numRuns: 3_000 },
  )
  assert.deepEqual(allowed, new Set([true, false]), 'both answers were among those compared')
})

test('every power is the same with the names exchanged, and so is the ladder', () => {
  const ids = (table: string) => here.table<{ id: string }>(table).map(({ id }) => id)
  const question: fc.Arbitrary<PowerQuestion> = fc.record({
    actor: fc.record({
      role: fc.constantFrom(...ids('role'), 'stranger'),
      organisation: fc.constantFrom(...ids('party'), ''),
      side: fc.constantFrom(...ids('side'), ''),
    }),
    purpose: fc.constantFrom(...ids('purpose')),
    action: fc.constantFrom(...actions.map(({ name }) => name)),
    does: fc.constant('do it'),
  })
  // Of all that could be asked hardly anything is granted: whatever a clause gives somebody is asked for too.
  const given = here.table<PowerRow>('power').flatMap(({ role, purpose, does }) => {
    const { heldAt } = here.table<RoleRow>('role').find(({ id }) => id === role)!
    const organisation = heldAt[0] ?? ''
    const side = here.parties.find(({ id }) => id === organisation)?.side ?? ''
    const actor = { role, organisation, side }
    return does.map((action): PowerQuestion => ({ actor, purpose, action, does: 'do it' }))
  })
  const allowed = new Set<boolean>()
  fc.assert(
    fc.property(fc.oneof(question, fc.constantFrom(...given)), (asked) => {
      const answer = decideAction(here, asked)
      allowed.add(answer.allowed)
      assert.deepEqual(decideAction(there, exchanged(asked)), exchanged(answer))
    }),
    { numRuns: 2_000 },
  )
  assert.deepEqual(allowed, new Set([true, false]), 'both answers were among those compared')
  assert.deepEqual(there.table('ladder'), exchanged(here.table('ladder')))
})

test('every permission that is granted on one side has its like on the other', () => {
  for (const { id: role } of here.table<{ id: string }>('role')) {
    for (const { id: purpose } of here.table<{ id: string }>('purpose')) {
      assert.deepEqual(
        relationshipsNeeded(there, exchange(role), purpose),
        exchanged(relationshipsNeeded(here, role, purpose)),
      )
    }
  }
})

test('readings, margins, coverage and comparison are the same with the names exchanged', () => {
  const told = (agreement: Agreement) => ({
    readings: agreement.clauses.map(({ number }) => `${number} ${agreement.reading(number)}`),
    margins: [...marginsOf(agreement)],
    coverage: coverageOf(agreement, [...agreementKinds, ...kinds]),
    policies: agreement.policies.map(({ text }) => text),
    standing: agreement.standing(),
  })
  assert.deepEqual(JSON.parse(JSON.stringify(told(there))), exchanged(told(here)))
  const [from, to] = ['role: gp\n    purpose: direct-care', 'role: gp\n    purpose: safeguarding']
  const changedHere = compareAgreements(here, agreementOf(edit(texts, from, to), clock))
  const changedThere = compareAgreements(
    there,
    agreementOf(edit(exchangeAll(texts), from, to), clock),
  )
  assert.equal(changedHere.length, 1)
  assert.deepEqual(JSON.parse(JSON.stringify(changedThere)), exchanged(changedHere))
})

test('faults and missing signatures are the same with the names exchanged', () => {
  const spoilt = edit(
    edit(
      texts,
      '      - side: council\n        name: Rafiq Anwar',
      '      - side: nhs\n        name: Rafiq Anwar',
    ),
    /party: southmere-council\n {4}authority/,
    'party: southmere-voluntary\n    authority',
  )
  const found = (given: Texts) => readTexts(given, kinds, clock).faults.map(faultLine).sort()
  const here = found(spoilt)
  assert.ok(here.length > 2)
  assert.deepEqual(found(exchangeAll(spoilt)), exchanged(here).sort())
  const unsigned = readTexts({ ...texts, signatures: [] }, kinds, clock)
  const other = readTexts(exchangeAll(texts), kinds, clock)
  assert.deepEqual(other.missing, exchanged(unsigned.missing))
})
