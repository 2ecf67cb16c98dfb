import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAdt } from './adt.ts'
import { adt, pid, testContext } from './testing.ts'

/** Under which id a message knows its person, and what it says of them. */
function personIn(list: string, source = 'rxt') {
  const text = adt('A31', '202603010900', pid({ pid: { 3: list } }))
  const { said } = readAdt(text, testContext(Buffer.from(text), { source, kind: 'hl7v2' }))
  return said[0]!
}

const NHS = '9990123454'

test('the NHS number is known in all its spellings, and nothing else is one', () => {
  for (const spelling of [
    ...[`${NHS}^^^NHS^NH`, `${NHS}^^^NHS^HN`, '999 012 3454^^^&NHS', `${NHS}^^^^NHS`],
    ...['999-012-3454^^^NHS&2.16.840.1.113883.2.1.4.1&ISO', `${NHS}^^^nhs^nh`],
  ]) {
    assert.equal(personIn(`H1^^^RXT^MR~${spelling}`).fields.nhsNumber, NHS, spelling)
  }
  assert.equal(personIn(`H1^^^RXT^MR~${NHS}^^^RXT^PI`).fields.nhsNumber, undefined)
})

test('the hospital’s own number is the key, wherever it stands in the list', () => {
  const cases: [list: string, key: [string, string]][] = [
    ['S9^^^OTHER^MR~M1^^^RXT^MR', ['RXT', 'M1']],
    ['P1^^^RXT^PI~S9^^^OTHER^MR', ['OTHER', 'S9']],
    ['X1^^^RXT~P1^^^OTHER^PI', ['OTHER', 'P1']],
    ['40800000^^^MRENTR^MEDREC~1^^^RXT^AN', ['MRENTR', '40800000']],
    ['B2^^^B^MR~A1^^^A^MR', ['A', 'A1']],
    [`A1^^^A^VN~${NHS}^^^NHS^NH`, ['NHS', NHS]],
    ['7^^^&1.2.3&ISO^MR', ['1.2.3', '7']],
  ]
  for (const [list, key] of cases) {
    for (const order of [list, list.split('~').toReversed().join('~')]) {
      assert.deepEqual(JSON.parse(personIn(order).key), key, order)
    }
  }
})

const word = fc.constantFrom('RXT', 'SITEA', 'SITEB', 'MRN', '1.2.3')
const value = fc.constantFrom('1', '2', '10', 'A1', 'a1', 'H0001')
const source = fc.constantFrom('rxt', 'ryy')

test('two people meet only where source, authority and number are the same', () => {
  const named = fc.record({ source, authority: word, number: value })
  fc.assert(
    fc.property(named, named, (a, b) => {
      const [one, other] = [a, b].map((id) =>
        personIn(`${id.number}^^^${id.authority}^MR`, id.source),
      )
      const same = a.source === b.source && a.authority === b.authority && a.number === b.number
      assert.equal(one!.personId === other!.personId, same)
    }),
  )
})

test('whatever a list holds, its order does not matter', () => {
  const type = fc.constantFrom('MR', 'PI', 'AN', 'NH', 'XX', '', 'constructor')
  const id = fc
    .record({
      value: fc.oneof(value, fc.constant(NHS), fc.constant('""'), fc.constant('0')),
      word,
      type,
    })
    .map((one) => `${one.value}^^^${one.word}^${one.type}`)
  const lists = fc
    .uniqueArray(id, { minLength: 1, maxLength: 5 })
    .chain((ids) => fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids, { minLength: ids.length })))
  const told = (ids: string[]) => {
    try {
      const { personId, key, fields } = personIn(['H9^^^RXT^MR', ...ids].join('~'))
      return JSON.stringify([personId, key, Object.entries(fields).sort()])
    } catch (error) {
      return String(error)
    }
  }
  fc.assert(fc.property(lists, ([ids, other]) => assert.equal(told(other), told(ids))))
})
