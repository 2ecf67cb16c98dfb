import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadFiles } from './load-files.ts'
import { readItem } from './read-item.ts'
import { adt, load, pid, pv1, segment, testContext, testIntake, verdicts } from './testing.ts'

const SOURCE = 'rxt'
const AT = '202603010900'

function why(kind: string, text: string): [string, string | undefined] | 'read' {
  const bytes = Buffer.from(text)
  const verdict = readItem({ kind, bytes }, testContext(bytes, { source: SOURCE, kind }))
  return verdict.ok ? 'read' : [verdict.reason, verdict.place]
}

const message = (...segments: string[]) => why('hl7v2', adt('A01', AT, ...segments))
const patient = (more: object) =>
  why('fhir-resource', JSON.stringify({ resourceType: 'Patient', id: '1', ...more }))
const many = <T>(count: number, one: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => one(at))
const repeated = (count: number, one: (at: number) => string) => many(count, one).join('~')

test('a message is held to bounds that are named, with the field at which it goes beyond them', () => {
  const ids = (count: number) => pid({ pid: { 3: repeated(count, (at) => `H${at}^^^RXT^MR`) } })
  assert.equal(message(ids(200), pv1()), 'read')
  const repeats = 'a field repeats more than 200 times'
  assert.deepEqual(message(ids(201), pv1()), [repeats, 'PID-3'])
  const named = (count: number) => pid({ pid: { 5: repeated(count, (at) => `Okello^G${at}`) } })
  assert.deepEqual(message(named(2_000), pv1()), [repeats, 'PID-5'])
  const long = pid({ name: `Okello^${'x'.repeat(100_001)}` })
  assert.deepEqual(message(long, pv1()), ['a field is longer than 100,000 characters', 'PID-5'])
  const text = pid({ name: `Okello^${'x'.repeat(10_001)}` })
  assert.deepEqual(message(text, pv1()), ['a text is longer than 10,000 characters', 'given'])
  const given = pid({ name: `Okello^Martha^${many(2_000, (at) => `G${at}`).join(' ')}` })
  assert.deepEqual(message(given, pv1()), ['there are more than 200 of one thing', 'given'])
  const fields = segment('PID', { 1: '1', 3: 'H1^^^RXT^MR', 1001: 'x' })
  assert.deepEqual(message(fields, pv1()), ['a segment has more than 1,000 fields', 'PID'])
  const segments = many(5_000, (at) => segment('NK1', { 1: String(at), 2: `Okello^N${at}` }))
  assert.deepEqual(message(pid(), pv1(), ...segments), [
    'the message has more than 5,000 segments',
    undefined,
  ])
})

test('what is not read of a message may be large: a scan in it keeps nobody’s message out', () => {
  const scan = segment('OBX', { 1: '1', 2: 'ED', 5: `^^PDF^Base64^${'A'.repeat(15_000_000)}` })
  assert.equal(message(pid(), pv1(), scan), 'read')
})

test('a resource is held to bounds that are named', () => {
  const text = 'a text is longer than 100,000 characters'
  assert.deepEqual(patient({ name: [{ family: 'x'.repeat(100_001) }] }), [
    text,
    'Patient.name[0].family',
  ])
  assert.deepEqual(patient({ name: [{ family: 'x'.repeat(10_001) }] }), [
    'a text is longer than 10,000 characters',
    'family',
  ])
  assert.deepEqual(patient({ name: [{ given: many(2_000, (at) => `G${at}`) }] }), [
    'there are more than 200 of one thing',
    'given',
  ])
  const identifiers = many(10_001, (at) => ({ system: `https://x.example/${at}`, value: '1' }))
  assert.deepEqual(patient({ identifier: identifiers }), [
    'a list or a group of fields holds more than 10,000',
    'Patient.identifier',
  ])
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  const [reason] = why('fhir-resource', `{"resourceType":"Patient","id":"1","name":${deep}}`)
  assert.equal(reason, 'it is nested more than 100 deep')
  const scan = { contentType: 'application/pdf', data: 'A'.repeat(1_000_000) }
  assert.equal(patient({ photo: [scan], name: [{ family: 'Okello' }] }), 'read')
})

test('an item that says too many things is one item in quarantine, and the next is in', async (t) => {
  const place = await testIntake(t)
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: many(6_000, (at) => ({ resource: { resourceType: 'Patient', id: `P${at}` } })),
  }
  const path = place.write(
    'nested.ndjson',
    `${JSON.stringify(bundle)}\n{"resourceType":"Patient","id":"one"}\n`,
  )
  const { files } = await loadFiles(place, [path], 'mere-general')
  assert.deepEqual([files[0]!.new, files[0]!.quarantined], [1, 1])
  const [first] = await verdicts(place, 'mere-general')
  assert.equal(first!.reason, 'it says more than 5,000 things at once')
})

test('what is known of one person grows no further than a bound, whatever comes', async (t) => {
  const place = await testIntake(t)
  const messages = many(14, (part) => {
    const ids = many(199, (at) => `V${at}^^^SYS${part}X${at}^PI`)
    return adt('A31', AT, pid({ pid: { 3: ['H1^^^RXT^MR', ...ids].join('~') } }))
  })
  const other = adt('A31', AT, pid({ id: 'H2' }))
  const file = await load(place, SOURCE, ...messages, other)
  assert.equal(file.fault, undefined)
  assert.ok(file.quarantined > 0 && file.new > 9, `${file.quarantined} of ${file.read}`)
  const reasons = new Set((await verdicts(place, SOURCE)).map(({ reason }) => reason))
  assert.deepEqual(reasons, new Set([null, 'more than 2,000 things would be known of one thing']))
})

test('as many records as no person has are no one person, and nobody waits while they are worked out', async (t) => {
  const place = await testIntake(t)
  const merges = many(110, (at) =>
    adt('A40', AT, pid({ id: 'H7' }), segment('MRG', { 1: `M${at + 1}^^^RXT^MR` })),
  )
  const into = await load(
    place,
    SOURCE,
    ...merges,
    adt('A31', AT, pid({ id: 'H8', name: 'Reid^Ann' })),
  )
  assert.deepEqual([into.fault, into.new, into.quarantined], [undefined, 100, 11])
  const chain = many(310, (at) => {
    const ids = [`C${at}^^^RXT^MR`, `X${at}^^^SYS^PI`, `X${at + 1}^^^SYS^PI`]
    return adt('A31', AT, pid({ name: `Okello^C${at}`, pid: { 3: ids.join('~') } }))
  })
  const along = await load(place, SOURCE, ...chain)
  assert.equal(along.fault, undefined)
  const reasons = (await verdicts(place, SOURCE)).flatMap(({ reason }) => reason ?? [])
  assert.deepEqual(
    new Set(reasons.map((reason) => reason.split(';')[0])),
    new Set([
      'more than 100 records would be one person',
      'more than 300 records would hang together by what they share',
    ]),
  )
})
