import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addressOf,
  aliasOf,
  type EntryHead,
  isDrawnUuid,
  keptId,
  nameOf,
  serverOf,
} from './fhir-address.ts'
import { readExactly, readJson } from './json-value.ts'
import { NO_FILE } from './reading.ts'

test('a server is the same one however its address is written', () => {
  for (const base of [
    'https://a.example/fhir/R4',
    'http://A.EXAMPLE:80/fhir/R4/',
    'HTTPS://a.example:443/fhir/R4',
    'https://a.example/fhir/R4/Patient/7',
  ]) {
    assert.equal(serverOf(base), 'a.example/fhir/R4')
  }
  assert.equal(serverOf('https://a.example:8080/FHIR'), 'a.example:8080/FHIR')
  assert.equal(serverOf('ftp://a.example'), undefined)
  assert.equal(serverOf('not an address'), undefined)
})

test('names are read in every form that FHIR has for them', () => {
  const literal = { kind: 'literal', type: 'Patient', id: '7' }
  assert.deepEqual(addressOf('Patient/7'), { ...literal, base: undefined })
  assert.deepEqual(addressOf('Patient/7/_history/2'), { ...literal, base: undefined })
  assert.deepEqual(addressOf('https://a.example/Patient/7'), { ...literal, base: 'a.example' })
  assert.deepEqual(addressOf('#7'), { kind: 'contained', id: '7' })
  assert.equal(addressOf('patient/7').kind, 'other')
  assert.equal(addressOf('ftp://a.example/Patient/7').kind, 'other')
  assert.equal(addressOf('Patient/').kind, 'other')
  assert.equal(addressOf('').kind, 'other')
  assert.equal(aliasOf('URN:UUID:ABC'), 'urn:uuid:abc')
  assert.equal(aliasOf('HTTP://A.example/Patient/7/_history/1'), 'a.example/Patient/7')
  assert.equal(aliasOf('Patient?identifier=a%7Cb'), 'Patient?identifier=a|b')
})

test('a UUID that was drawn is told from one that was typed', () => {
  for (let count = 0; count < 2_000; count += 1) assert.ok(isDrawnUuid(randomUUID()))
  for (const drawn of [
    '057aa36e-b892-9964-75b9-ffb46b097e34',
    '61EBE359-bfdc-4613-8bf2-c5e300945f0a',
  ]) {
    assert.ok(isDrawnUuid(drawn))
  }
  for (const typed of [
    'patient-1',
    '00000000-0000-0000-0000-000000000001',
    '11111111-1111-1111-1111-111111111111',
    '0f0f0f0f-0000-4000-8000-000000000041',
    '12345678-1234-1234-1234-123456789abc',
    '01234567-89ab-cdef-0123-456789abcdef',
    '057aa36e-b892-9964-75b9',
    '',
  ]) {
    assert.equal(isDrawnUuid(typed), false, typed)
  }
})

test('what a transaction asks to be made anew is named within its bundle, unless its name holds', () => {
  const drawn = '057aa36e-b892-9964-75b9-ffb46b097e34'
  const file = { ...NO_FILE, scope: 'S', bases: new Set(['a.example']) }
  const kept = (given: string | undefined, head: EntryHead) =>
    keptId(nameOf('Patient', given, head), file)
  const post = { method: 'POST', url: 'Patient' }
  assert.equal(kept('patient-1', post), 'patient-1~S')
  assert.equal(kept('patient-1', { ...post, fullUrl: 'urn:uuid:patient-1' }), 'patient-1~S')
  assert.equal(kept(undefined, { ...post, fullUrl: 'urn:uuid:Patient-1' }), 'patient-1~S')
  assert.equal(kept('patient-1', { ...post, fullUrl: 'Patient/patient-1' }), 'patient-1~S')
  assert.equal(kept(undefined, { fullUrl: 'urn:uuid:patient-1' }), 'patient-1~S')
  assert.equal(kept('patient-1', { ...post, fullUrl: `urn:uuid:${drawn.toUpperCase()}` }), drawn)
  assert.equal(kept(drawn, post), drawn)
  assert.equal(kept('x', { ...post, fullUrl: 'https://a.example/Patient/77' }), '77')
  assert.equal(
    kept('x', { ...post, fullUrl: 'https://b.example/r4/Patient/77' }),
    '77~b.example:r4',
  )
  assert.equal(kept('77', { fullUrl: 'https://b.example/r4/Patient/77' }), '77~b.example:r4')
  assert.equal(kept(drawn, { fullUrl: `https://b.example/r4/Patient/${drawn}` }), drawn)
  assert.equal(kept('77', { fullUrl: 'urn:uuid:x', method: 'PUT', url: 'Patient/77' }), '77')
  assert.equal(kept(undefined, { method: 'PUT', url: 'Patient/77' }), '77')
  const once = kept('x', { ...post, ifNoneExist: 'Patient?identifier=a|b' })
  assert.match(once!, /^if-[0-9a-f]{16}$/)
  assert.equal(kept('y', { method: 'PUT', url: 'Patient?identifier=a%7Cb' }), once)
  assert.notEqual(kept('x', { ...post, ifNoneExist: 'identifier=a|c' }), once)
  assert.equal(kept(undefined, post), undefined)
  assert.throws(() => kept('null', {}), { place: 'Patient.id' })
  // A history tells what was once made; its ids are the server's.
  const history = { ...file, newestFirst: true }
  assert.equal(keptId(nameOf('Patient', 'patient-1', post), history), 'patient-1')
})

test('a number comes out as it went in, however long it is', () => {
  const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,24})$/)
  const fraction = fc.stringMatching(/^(?:\.\d{1,24})?$/)
  const exponent = fc.stringMatching(/^(?:[eE][-+]?\d{1,2})?$/)
  const number = fc
    .tuple(fc.constantFrom('', '-'), digits, fraction, exponent)
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), (numbers) => {
      const text = `{"a":[${numbers.join(', ')}],"b":{"c":${numbers[0]}},"d":"at 10:30:00.000Z"}`
      const out = JSON.stringify(readExactly(text) ?? readJson(Buffer.from(text)).value)
      assert.equal(out, text.replaceAll(', ', ','))
    }),
  )
})
