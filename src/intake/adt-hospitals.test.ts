import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAdt } from './adt.ts'
import { decodeMessage } from './hl7-text.ts'
import type { Unreadable } from './reading.ts'
import {
  adt,
  adtWith,
  load,
  pid,
  seen,
  segment,
  testContext,
  testIntake,
  verdicts,
} from './testing.ts'

const AT = '202603010900'

function read(text: string) {
  return readAdt(text, testContext(Buffer.from(text), { source: 'rxt', kind: 'hl7v2' }))
}

/** What a message says of its person, what it names as not read, and of what it warns. */
function told(...segments: string[]) {
  const { said, resources, warnings, passedOver } = read(adt('A31', AT, ...segments))
  return { ...said[0]!, resources, warnings, passedOver }
}

const fields = (more: Record<number, string>, ...segments: string[]) =>
  told(pid({ pid: more }), ...segments).fields

const ANN = { 3: '8888888888^^^NHS', 5: 'Ash^Ann', 7: '19440312', 11: '1 Lane^^Mere^^ZM1 1ZM' }

test('somebody whose only number is none is known by name, birth and postcode, and never by that number', () => {
  const ann = told(pid({ pid: ANN }))
  assert.equal(ann.fields.nhsNumber, undefined)
  assert.equal(ann.fields.nhsNumberAsGiven, '8888888888')
  assert.match(ann.warnings.join(), /no number of their own/)
  const same = told(pid({ pid: { ...ANN, 5: 'ASH^ANN', 11: '2 Other Road^^^^zm11zm' } }))
  assert.equal(same.personId, ann.personId)
  const others = [
    { ...ANN, 5: 'Ash^Bob' },
    { ...ANN, 7: '19700505' },
    { ...ANN, 11: '^^^^ZM9 9ZM' },
    { ...ANN, 3: '7777777777^^^NHS' },
    { ...ANN, 3: '9990123453^^^NHS' },
  ].map((other) => told(pid({ pid: other })).personId)
  assert.equal(new Set([ann.personId, ...others]).size, 6)
  // With a number of the hospital's own they are known by that.
  assert.deepEqual(
    JSON.parse(told(pid({ pid: { ...ANN, 3: '8888888888^^^NHS~H7^^^RXT^MR' } })).key),
    ['RXT', 'H7'],
  )
})

test('nobody is made of a placeholder alone', () => {
  const nobody = [
    { ...ANN, 5: '^Ann' },
    { ...ANN, 5: 'Ash' },
    { ...ANN, 7: '', 11: '' },
    ...['0000000000^^^NHS', 'NULL^^^NHS', 'NULL^^^RXT^MR', ''].map((list) => ({ ...ANN, 3: list })),
  ]
  for (const one of nobody) {
    assert.throws(
      () => told(pid({ pid: one })),
      (error: Unreadable) => error.place === 'PID-3' && /names no person/.test(error.message),
    )
  }
})

test('two people with one placeholder meet only where all that is said of them is the same', () => {
  const words = fc.record({
    family: fc.constantFrom('Ash', 'ash', 'Birch'),
    given: fc.constantFrom('Ann', 'Bob', 'Ann^Mary'),
    birth: fc.constantFrom('19440312', '19440313', ''),
    postcode: fc.constantFrom('ZM1 1ZM', 'zm11zm', 'ZM9 9ZM'),
  })
  type Words = typeof words extends fc.Arbitrary<infer T> ? T : never
  const idOf = ({ family, given, birth, postcode }: Words) =>
    told(
      pid({
        pid: { 3: '8888888888^^^NHS', 5: `${family}^${given}`, 7: birth, 11: `^^^^${postcode}` },
      }),
    ).personId
  const folded = ({ family, given, birth, postcode }: Words) =>
    [family, given, birth, postcode.replace(' ', '')].join('|').toLowerCase()
  fc.assert(
    fc.property(words, words, (a, b) => assert.equal(idOf(a) === idOf(b), folded(a) === folded(b))),
  )
})

test('a national identifier is an NHS number where it is one, and else the hospital’s own business', () => {
  const { nhsNumber } = fields({ 3: '9990123454^01^^^NI~N5^^^^PI' })
  assert.equal(nhsNumber, '9990123454')
  assert.equal(fields({ 3: '9990123453^^^^NI~N5^^^^PI' }).nhsNumber, undefined)
  assert.equal(fields({ 3: '9990123454^^^ELSEWHERE^NI~N5^^^^PI' }).nhsNumber, undefined)
})

test('the status of an NHS number has one digit or two; a code of PID-32 that nobody knows is named', () => {
  const nhs = '9990123454'
  for (const code of ['01', '1', 'NSTS01']) {
    const { fields: said, passedOver } = told(pid({ nhs, pid: { 32: code } }))
    assert.equal(said.nhsNumberStatus, '01', code)
    assert.deepEqual(passedOver, [], code)
  }
  assert.deepEqual(told(pid({ nhs, pid: { 32: '01 PD1' } })).passedOver, ['PID-32'])
  assert.deepEqual(told(pid({ nhs, pid: { 32: 'US' } })).passedOver, [])
})

test('a day of birth with a stray sign, in ISO or with its degree of precision', () => {
  const days = {
    '19760121+': '1976-01-21',
    '19760121+^D': '1976-01-21',
    '1976-01-21': '1976-01-21',
  }
  for (const [text, day] of Object.entries(days)) assert.equal(fields({ 7: text }).birthDate, day)
  for (const text of ['19760101^Y', '19760101^L', '196513121515', 'F']) {
    const { fields: said, passedOver } = told(pid({ pid: { 7: text } }))
    assert.equal(said.birthDate, undefined, text)
    assert.deepEqual(passedOver, ['PID-7'], text)
  }
})

test('a message whose clock writes ISO is of that time', () => {
  const text = adtWith({ 7: '2026-03-01 09:00:32' }, 'A31', '', pid())
  assert.match(read(text).said[0]!.stamp, /^2026-03-01T09:00:32\.000Z~/)
})

test('nobody dies of what is no time, and a death whose day is wrong is still a death', () => {
  const dead = (more: Record<number, string>) => fields(more).dead
  for (const text of ['N', 'NO', 'U', '""']) assert.notEqual(dead({ 29: text }), true, text)
  for (const text of ['20260230', '2026', '31/02/2026'])
    assert.equal(dead({ 29: text }), true, text)
  assert.equal(told(pid({ pid: { 29: 'N' } })).passedOver.includes('PID-29'), true)
})

test('what is no number is not rung, and a number of home and work is not called work', async (t) => {
  const place = await testIntake(t)
  const numbers = { 13: '020 7946 0001~Not recorded', 14: '020 7946 0001~Unknown~020 7946 0002' }
  await load(place, 'rxt', adt('A31', AT, pid({ pid: numbers })))
  const [{ persons }] = (await seen(place, 'rxt')) as [Awaited<ReturnType<typeof seen>>[number]]
  assert.deepEqual(persons[0]!.phones, ['020 7946 0001', '020 7946 0002'])
  assert.deepEqual(persons[0]!.phoneUses, { '020 7946 0002': 'work' })
})

test('a number of work is one in whichever field it stands', async (t) => {
  const place = await testIntake(t)
  const numbers = { 13: '07700 900001^PRN~020 7946 0002^WPN' }
  await load(place, 'rxt', adt('A31', AT, pid({ pid: numbers })))
  const [{ persons }] = (await seen(place, 'rxt')) as [Awaited<ReturnType<typeof seen>>[number]]
  assert.deepEqual(persons[0]!.phones, ['07700 900001', '020 7946 0002'])
  assert.deepEqual(persons[0]!.phoneUses, { '020 7946 0002': 'work' })
})

test('the NHS number by the names that one large system gives it, beside its own MRN', () => {
  const { fields: said, key } = told(
    pid({ pid: { 3: '843^^^RXT MRN^MRN^CD:1~9990123454^^^NHSNBR^NHSNMBR~77^^^RXT Enc^FINNBR' } }),
  )
  assert.equal(said.nhsNumber, '9990123454')
  assert.deepEqual(JSON.parse(key), ['RXT MRN', '843'])
  assert.deepEqual(
    Object.entries(said)
      .filter(([name]) => name.startsWith('ids '))
      .map(([, value]) => value),
    [['843']],
  )
})

test('names and addresses whose type is a word are of that type', () => {
  const said = fields({
    5: 'Birch^Ann^^^MS^^PREVIOUS~Ash^Ann^^^MRS^^CURRENT',
    9: 'Annie^^^^^^NICKNAME~Oak^Ann^^^^^MAIDEN',
    11: '9 Old Road^^Mere^^ZM9 9ZM^GBR^PREVIOUS~1 Lane^^Mere^^ZM1 1ZM^GBR^HOME',
  })
  assert.equal(said.family, 'Ash')
  assert.deepEqual(said.otherNames, [
    { use: 'old', family: 'Birch', given: ['Ann'] },
    { use: 'nickname', family: 'Annie', given: [] },
    { use: 'maiden', family: 'Oak', given: ['Ann'] },
  ])
  assert.deepEqual(said.address, { lines: ['1 Lane'], city: 'Mere', postcode: 'ZM1 1ZM' })
})

test('an address of a type that nobody knows is one, an empty one is none, and work is not home', () => {
  const address = (text: string) => fields({ 11: text }).address
  const lane = { lines: ['1 Lane'], city: 'Mere', postcode: 'ZM1 1ZM' }
  assert.deepEqual(address('1 Lane^^Mere^^ZM1 1ZM^^a~^^^^^^d~^^^^^^c'), lane)
  assert.deepEqual(address('5 Works^^Mere^^ZM2 2ZM^^BUSINESS~1 Lane^^Mere^^ZM1 1ZM^^a'), lane)
  assert.equal(address('5 Works^^Mere^^ZM2 2ZM^^B~Mere^^^^^^N~^^^^^^H'), undefined)
})

test('PID-30 in words is what it says', () => {
  for (const word of ['DECEASED', 'Dead', 'Yes', 'TRUE'])
    assert.equal(fields({ 30: word }).dead, true)
  for (const word of ['Alive', 'No', 'FALSE']) assert.equal(fields({ 30: word }).dead, false)
  const { fields: said, passedOver } = told(pid({ pid: { 30: 'A' } }))
  assert.deepEqual([said.dead, passedOver], [undefined, ['PID-30']])
})

test('a relationship is a word of it, in any case; a letter of the table of roles is none', () => {
  const kin = (...more: [number, string][]) => {
    const nk1 = segment('NK1', { 1: '1', 2: 'Okello^Bo', ...Object.fromEntries(more) })
    const { fields: said, passedOver } = told(pid(), nk1)
    const { roles, isNextOfKin } = said['kin bo okello'] as {
      roles: string[]
      isNextOfKin: boolean
    }
    return [roles, isNextOfKin, passedOver]
  }
  assert.deepEqual(kin([3, 'SPOUSE']), [['Spouse'], false, []])
  assert.deepEqual(kin([3, 'F']), [[], false, ['NK1-3']])
  assert.deepEqual(kin([3, 'N'], [7, 'N']), [[], true, ['NK1-3']])
  assert.deepEqual(kin([3, 'MTH'], [7, 'C']), [['Mother', 'Emergency contact'], false, []])
})

test('a doctor of whom every part is deleted is nobody, and nothing is left unread', () => {
  const { said, passedOver } = read(
    adt('A01', AT, pid(), segment('PV1', { 2: 'I', 3: 'W1', 7: '""^""^""^^^""', 19: 'V1' })),
  )
  assert.equal(said[1]!.fields.consultant, null)
  assert.deepEqual(passedOver, [])
})

test('a county stands for a town that is not given, and a postcode is one where it stands', () => {
  const { address } = fields({ 11: '1 Lane^Upper Mere^^Mereshire^ZM1 1ZM' })
  assert.deepEqual(address, {
    lines: ['1 Lane', 'Upper Mere'],
    city: 'Mereshire',
    postcode: 'ZM1 1ZM',
  })
  const shifted = fields({ 11: '1 Lane^Mere^Mereshire^ZM1 1ZM' }).address
  assert.deepEqual(shifted, { lines: ['1 Lane', 'Mere'], city: 'Mereshire', postcode: 'ZM1 1ZM' })
})

test('a practice is one that is named or has a code; a letter is neither', () => {
  const practice = (...more: [number, string][]) => {
    const { fields: said, passedOver } = told(pid(), segment('PD1', Object.fromEntries(more)))
    return [said.gpPractice, passedOver]
  }
  assert.deepEqual(practice([3, 'U']), [undefined, ['PD1-3']])
  assert.deepEqual(practice([3, 'M'], [4, 'G1^Reed^Una^^^Dr']), [
    { name: 'Dr Una Reed' },
    ['PD1-3'],
  ])
  assert.deepEqual(practice([3, '^^w92001']), [{ code: 'W92001' }, []])
  assert.deepEqual(practice([4, 'G9990001~W92001']), [{ code: 'W92001' }, []])
  assert.deepEqual(practice([4, 'G9990001']), [undefined, ['PD1-4']])
  assert.deepEqual(practice([3, 'Mere Surgery^^Y06001'], [4, 'G9990001']), [
    { code: 'Y06001', name: 'Mere Surgery' },
    [],
  ])
})

test('a code of ethnicity that the data dictionary does not have is named, and shown as no word', () => {
  assert.equal(fields({ 22: 'A' }).ethnicity, 'White - British')
  assert.equal(fields({ 22: 'ZZ^Somewhere else' }).ethnicity, 'Somewhere else')
  assert.deepEqual(
    [fields({ 22: 'ZZ' }).ethnicity, told(pid({ pid: { 22: 'ZZ' } })).passedOver],
    [undefined, ['PID-22']],
  )
})

test('a language is a word, by its code or as it is written', () => {
  const words = { EN: 'English', pl: 'Polish', BG: 'Bulgarian', 'x^Twi': 'Twi', Fante: 'Fante' }
  for (const [code, word] of Object.entries(words))
    assert.equal(fields({ 15: code }).language, word)
  const { fields: said, passedOver } = told(pid({ pid: { 15: 'q7' } }))
  assert.deepEqual([said.language, passedOver], [undefined, ['PID-15']])
})

test('next of kin with nothing in them take nobody away', async (t) => {
  const place = await testIntake(t)
  const bo = segment('NK1', { 1: '1', 2: 'Okello^Bo', 3: '1' })
  await load(place, 'rxt', adt('A31', AT, pid(), bo))
  await load(place, 'rxt', adt('A31', '202603011000', pid(), 'NK1|1||||~', 'NK1|2||||~'))
  const [{ resources }] = (await seen(place, 'rxt')) as [Awaited<ReturnType<typeof seen>>[number]]
  const [kin, ...more] = resources.filter(({ type }) => type === 'RelatedPerson')
  assert.equal(kin!.content.active, true)
  assert.deepEqual(more, [])
  assert.deepEqual((await verdicts(place, 'rxt')).at(-1)!.passed_over, [])
})

test('allergies by a bare ICD-10 code, and kinds and severities in words', () => {
  const allergy = (text: string) => {
    const { resources, passedOver } = told(pid(), text)
    return { content: resources[0]!.content as Record<string, unknown>, passedOver }
  }
  const coded = allergy('AL1|1|DA|Z88.0|5||19980701165500')
  assert.deepEqual(coded.content.code, {
    coding: [
      {
        system: 'http://hl7.org/fhir/sid/icd-10',
        code: 'Z88.0',
        display: 'Allergy to penicillin',
      },
    ],
    text: 'Allergy to penicillin',
  })
  assert.equal(coded.content.onsetDateTime, '1998-07-01')
  assert.deepEqual(coded.passedOver, ['AL1-4'])
  const midnight = allergy('AL1|1|DA|^Aspirin|||199306050000').content
  assert.equal(midnight.onsetDateTime, '1993-06-05')
  const kinds = { Food: 'food', Environ: 'environment', 'DRUG INGREDI': 'medication' }
  for (const [word, category] of Object.entries(kinds)) {
    const { content, passedOver } = allergy(`IAM|1|${word}|^NUTS|High|Rash|A|`)
    assert.deepEqual([content.category, content.criticality], [[category], 'high'])
    assert.deepEqual(passedOver, [])
  }
  assert.deepEqual(allergy('IAM|1|FA|^NUTS|Dreadful||A|').passedOver, ['IAM-4'])
  const [reaction] = allergy('AL1|1|FA|^NUTS|Severe|Rash').content.reaction as object[]
  assert.deepEqual(reaction, { manifestation: [{ text: 'Rash' }], severity: 'severe' })
})

test('a message of another kind is kept under its name', () => {
  const text = adtWith({ 9: 'PPR^PC1' }, 'A31', AT, pid())
  assert.deepEqual(read(text).passedOver, ['PPR PC1'])
})

test('sex, class and character set by the words that are written in the place of their codes', () => {
  const sexes = { Male: 'male', FEMALE: 'female', Unknown: 'unknown', Indeterminate: 'other' }
  for (const [word, sex] of Object.entries(sexes)) assert.equal(fields({ 8: word }).sex, sex)
  const kinds = { ED: 'attendance', 'A\\T\\E': 'attendance', IP: 'stay', OP: 'contact' }
  for (const [word, kind] of Object.entries(kinds)) {
    const { said, passedOver } = read(adt('A01', AT, pid(), segment('PV1', { 2: word, 19: 'V1' })))
    assert.deepEqual([said[1]!.fields.kind, passedOver], [kind, []])
  }
  for (const name of ['ISO-8859-1', '8859/1', '8859-1']) {
    const text = adtWith({ 18: name }, 'A31', AT, pid({ name: 'Zoë^Aimé' }))
    assert.match(decodeMessage(Buffer.from(text, 'latin1')), /Zoë\^Aimé/)
  }
})
