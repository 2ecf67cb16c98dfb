import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nhsNumbers, savePeople } from '../people/index.ts'
import { testNumber, testPerson } from '../people/testing.ts'
import { planEverybody } from '../record/index.ts'
import { loadFiles } from './load-files.ts'
import { loadReference } from './load-reference.ts'
import { testIntake } from './testing.ts'

const SOURCE = 'national-opt-outs'
const NUMBERS = Array.from({ length: 40 }, (_, at) => testNumber(at))
const answer = (numbers: readonly string[]) => numbers.map((number) => `${number},\n`).join('')

async function open(t: Parameters<typeof testIntake>[0]) {
  const place = await testIntake(t)
  const { care, planning } = place.databases
  const people = NUMBERS.map((nhsNumber, at) =>
    testPerson(`H${at}`, { nhsNumber, family: `Family${at}`, given: [`Given${at}`] }),
  )
  await care.transaction((tx) => savePeople(tx, people, place.clock.now()))
  await planEverybody(care, undefined)
  const load = async (name: string, content: string | Buffer) =>
    (await loadFiles(place, [place.write(name, content)], SOURCE)).files[0]!
  const counted = async () => (await planning.short.query('select from planning.person')).rowCount
  return { place, load, counted }
}

test('whoever is not in the answer is counted no more, and the same answer again is a new one', async (t) => {
  const { place, load, counted } = await open(t)
  assert.deepEqual(await nhsNumbers(place.databases.care.short), [...NUMBERS].sort())
  const loaded = await load('answer.dat', answer(NUMBERS.slice(2)))
  assert.equal(loaded.fault, undefined)
  assert.deepEqual([loaded.kind, loaded.read, loaded.new], ['optouts', 1, 1])
  assert.equal(await counted(), 38)
  place.clock.set('2026-03-11T09:00:00Z')
  await load('answer.dat', answer(NUMBERS))
  assert.equal(await counted(), 40)
  place.clock.set('2026-03-12T09:00:00Z')
  await load('answer.dat', answer(NUMBERS.slice(2)))
  assert.equal(await counted(), 38)
})

test('an answer is taken whole or not at all, and says what is wrong with it', async (t) => {
  const { load, counted } = await open(t)
  const faults: string[] = []
  const whole = answer(NUMBERS)
  for (const content of [
    whole.replaceAll('\n', '\r\n'),
    whole.replace(NUMBERS[3]!, '9990123450'),
    whole.replace(`${NUMBERS[3]},`, `${NUMBERS[3]}`),
    whole.slice(0, -4),
    answer(NUMBERS.slice(0, 20)),
    `${NUMBERS[0]},\nno such mailbox\n`,
  ]) {
    const { fault } = await load('answer.dat', content)
    faults.push(fault!.line.replace(/\(\S*\//, '('))
  }
  assert.match(faults[0]!, /its lines do not end with a line feed alone.*Load the file as it came/)
  for (const at of [1, 2]) assert.match(faults[at]!, /no NHS number.*answer\.dat, line 4/)
  assert.match(faults[3]!, /line 40/)
  assert.match(faults[4]!, /lacks 20 of 40 NHS numbers that are known here.*ask again/)
  assert.match(faults[5]!, /line 2/)
  assert.equal(await counted(), 40)
})

test('areas and postcodes are kept, and everybody’s is looked up', async (t) => {
  const { place } = await open(t)
  const { care, planning } = place.databases
  const address = { lines: [], postcode: 'zm2 0ab' }
  const one = testPerson('H0', {
    nhsNumber: NUMBERS[0],
    family: 'Family0',
    given: ['Given0'],
    address,
  })
  await care.transaction((tx) => savePeople(tx, [one], place.clock.now()))
  const viewer = {
    actor: { id: 'a', name: 'a', role: '', organisation: '', side: '', via: 'cli' as const },
    purpose: '',
  }
  const areas =
    'lsoa,name,district_code,district,town,deprivation_decile\nE01990001,"Mere, 001A",E07990001,Mere,Mere,3\n'
  const postcodes = 'postcode,lsoa\nZM2 0AB,E01990001\n'
  const paths = [place.write('areas.csv', areas), place.write('postcodes.csv', postcodes)]
  assert.deepEqual(await loadReference(place, paths, viewer), { areas: 1, postcodes: 1 })
  const { rows } = await planning.short.query(
    "select area, district, deprivation_tenth from planning.person where area <> 'not known'",
  )
  assert.deepEqual(rows, [{ area: 'E01990001', district: 'Mere', deprivation_tenth: 3 }])
  const wrong = place.write('areas.csv', areas.replace(',3\n', ',11\n'))
  await assert.rejects(loadReference(place, [wrong], viewer), /names no area, or a tenth/)
  const other = place.write('wards.csv', 'ward,what\nWard 6,medicine\n')
  await assert.rejects(loadReference(place, [other], viewer), /no table of areas or of postcodes/)
})
