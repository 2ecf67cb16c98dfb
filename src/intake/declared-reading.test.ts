import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Fault } from '../kernel/index.ts'
import { checkReadings, feedReading } from './declared-reading.ts'
import { STANDARD_READING } from './feed-reading.ts'
import { adt, load, pid, pv1, seen, segment, testIntake, visitsOf } from './testing.ts'

const SOUTHMERE = join(import.meta.dirname, '../../places/southmere')
const T1 = '202607010900'

function placeWith(t: TestContext, text: string, name = 'rxt.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-readings-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'readings'))
  writeFileSync(join(folder, 'readings', name), text)
  return folder
}

test('a source without a file is read as the standard says, and Southmere’s hospital as it declares', () => {
  assert.equal(feedReading('southmere-community', SOUTHMERE), STANDARD_READING)
  assert.equal(feedReading('mere-general', undefined), STANDARD_READING)
  assert.equal(feedReading('../readings/mere-general', SOUTHMERE), STANDARD_READING)
  const { patients, systems, messages } = feedReading('mere-general', SOUTHMERE)
  assert.equal(patients, 'RXS')
  assert.deepEqual(systems, { RXS: 'https://meregeneral.example.org/hospital-number' })
  assert.deepEqual(messages!.ready.at, { segment: 'ZU1', field: 2, component: 1 })
  checkReadings(SOUTHMERE)
})

test('a file that cannot be used says where, what, and what to do', (t) => {
  const faults: [string, RegExp, number][] = [
    [
      'patients: RXT\nmessages:\n  ready:\n    at: ZU1.2\n',
      /messages\.ready\.at must be a field/,
      4,
    ],
    ['patients: RXT\n\nmesages: {}\n', /mesages is not a word that a reading knows/, 3],
    ['messages:\n  sexes:\n    X: man\n', /messages\.sexes\.X /, 3],
    ['messages:\n  zone: Mars\n', /must be Europe\/London, UTC or \+01:00/, 2],
    ['messages:\n  charset: EBCDIC\n', /must be a character set/, 2],
    ['systems:\n  RXT: not an address\n', /must be an address/, 2],
    ['patients: "RXT\n', /it is not YAML/, 2],
    ['- a\n- list\n', /it is not written as it must be/, 1],
  ]
  for (const [text, sentence, line] of faults) {
    const folder = placeWith(t, text)
    const isFault = (error: unknown) =>
      error instanceof Fault &&
      sentence.test(error.message) &&
      error.where.endsWith(`rxt.yaml:${line}`) &&
      error.remedy.includes('Correct that line')
    assert.throws(() => checkReadings(folder), isFault, text)
    assert.throws(() => feedReading('rxt', folder), isFault, text)
  }
  assert.throws(() => checkReadings(placeWith(t, '', 'rxt.yml')), /does not end in \.yaml/)
  checkReadings(placeWith(t, ''))
  checkReadings(placeWith(t, 'messages: {}\n'))
})

test('a reading is a small file, no link and no pipe, and says everything out', (t) => {
  const bomb = ['a: &a [x]', ...'bcdefgh'].map((name, at, all) =>
    at === 0 ? name : `${name}: &${name} [${`*${all[at - 1]![0]},`.repeat(9)}]`,
  )
  const folder = placeWith(t, `${bomb.join('\n')}\n`)
  const fault = (words: RegExp) =>
    assert.throws(
      () => feedReading('rxt', folder),
      (error) => error instanceof Fault && words.test(error.message),
    )
  fault(/anchors and aliases are not used/)
  const path = join(folder, 'readings', 'rxt.yaml')
  writeFileSync(path, `patients: ${'x'.repeat(1 << 20)}`)
  fault(/larger than 64 kB/)
  rmSync(path)
  symlinkSync('/dev/zero', path)
  fault(/this is a link/)
  rmSync(path)
  execFileSync('mkfifo', [path])
  fault(/this is a pipe/)
})

test('a load with a reading that cannot be used takes nothing', async (t) => {
  const place = await testIntake(t)
  place.declare('rxt', 'messages:\n  zone: Mars\n')
  const file = await load(place, 'rxt', adt('A31', T1, pid()))
  assert.match(file.fault!.line, /declared reading.*zone.*rxt\.yaml:2/s)
  assert.equal(file.new, 0)
})

test('a hospital may say where its fields are, in what zone, and what its codes mean', async (t) => {
  const place = await testIntake(t)
  place.declare(
    'rxt',
    [
      'messages:',
      '  zone: UTC',
      '  sexes: { W: female, constructor: male }',
      '  classes: { SPELL: stay, CLINIC: contact }',
      '  unprotected: [STAFF]',
      '  numbers:',
      '    person: [PID-4]',
      '    visit: [ZVN-1, PV1-50]',
      '  location: { ward: PV1-3.4, bay: PV1-3.1, bed: PV1-3.2, described: PV1-11 }',
      '  ready: { at: ZVN-3.2 }',
    ].join('\n'),
  )
  const person = segment('PID', { 3: 'X9^^^OTHER', 4: 'K1^^^RXT', 5: 'Okello^Martha', 8: 'w' })
  const visit = pv1({
    kind: 'spell',
    ward: 'Bay 2^Bed 4^^606',
    visit: 'ACC',
    admitted: T1,
    pv1: { 11: 'Ward 6', 16: 'staff' },
  })
  await load(place, 'rxt', adt('A01', T1, person, visit, 'ZVN|N77||x^202607020800'))
  const [martha] = await seen(place, 'rxt')
  assert.equal(martha!.persons[0]!.sourceId, 'K1')
  assert.deepEqual([martha!.persons[0]!.sex, martha!.persons[0]!.restricted], ['female', undefined])
  assert.deepEqual(visitsOf(martha!), ['stay active Ward 6 2026-07-01T09:00:00Z -'])
  const { detail, numbers } = martha!.occurrences[0]!.event
  assert.deepEqual(
    [detail.bay, detail.bed, detail.readyAt],
    ['Bay 2', 'Bed 4', '2026-07-02T08:00:00.000Z'],
  )
  assert.deepEqual(numbers, ['N77'])
})
