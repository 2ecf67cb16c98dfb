import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  heldFields,
  openForm,
  readHeldKeys,
  sealForm,
  typedWords,
  writeHeldKeys,
} from './held-form.ts'

const FORM = fc.record(
  {
    path: fc.constant('/people'),
    fields: fc.array(fc.tuple(fc.string(), fc.string())),
  },
  { noNullPrototype: true },
)

test('what was sealed opens with its own key, and with no other; a changed byte opens nothing', () => {
  fc.assert(
    fc.property(FORM, FORM, fc.nat(), (form, other, at) => {
      const { held, sealed } = sealForm(form)
      assert.deepEqual(openForm(held, sealed), form)
      assert.equal(openForm(sealForm(other).held, sealed), undefined)
      const changed = Buffer.from(sealed)
      changed[at % changed.length]! ^= 1
      assert.equal(openForm(held, changed), undefined)
      assert.deepEqual(readHeldKeys(writeHeldKeys([held])), [held])
    }),
  )
})

test('a cookie of any text holds keys or nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), (text) => {
      assert.ok(readHeldKeys(text).length <= 5)
    }),
  )
  assert.deepEqual(readHeldKeys(undefined), [])
})

test('fields keep their order and what came twice; what proves a form and which button are left out', () => {
  const sent = {
    _csrf: 'x',
    family: 'Ormerod',
    part: ['a', 'b'],
    _step: 'do',
    _key: 'k',
    upload: {},
  }
  const fields = heldFields(sent)
  assert.deepEqual(fields, [
    ['family', 'Ormerod'],
    ['part', 'a'],
    ['part', 'b'],
    ['_key', 'k'],
  ])
  const person = '0193e0a0-0000-8000-8000-000000000000'
  const form = {
    path: '/do/record.note',
    fields: [...fields, ['person', person], ['then', '/']],
  } as const
  assert.deepEqual(typedWords(form), [
    { what: 'Family', typed: 'Ormerod' },
    { what: 'Part', typed: 'a' },
    { what: 'Part', typed: 'b' },
  ])
})
