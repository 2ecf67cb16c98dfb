import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { personCalled } from '../kernel/testing.ts'
import { contentPutBack, contentTakenApart, putBack, takenApart } from './apart.ts'
import { classingOf } from './classing.ts'
import { occurrencesOf, opened } from './occurrence.ts'
import type { JsonObject } from './resource.ts'
import { testClassing, testEvent } from './testing.ts'

const NONE = { labels: [], lists: [], sources: [], purposes: [], words: [] }
/** Not the names of the made-up place: whatever the text calls sensitive is. */
const classing = classingOf({
  classes: [
    {
      id: 'wren',
      name: 'w',
      sensitive: true,
      clause: '1',
      holds: { ...NONE, labels: ['R', 'sgc'] },
    },
    { id: 'lark', name: 'l', sensitive: true, clause: '2', holds: { ...NONE, lists: ['few'] } },
    { id: 'rook', name: 'r', sensitive: false, clause: '3', holds: { ...NONE, sources: ['hub'] } },
    {
      id: 'crow',
      name: 'c',
      sensitive: true,
      clause: '4',
      holds: { ...NONE, words: ['safeguard*', 'MARAC', 'section 42'], purposes: ['guarding'] },
    },
  ],
  feeds: [{ id: 'council', gives: ['council-care', 'carer'] }],
  lists: new Map([['few', new Map([['72892002', new Set(['http://snomed.info/sct'])]])]]),
})

function classOf(type: string, content: JsonObject, source = 'council') {
  return classing.ofResource(source, type, content, JSON.stringify(content))
}
const coded = (code: string, system?: string) => ({
  coding: [{ ...(system === undefined ? {} : { system }), code, display: 'Pregnant' }],
})

test('first the label, then the list, then the source, then the words', () => {
  const content = { code: { ...coded('72892002'), text: 'Safeguarding' } }
  const labelled = { ...content, meta: { security: [{ code: 'N' }, { code: 'r' }] } }
  assert.equal(classOf('Flag', labelled, 'hub').dataClass, 'wren')
  assert.equal(classOf('Flag', content, 'hub').dataClass, 'lark')
  assert.equal(classOf('Flag', { code: { text: 'Safeguarding' } }, 'hub').dataClass, 'rook')
  assert.equal(classOf('Flag', { code: { text: 'Safeguarding' } }).dataClass, 'crow')
  assert.equal(classOf('Flag', { code: { text: 'Maracas' } }).dataClass, 'council-care')
})

test('a code is on a list in its system, wherever it stands; one without a system is too', () => {
  const sct = 'http://snomed.info/sct'
  const of = (content: JsonObject) => classOf('Observation', content).dataClass
  assert.equal(of({ component: [{ code: coded('72892002', sct) }] }), 'lark')
  assert.equal(of({ code: coded('72892002') }), 'lark')
  assert.equal(of({ code: coded('72892002', 'http://loinc.org') }), 'council-care')
  assert.equal(of({ code: { text: '72892002' } }), 'council-care')
})

test('a code or a label that is written otherwise is the same one', () => {
  const of = (coding: JsonObject) => classOf('Condition', { code: { coding: [coding] } }).dataClass
  const sct = 'http://snomed.info/sct'
  for (const code of [' 72892002', '72892002\t']) assert.equal(of({ system: sct, code }), 'lark')
  const systems = [`${sct}/83821000000107`, `${sct}|2026`, 'HTTP://SNOMED.info/sct', ' ']
  for (const system of [...systems, 'urn:oid:2.16.840.1.113883.6.96'])
    assert.equal(of({ system, code: '72892002' }), 'lark', system)
  assert.equal(of({ system: `${sct}x`, code: '72892002' }), 'council-care')
  const forms = [
    { coding: [{ code: 'R' }] },
    [{ text: 'sgc' }],
    ['R'],
    'R',
    { coding: { code: 'R' } },
  ]
  for (const security of forms)
    assert.equal(
      classOf('Flag', { meta: { security } }).dataClass,
      'wren',
      JSON.stringify(security),
    )
})

test('a label is read of the document that a thing is, and of what it contains', () => {
  const labelled: JsonObject[] = [
    { securityLabel: [{ coding: [{ code: 'SGC' }] }] },
    { confidentiality: 'R' },
    { contained: [{ resourceType: 'Patient', meta: { security: [{ code: 'R' }] } }] },
  ]
  for (const content of labelled)
    assert.equal(classOf('Composition', content).dataClass, 'wren', JSON.stringify(content))
  assert.equal(classOf('Composition', { confidentiality: 'N' }).dataClass, 'council-care')
})

test('a code of which a list has the beginning is on it, and a bare code in the field alone that is named', () => {
  const lists = new Map([
    ['begun', new Map([['B20*', new Set(['http://hl7.org/fhir/sid/icd-10'])]])],
    ['bare', new Map([['39', new Set(['field:admittedFrom'])]])],
  ])
  const { ofEvent, ofResource } = classingOf({
    classes: [
      {
        id: 'wren',
        name: 'w',
        sensitive: true,
        clause: '1',
        holds: { ...NONE, lists: ['begun', 'bare'] },
      },
    ],
    feeds: [],
    lists,
  })
  const of = (code: string, system = 'http://hl7.org/fhir/sid/icd-10') => {
    const content = { code: { coding: [{ system, code }] } }
    return ofResource('x', 'Condition', content, JSON.stringify(content)).dataClass
  }
  for (const code of ['B20', 'B20.1', ' B200']) assert.equal(of(code), 'wren', code)
  assert.equal(of('B2'), 'health-record')
  assert.equal(of('B20.1', 'http://snomed.info/sct'), 'health-record')
  assert.equal(of('B20.1', ''), 'wren')
  assert.equal(of('39', ''), 'health-record')
  const event = { ...testEvent(), detail: { admittedFrom: '39', destination: '39' } }
  assert.deepEqual(ofEvent('x', event).apart, { admittedFrom: 'wren' })
  const marks = { codes: { '': ['|39'], reason: ['|B20.9'] } }
  assert.deepEqual(ofEvent('x', { ...event, detail: { reason: 'Fever' }, marks }), {
    dataClass: 'hospital',
    apart: { reason: 'wren' },
  })
})

test('what opens a home is nobody’s who may not see it, in whatever words; that there is a key safe is told', () => {
  const secret = [
    'Key safe 4417',
    'KEYSAFE: four four one seven',
    'The key-safe by the back door opens with double four, then nine',
    'key safe C１９８４X',
    'The spare key is with Mrs Dale at the corner',
    'Door code is on the card',
  ]
  for (const text of secret) {
    assert.equal(testClassing.ofNote('care', text), 'home-entry', text)
    const content = { code: { text } }
    const { dataClass } = testClassing.ofResource('x', 'Flag', content, JSON.stringify(content))
    assert.equal(dataClass, 'home-entry', text)
    const event = { ...testEvent(), detail: { reason: text } }
    assert.deepEqual(testClassing.ofEvent('x', event).apart, { reason: 'home-entry' }, text)
  }
  for (const text of [
    'She has a key safe.',
    'Key safe: ask for it',
    'No one has a key',
    'BP 120/80',
  ])
    assert.equal(testClassing.ofNote('care', text), undefined, text)
})

test('the made-up place’s lists: what a hospital and a council send by a code is classed by it', () => {
  const from = (admittedFrom: string) =>
    testClassing.ofEvent('mere-general', { ...testEvent(), detail: { admittedFrom } }).apart
  assert.deepEqual(from('40'), { admittedFrom: 'prison' })
  assert.equal(from('54'), undefined)
  const hiv = { codes: { diagnosis: ['http://hl7.org/fhir/sid/icd-10|B20.6'] } }
  const stay = { ...testEvent(), detail: { diagnosis: 'Pneumocystis pneumonia' }, marks: hiv }
  assert.deepEqual(testClassing.ofEvent('mere-general', stay).apart, { diagnosis: 'sexual-health' })
})

test('a word is found as it is read, whatever stands in it that nobody sees', () => {
  const shy = '\u00ad'
  const hidden = [`safe${shy}guarding`, 'safe\u200bguarding', 'M\u2060ARAC', 'sa\u202efeguarding']
  for (const word of [...hidden, 'ｓafeguarding', 'saféguarding', 'section\u00a042']) {
    assert.equal(classOf('Flag', { code: { text: word } }).dataClass, 'crow', word)
    const event = { ...testEvent(), detail: { reason: word } }
    assert.deepEqual(classing.ofEvent('mere-general', event).apart, { reason: 'crow' })
  }
})

test('a dose of which a step is apart is no dose, and a number without its unit no number', () => {
  const steps: JsonObject[] = [
    { text: 'MARAC plan: 10 units in the morning' },
    { text: '5 units at night', additionalInstruction: [{ text: 'MARAC' }] },
  ]
  const seen = (content: JsonObject, open: boolean) => {
    const { apart } = classOf('MedicationRequest', content)
    return contentPutBack(contentTakenApart({ content }, apart ?? null), () => open).content
  }
  for (const field of ['dosageInstruction', 'dosage']) {
    assert.deepEqual(seen({ status: 'active', [field]: steps }, false), { status: 'active' })
    assert.deepEqual(seen({ [field]: steps }, true), { [field]: steps })
    const [, told] = steps
    const plain = { [field]: [{ text: '5 units at night', additionalInstruction: [null] }] }
    assert.equal(
      JSON.stringify(seen({ [field]: [told!] }, false)),
      JSON.stringify({ [field]: [{ ...plain[field]![0]!, additionalInstruction: [{}] }] }),
    )
  }
  const quantity = { valueQuantity: { value: 60, unit: 'kg, MARAC' } }
  assert.deepEqual(seen(quantity, false), {})
  assert.deepEqual(seen(quantity, true), quantity)
})

test('what its source restricts and no clause names is in no class', () => {
  const { ofResource } = classingOf({ classes: [], feeds: [], lists: new Map() })
  const content = { meta: { security: { code: 'V' } } }
  assert.equal(ofResource('x', 'Flag', content, JSON.stringify(content)).dataClass, '')
})

test('words of what a thing is take the whole, words beside it are kept apart', () => {
  const what = ['code', 'title', 'description', 'relationship', 'name', 'conclusion', 'valueString']
  for (const element of what)
    assert.equal(classOf('X', { [element]: 'a section\n42 case' }).dataClass, 'crow', element)
  const dose = {
    dosageInstruction: [{ text: 'with the MARAC nurse', timing: {} }],
    status: 'active',
  }
  const { dataClass, apart } = classOf('MedicationRequest', dose)
  assert.deepEqual([dataClass, apart], ['council-care', { '/dosageInstruction/0/text': 'crow' }])
  const concept: JsonObject = {
    reasonCode: [{ coding: [{ code: 'x1', display: 'Safeguarding' }] }, { text: 'a' }],
  }
  assert.deepEqual(classOf('MedicationRequest', concept).apart, { '/reasonCode/0': 'crow' })
})

test('an event by its label and place, its details each by itself', () => {
  const detail = { reason: 'Fall', delayReason: 'Ongoing SAFEGUARDING concern' }
  const event = { ...testEvent(), detail }
  const { dataClass, apart } = classing.ofEvent('mere-general', event)
  assert.deepEqual([dataClass, apart], ['hospital', { delayReason: 'crow' }])
  const whole = (more: object) => classing.ofEvent('mere-general', { ...event, ...more }).dataClass
  assert.equal(whole({ label: 'Section 42 enquiry' }), 'crow')
  assert.equal(whole({ unit: 'Safeguarding unit' }), 'crow')
  assert.equal(whole({ organisationName: 'MARAC' }), 'crow')
  assert.equal(whole({ marks: { labels: ['SGC'] } }), 'wren')
  assert.equal(whole({ marks: { labels: ['sdv'] } }), '', 'sensitive, and no clause says to whom')
  const marks = { codes: { reason: ['|72892002'], '': ['http://loinc.org|72892002'] } }
  assert.deepEqual(classing.ofEvent('mere-general', { ...event, marks }).apart, {
    reason: 'lark',
    delayReason: 'crow',
  })
})

test('what is written for a purpose is in its class, else what its words tell', () => {
  assert.equal(classing.ofNote('guarding', 'Tea at four'), 'crow')
  assert.equal(classing.ofNote('care', 'the MARAC met'), 'crow')
  assert.equal(classing.ofNote('care', 'Tea at four'), undefined)
})

test('words of the input are looked up in nothing that has words of its own', () => {
  for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    const content = JSON.parse(`{"${word}": "${word}", "code": {"coding": [{"code": "${word}"}]},
      "note": [{"text": "safeguarding", "${word}": {"text": "MARAC"}}], "meta": {"security": [{"code": "${word}"}]}}`)
    const { dataClass, apart } = classOf(word, content, word)
    assert.equal(dataClass, 'health-record')
    const kept = contentTakenApart({ content }, apart!)
    assert.doesNotMatch(JSON.stringify(kept.content), /safeguarding|MARAC/)
    const detail = JSON.parse(`{"${word}": "MARAC"}`)
    const event = testEvent({ detail, source: word })
    assert.deepEqual(Object.values(event.detail), [])
  }
})

const told: fc.Arbitrary<string> = fc.constantFrom('Fall', 'MARAC', 'Domestic abuse', 'Tea', 'x')
const json = fc.letrec<{ value: JsonObject | string | unknown[]; object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, told, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  object: fc.dictionary(
    fc.constantFrom('code', 'note', 'text', 'coding', 'display', 'a/b', '~', 'meta2'),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ) as fc.Arbitrary<JsonObject>,
})).object

test('nothing that tells of a class is left to whom it is not open, and all of it to whom it is', () => {
  const secret = /MARAC|domestic abuse/i
  fc.assert(
    fc.property(json, (content) => {
      const { dataClass, apart } = testClassing.ofResource(
        'x',
        'Flag',
        content,
        JSON.stringify(content),
      )
      const kept = contentTakenApart({ content }, apart ?? null)
      const closed = contentPutBack(kept, () => false)
      if (dataClass !== 'safeguarding') assert.doesNotMatch(JSON.stringify(closed), secret)
      assert.deepEqual(
        contentPutBack(kept, () => true),
        { content },
      )
    }),
  )
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('reason', 'due', 'x'), told, { noNullPrototype: true }),
      (detail) => {
        const { apart } = testClassing.ofEvent('x', { kind: 'stay', label: 'Stay', detail })
        const kept = takenApart({ detail }, apart ?? null)
        assert.doesNotMatch(JSON.stringify(putBack(kept, () => false)), secret)
        assert.deepEqual(
          putBack(kept, () => true),
          { detail },
        )
      },
    ),
  )
})

test('however tellings come together, what one had apart shows in none of them, in any order', () => {
  const telling = fc.record({
    eventId: fc.constantFrom('a', 'b'),
    source: fc.constantFrom('mere-general', 'southmere-gp'),
    form: fc.constantFrom('message' as const, 'resource' as const),
    numbers: fc.constant(['7']),
    saidAt: fc.constantFrom('2026-03-01T10:12:00.000Z', '2026-03-01T11:12:00.000Z'),
    label: fc.constantFrom('Hospital stay', 'MARAC stay'),
    detail: fc.dictionary(fc.constantFrom('reason', 'delayReason'), told, {
      noNullPrototype: true,
    }),
    stamps: fc.option(
      fc.dictionary(fc.constantFrom('reason', 'delayReason'), fc.constantFrom('1', '2')),
      {
        nil: undefined,
      },
    ),
  })
  fc.assert(
    fc.property(fc.array(telling, { maxLength: 5 }), (tellings) => {
      const events = tellings.map((one, at) =>
        testEvent({ ...one, personId: personCalled(`p${at}`) }),
      )
      const plain = occurrencesOf(events)
        .filter(({ event }) => event.dataClass !== 'safeguarding')
        .map((one) => opened(one, (dataClass) => dataClass !== 'safeguarding'))
      assert.doesNotMatch(JSON.stringify(plain), /MARAC|domestic abuse/i)
      const all = occurrencesOf(events).map((one) => opened(one, () => true))
      const ends = (some: typeof all) => some.map(({ event }) => JSON.stringify(event)).sort()
      assert.deepEqual(
        ends(occurrencesOf(events.toReversed()).map((one) => opened(one, () => true))),
        ends(all),
      )
    }),
  )
})
