import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  adt,
  adtWith,
  load,
  pid,
  pv1,
  seen,
  segment,
  testIntake,
  verdicts,
  visitsOf,
} from './testing.ts'

const T1 = '202603010900'
const T2 = '202603020900'
const SAMPLES = join(import.meta.dirname, '../../../shared/testdata/hl7v2/messages')
const noSamples = existsSync(SAMPLES) ? false : `there is no ${SAMPLES}`

test('allergies are told with severity and reaction, and stay until somebody says that they are over', async (t) => {
  const place = await testIntake(t)
  const penicillin = 'AL1|1|DA|^PENICILLIN|SV|ANAPHYLAXIS~RASH|20100501'
  const latex = 'AL1|2|EA|300916003^Latex allergy^SCT|MI'
  await load(place, 'rxt', adt('A01', T1, pid(), pv1({ admitted: T1 }), penicillin, latex))
  // HL7 would have this list be the whole; an allergy that is forgotten does more harm than one too many.
  await load(place, 'rxt', adt('A08', T2, pid(), pv1(), 'AL1|1|DA|^Penicillin|MO'))
  const [martha] = await seen(place, 'rxt')
  const allergies = martha!.resources.filter(({ type }) => type === 'AllergyIntolerance')
  assert.equal(allergies.length, 2)
  const content = (words: RegExp) =>
    allergies.find(({ content: { code } }) => words.test(JSON.stringify(code)))!.content
  assert.deepEqual(content(/Latex/).code, {
    coding: [{ system: 'http://snomed.info/sct', code: '300916003', display: 'Latex allergy' }],
    text: 'Latex allergy',
  })
  assert.deepEqual(content(/Latex/).category, ['environment'])
  // The newest word on penicillin stands.
  assert.deepEqual(content(/penicillin/i).reaction, [
    { manifestation: [{ text: 'reaction not recorded' }], severity: 'moderate' },
  ])
  assert.equal(content(/penicillin/i).type, 'allergy')
  await load(place, 'iam', adt('A60', T1, pid(), 'IAM|1|FA|^Peanut|SV|Hives|A'))
  assert.match(JSON.stringify((await seen(place, 'iam'))[0]!.now.allergies), /Peanut.*Hives/)
  await load(place, 'iam', adt('A60', T2, pid(), 'IAM|1|FA|^Peanut|SV|Hives|D'))
  assert.deepEqual((await seen(place, 'iam'))[0]!.now.allergies, [])
})

test('who is known to have no allergy is told so in words', async (t) => {
  const place = await testIntake(t)
  for (const code of ['NKA', 'NKDA^x', '^Nil known', 'nka']) {
    await load(place, code, adt('A01', T1, pid(), pv1({ admitted: T1 }), `AL1|1|DA|${code}`))
    const [martha] = await seen(place, code)
    assert.match(martha!.now.allergies[0]!.what, /^No known (drug )?allergies$/, code)
  }
})

test('next of kin are told with their tie and telephone; the newest list is the list', async (t) => {
  const place = await testIntake(t)
  const kin = (...segments: string[]) => segments
  const first = kin(
    segment('NK1', {
      1: '1',
      2: 'Tester^Bob',
      3: 'SPO',
      5: '01632960001',
      6: '07700900123^^CP',
      7: 'N',
    }),
    segment('NK1', { 1: '2', 2: 'Tester^Cara', 3: '20' }),
    segment('NK1', { 1: '3', 13: 'Mere Care Ltd' }),
  )
  const second = kin(segment('NK1', { 1: '1', 2: 'Tester^Cara', 3: '14', 8: '20260201' }))
  const messages = [
    adt('A01', T1, pid(), pv1({ admitted: T1 }), ...first),
    adt('A08', T2, pid(), pv1(), ...second),
    adt('A03', '202603030900', pid(), pv1()),
  ]
  await load(place, 'first', messages[0]!)
  const [before] = await seen(place, 'first')
  assert.deepEqual(before!.now.carers.map(({ what, more }) => [what, more]).sort(), [
    ['Carer: Cara Tester', undefined],
    ['Spouse: Bob Tester', '01632 960001, Next of kin'],
  ])
  assert.deepEqual((await verdicts(place, 'first'))[0]!.passed_over, ['NK1-13'])
  for (const [source, order] of [
    ['forward', messages],
    ['backward', messages.toReversed()],
  ] as const) {
    for (const message of order) await load(place, source, message)
    const [after] = await seen(place, source)
    assert.deepEqual(
      after!.now.carers.map(({ what, trueAt }) => [what, trueAt]),
      [['Sister: Cara Tester', '2026-02-01']],
    )
  }
})

test('diagnoses, consultant, method of admission and specialty reach the visit', async (t) => {
  const place = await testIntake(t)
  const details = { 4: '21', 7: 'C99^Darwin^Samuel^^^Dr', 10: '300' }
  const diagnoses = [
    'DG1|1||J18^Pneumonia^I10|||A|||||||||2',
    'DG1|2||I50^Heart failure^I10|||F|||||||||1',
    segment('DG1', { 1: '3', 3: 'B20^Something private^I10', 18: 'Y' }),
  ]
  await load(place, 'rxt', adt('A01', T1, pid(), pv1({ admitted: T1, pv1: details }), ...diagnoses))
  const [martha] = await seen(place, 'rxt')
  const { detail } = martha!.occurrences[0]!.event
  assert.equal(detail.diagnosis, 'Heart failure (I50); Pneumonia (J18)')
  assert.equal(detail.consultant, 'Dr Samuel Darwin')
  assert.deepEqual([detail.admission, detail.specialty], ['21', '300'])
  assert.deepEqual((await verdicts(place, 'rxt'))[0]!.passed_over, ['DG1-18'])
  await load(place, 'rxt', adt('A08', T2, pid(), pv1({ pv1: { 7: 'C77' } }), 'DG1|1||""'))
  const [later] = await seen(place, 'rxt')
  const { diagnosis, consultant } = later!.occurrences[0]!.event.detail
  assert.deepEqual([diagnosis, consultant], [undefined, undefined])
})

test('what is not read is named once: segments, and fields that weigh', async (t) => {
  const place = await testIntake(t)
  const more = ['OBX|1|NM|1', 'OBX|2|NM|2', 'PR1|1', 'ZU3|004|03', 'NTE|1||line', 'SFT|Orion']
  const person = pid({ pid: { 24: 'Y', 31: 'Y' } })
  const doctor = segment('PD1', { 3: 'Mere Surgery^^Y90001', 7: 'Y' })
  await load(
    place,
    'rxt',
    adt('A01', T1, person, doctor, pv1({ admitted: T1, pv1: { 11: 'X-ray', 15: 'B6' } }), ...more),
  )
  const [item] = await verdicts(place, 'rxt')
  assert.equal(item!.verdict, 'in-part')
  assert.deepEqual(item!.passed_over, [
    ...['NTE', 'OBX', 'PD1-7', 'PID-24', 'PID-31', 'PR1', 'PV1-11', 'PV1-15', 'ZU3'],
  ])
  await load(place, 'plain', adt('A01', T1, pid(), pv1({ admitted: T1 })))
  assert.equal((await verdicts(place, 'plain'))[0]!.verdict, 'parsed')
  for (const empty of [pv1({ kind: 'N' }), pv1({ kind: 'U', ward: '', visit: '' })]) {
    await load(place, empty, adt('A31', T1, pid(), empty))
    assert.equal((await verdicts(place, empty))[0]!.verdict, 'parsed')
  }
  await load(place, 'update', adt('A31', T1, pid(), pv1({ admitted: T1 })))
  assert.deepEqual((await verdicts(place, 'update'))[0]!.passed_over, ['PV1'])
})

test('an admission as HL7 UK A.3 and ITK have it: ZU1 is of codes, and no date of readiness', async (t) => {
  const place = await testIntake(t)
  const admission = adtWith(
    { 3: 'PAS', 4: 'RCB', 5: 'ROUTE', 6: 'ROUTE', 13: '1', 18: 'UNICODE' },
    'A01',
    '201010101400',
    segment('PID', {
      1: '1',
      3: '9990123454^^^NHS',
      5: 'SMITH^FREDRICA^J^^MRS^^L',
      6: 'SCHMIDT^HELGAR^Y',
      7: '196512131515',
      8: '2',
      11: '29 WEST AVENUE^BURYTHORPE^MALTON^NORTH YORKSHIRE^ZM32 5TT^GBR^H',
      13: '+441632960001',
      15: 'EN',
      22: 'A',
    }),
    'PD1|||MALTON GP PRACTICE^^Y06601|G5612908^Townley^Gregory^^^Dr^^^GMC',
    segment('NK1', { 1: '1', 2: 'SMITH^ALBERT^J^^MR^^L', 3: '1', 5: '+441632960002' }),
    segment('PV1', {
      1: '1',
      2: 'I',
      3: 'RCB^OBS1^BAY2-6^RCB55',
      4: '13',
      7: 'C3456789^Darwin^Samuel^^^Dr^^^GMC',
      10: '300',
      14: '19',
      19: '2139^^^VISITID',
      44: '201010101716',
    }),
    'AL1|1|DA|Z88.5|5||199807011755',
    'DG1|1||N39.3^Stress Incontinence^ICD10||201010090900|A',
    'ZU1|201010071234|1|C|201010091300||500|||||||||201010081200|201010081156|02|Y|0',
    'ZU3|004|03|5|||||Normal|8b||1|1',
    'ZU8|Z|1|No',
  )
  await load(place, 'itk', admission)
  const [item] = await verdicts(place, 'itk')
  assert.deepEqual([item!.verdict, item!.passed_over], ['in-part', ['AL1-4', 'ZU1', 'ZU3', 'ZU8']])
  const [smith] = await seen(place, 'itk')
  const [person] = smith!.persons
  assert.deepEqual(
    [person!.family, person!.given, person!.birthDate, person!.sex, person!.nhsNumber],
    ['SMITH', ['FREDRICA', 'J'], '1965-12-13', 'female', '9990123454'],
  )
  assert.deepEqual(person!.gpPractice, { code: 'Y06601', name: 'MALTON GP PRACTICE' })
  assert.equal(person!.ethnicity, 'White - British')
  assert.deepEqual(visitsOf(smith!), ['stay active OBS1 2010-10-10T16:16:00Z -'])
  const { detail } = smith!.occurrences[0]!.event
  assert.deepEqual(
    [detail.bed, detail.admission, detail.consultant, detail.readyAt, detail.pathway],
    ['BAY2-6', '13', 'Dr Samuel Darwin', undefined, undefined],
  )
  assert.deepEqual(
    smith!.now.carers.map(({ what }) => what),
    ['Spouse: ALBERT J SMITH'],
  )
})

test('a message for each trigger, as another converter is tried with, is read or kept with its reason', {
  skip: noSamples,
}, async (t) => {
  const place = await testIntake(t)
  const files = readdirSync(SAMPLES).filter((name) => name.endsWith('.hl7'))
  const found = new Map<string, string>()
  for (const file of files) {
    await load(place, file, readFileSync(join(SAMPLES, file)))
    const [item] = await verdicts(place, file)
    found.set(file.slice(4, 7), item!.reason ?? 'read')
  }
  const unread = [...found].filter(([, verdict]) => verdict !== 'read')
  assert.deepEqual(unread, [])
  assert.equal(files.length, 26)
  const stay = async (trigger: string) =>
    (await seen(place, `ADT-${trigger}-01.hl7`)).flatMap(visitsOf)
  assert.deepEqual(await stay('A06'), ['stay active SPROOM 2021-01-15T13:45:10Z -'])
  const [admitted] = await seen(place, 'ADT-A01-01.hl7')
  const [person] = admitted!.persons
  assert.deepEqual(
    [person!.family, person!.given, person!.birthDate, person!.deathDate, person!.restricted],
    ['Josh', ['stanley'], '1988-08-18', '2008-08-25', true],
  )
  // The legal name comes before the one on display.
  assert.equal(person!.otherNames![0]!.family, 'EVERYMAN')
  assert.equal(admitted!.now.allergies[0]!.what, 'PENICILLIN')
})
