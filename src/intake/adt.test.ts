import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { personIdOf } from '../people/index.ts'
import { visitIdOf } from '../record/index.ts'
import { readAdt } from './adt.ts'
import { feedReading } from './declared-reading.ts'
import { mergeSaid, type Told, tell } from './merged.ts'
import { type Reading, Unreadable } from './reading.ts'
import { adt, pid, pv1, testContext } from './testing.ts'

const SOURCE = 'mere-general'
/** Mere General declares where its messages say who is ready to leave. */
const feed = feedReading(SOURCE, join(import.meta.dirname, '../../places/southmere'))

function read(text: string): Reading {
  const receivedAt = '2026-03-05T12:00:00.000Z'
  const about = { source: SOURCE, kind: 'hl7v2', feed, receivedAt } as const
  return readAdt(text, testContext(Buffer.from(text), about))
}

function toldBy(...texts: string[]): Told {
  const said = texts.flatMap((text) => read(text).said)
  return tell(SOURCE, mergeSaid([], said), [])
}

type Parts = { type?: string; at?: string; pid?: string; pv1?: string; more?: string[] }

/** An admission to Ward 6 with what matters put in; `pv1` is what follows the location. */
function message({
  type = 'A01',
  at = '20260301101500',
  pid,
  pv1 = ward(),
  more = [],
}: Parts = {}) {
  const person = pid ?? 'H0012345^^^RXS^MR~9990001234^^^NHS^NH||Okello^Martha^Jane||19440312|F'
  const lines = [
    `MSH|^~\\&|MEREPAS|RXS|||${at}||ADT^${type}|1|P|2.4`,
    `EVN|${type}|${at}`,
    `PID|1||${person}`,
    ...(pv1 === '' ? [] : [pv1]),
    ...more,
  ]
  return `${lines.join('\r')}\r`
}

function ward(place = 'Ward 6^Bay 2^Bed 4^RXS', left = '', visit = 'V1') {
  return `PV1|1|I|${place}||||||||||||||||${visit}|||||||||||||||||||||||||20260301100000|${left}`
}

test('an admission makes a person and an open stay, and no resource that nobody sent', () => {
  const told = toldBy(message())
  const [person] = told.people
  assert.equal(person!.personId, personIdOf(SOURCE, 'H0012345', 'RXS'))
  assert.equal(person!.family, 'Okello')
  assert.deepEqual(person!.given, ['Martha', 'Jane'])
  assert.equal(person!.birthDate, '1944-03-12')
  assert.equal(person!.sex, 'female')
  assert.equal(person!.nhsNumberAsGiven, '9990001234')
  assert.equal(person!.asAt, '2026-03-01T10:15:00.000Z')
  const [{ stamps, ...stay }] = told.events as [(typeof told.events)[number]]
  assert.equal(new Set(Object.values(stamps!)).size, 1)
  assert.deepEqual(
    { ...stay, detail: { ...stay.detail } },
    {
      personId: person!.personId,
      eventId: visitIdOf(SOURCE, 'message RXS', 'V1'),
      form: 'message',
      numbers: ['V1'],
      saidAt: '2026-03-01T10:15:00.000Z',
      kind: 'stay',
      status: 'active',
      startAt: '2026-03-01T10:00:00.000Z',
      endAt: undefined,
      organisation: 'RXS',
      organisationName: undefined,
      unit: 'Ward 6',
      label: 'Hospital stay',
      detail: { site: 'RXS', bay: 'Bay 2', bed: 'Bed 4' },
    },
  )
  assert.deepEqual(told.resources, [])
})

const NHS_SPELLINGS = [
  '9990123454^^^NHS^NH',
  '9990123454^^^NHS^HN',
  '999 012 3454^^^&NHS',
  '999-012-3454^^^NHS&2.16.840.1.113883.2.1.4.1&ISO',
  '9990123454^^^^NHS',
]

test('the NHS number is known in all its spellings', () => {
  for (const spelling of NHS_SPELLINGS) {
    const pid = `${spelling}~H7^^^RXS^MR||Okello^Martha||19440312|2${'|'.repeat(24)}NSTS01`
    const [person] = toldBy(message({ pid })).people
    assert.equal(person!.nhsNumber, '9990123454', spelling)
    assert.equal(person!.nhsNumberStatus, '01')
    assert.deepEqual(person!.identifiers, [
      { system: 'https://meregeneral.example.org/hospital-number', value: 'H7' },
    ])
    assert.equal(person!.sourceId, 'H7')
    assert.equal(person!.sex, 'female')
  }
})

test('without a hospital number the NHS number names the person; without either nobody does', () => {
  const [person] = toldBy(message({ pid: '9990123454^^^NHS^NH||Okello^Martha' })).people
  assert.equal(person!.sourceId, '9990123454')
  assert.throws(() => read(message({ pid: '^^^RXS^MR||Okello^Martha' })), Unreadable)
})

test('a transfer moves the bed, a discharge ends the stay, a cancelled discharge opens it', () => {
  const admit = message()
  const move = message({ type: 'A02', at: '20260302090000', pv1: ward('Ward 3^^^RXS') })
  const leave = message({
    type: 'A03',
    at: '20260304150000',
    pv1: ward('Ward 3', '20260304143000'),
  })
  const back = message({ type: 'A13', at: '20260304160000', pv1: ward('Ward 3') })
  const [moved] = toldBy(admit, move).events
  assert.equal(moved!.unit, 'Ward 3')
  assert.equal(moved!.detail.bed, undefined)
  const [left] = toldBy(admit, move, leave).events
  assert.equal(left!.status, 'finished')
  assert.equal(left!.endAt, '2026-03-04T14:30:00.000Z')
  const [reopened] = toldBy(admit, move, leave, back).events
  assert.equal(reopened!.status, 'active')
  assert.equal(reopened!.endAt, undefined)
  const [cancelled] = toldBy(admit, message({ type: 'A11', at: '20260301110000' })).events
  assert.equal(cancelled!.status, 'cancelled')
})

test('ZU1 says when the person was ready, on which pathway, and what they wait for', () => {
  const ready = ['ZU1|1|202603020900|1|Waiting for a home care package']
  const [stay] = toldBy(message({ type: 'A08', at: '20260302100000', more: ready })).events
  assert.equal(stay!.detail.readyAt, '2026-03-02T09:00:00.000Z')
  assert.equal(stay!.detail.pathway, '1')
  assert.equal(stay!.detail.delayReason, 'Waiting for a home care package')
  const cleared = ['ZU1|1|""||""']
  const [unready] = toldBy(
    message({ type: 'A08', at: '20260302100000', more: ready }),
    message({ type: 'A08', at: '20260303100000', more: cleared }),
  ).events
  assert.equal(unready!.detail.readyAt, undefined)
  assert.equal(unready!.detail.pathway, '1')
})

test('a merge is a link between the two, said by both: what it is and since when', () => {
  const merge = message({ type: 'A40', pv1: '', more: ['MRG|H999^^^RXS^MR'] })
  const { people, events } = toldBy(merge)
  assert.equal(events.length, 0)
  const survivor = people.find(({ sourceId }) => sourceId === 'H0012345')!
  const retired = people.find(({ sourceId }) => sourceId === 'H999')!
  const old = { system: 'https://meregeneral.example.org/hospital-number', value: 'H999' }
  assert.deepEqual(retired.identifiers, [old])
  const link = { because: 'merge-message', at: '2026-03-01T10:15:00.000Z' }
  assert.deepEqual(survivor.merges, [{ personId: retired.personId, ...link }])
  assert.deepEqual(retired.merges, [{ personId: survivor.personId, ...link }])
})

test('what cannot be read says where', () => {
  const reasons: [Parts, RegExp, string][] = [
    [{ type: 'constructor' }, /does not have/, 'MSH-9'],
    [{ at: 'yesterday' }, /the time of the message/, 'MSH-7'],
    [{ at: '20260231101500' }, /31 February 2026/, 'MSH-7'],
    [{ at: '' }, /when it was written/, 'MSH-7'],
    [{ type: 'A40', pv1: '' }, /which number is retired/, 'MRG-1'],
    [{ type: 'A37', pv1: '' }, /two people/, 'PID'],
    [{ more: ['PID|2||H2^^^RXS^MR||Other^Bob'] }, /more than one person/, 'PID'],
  ]
  for (const [parts, sentence, place] of reasons) {
    assert.throws(
      () => read(message(parts)),
      (error: Unreadable) => sentence.test(error.message) && error.place === place,
      place,
    )
  }
})

test('a message of which nothing follows is kept for whom it names, and says why', () => {
  for (const type of ['A20', 'A29', 'A43', 'A48', 'A63']) {
    const { said, resources, events, passedOver, warnings } = read(message({ type }))
    assert.deepEqual(passedOver, [type])
    const why = warnings.filter((one) => /kept/.test(one))
    assert.equal(why.length, type === 'A20' || type === 'A63' ? 0 : 1, type)
    assert.deepEqual(events, [])
    const personId = personIdOf(SOURCE, 'H0012345', 'RXS')
    assert.deepEqual([said[0]!.personId, resources[0]!.personId], [personId, personId])
    assert.equal(said[0]!.fields.family, undefined, 'who they are is not said anew')
  }
  const result = message().replace('ADT^A01', 'ORU^R01')
  assert.deepEqual(read(result).passedOver, ['ORU R01'])
  const nobody = message({ type: 'A20' }).replace(/PID.*\r/, '')
  assert.deepEqual([read(nobody).said, read(nobody).passedOver], [[], ['A20']])
})

test('whatever is changed in a message, it is read or refused with a place, and nothing of it is quoted', () => {
  const text = message({
    type: 'A03',
    more: [
      'PV2|||^Fall|||||||20260304',
      'DG1|1||J18^Pneumonia^I10',
      'AL1|1|DA|^Penicillin|SV|Rash',
    ],
  })
  const edit = fc.tuple(
    fc.nat(text.length),
    fc.constantFrom(
      '',
      '|',
      '^',
      '~',
      '\\',
      '&',
      '\r',
      '\0',
      '\n',
      '""',
      '99999999999',
      'A40',
      'MSH',
      'é',
    ),
  )
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
      let changed = text
      for (const [at, put] of edits) changed = changed.slice(0, at) + put + changed.slice(at + 1)
      try {
        const { warnings, passedOver } = read(changed)
        for (const one of [...warnings, ...passedOver])
          assert.doesNotMatch(one, /Okello|Penicillin/)
      } catch (error) {
        assert.ok(error instanceof Unreadable, String(error))
        assert.doesNotMatch(error.message, /Okello|Penicillin/)
      }
    }),
    { numRuns: 500 },
  )
})

test('one wrong field does not lose the message: the rest is read, and the field is named', () => {
  const wrong: [Parts, RegExp, string][] = [
    [{ pid: 'H1^^^RXS^MR||A^B||19440231' }, /birth .* 31 February 1944/, 'PID-7'],
    [{ pid: 'H1^^^RXS^MR||A^B||196513121515' }, /no month 13/, 'PID-7'],
    [{ pv1: ward('Ward 6', '20260230') }, /30 February 2026/, 'PV1-45'],
    [{ more: ['PV2|||||||||soon'] }, /not an HL7 time/, 'PV2-9'],
    [{ more: ['ZU1|1|C|1'] }, /not an HL7 time/, 'ZU1-2'],
    [{ type: 'A03', pv1: 'PV1|1|I|Ward 6' }, /neither a number nor a time/, 'PV1-19'],
  ]
  for (const [parts, sentence, place] of wrong) {
    const { warnings, passedOver, said } = read(message(parts))
    assert.match(warnings.join('\n'), sentence)
    assert.ok(passedOver.includes(place), place)
    assert.equal(said.length, 2, place)
  }
})

test('a message that is dated ahead is as of when it arrived, and does not stand against what comes after', () => {
  const received = { receivedAt: '2026-03-03T12:00:00.000Z' }
  const told = (message: string, more = received) => {
    const bytes = Buffer.from(message)
    return readAdt(message, testContext(bytes, { source: 'rxt', kind: 'hl7v2', ...more }))
  }
  const ahead = told(adt('A31', '20620301090000', pid({ name: 'Okelo^Martha' })))
  assert.deepEqual(ahead.warnings, [
    'a message is dated later than it arrived, and is read as of when it arrived',
  ])
  const after = told(adt('A31', '20260304090000', pid()), {
    receivedAt: '2026-03-04T09:00:05.000Z',
  })
  assert.deepEqual(after.warnings, [])
  assert.ok(ahead.said[0]!.stamp < after.said[0]!.stamp)
  // A clock that is a little ahead is believed; two that are far ahead follow one another all the same.
  assert.deepEqual(told(adt('A31', '20260304110000', pid())).warnings, [])
  const [first, second] = ['20620301090000', '20620301100000'].map(
    (at) => told(adt('A02', at, pid(), pv1())).said[0]!.stamp,
  )
  assert.ok(first! < second!)
})

test('an update without a visit is about the person alone', () => {
  const told = toldBy(message({ type: 'A08', pv1: '' }))
  assert.equal(told.people.length, 1)
  assert.equal(told.events.length, 0)
})

const STORY = [
  message({ type: 'A05', at: '20260228100000' }),
  message(),
  message({ type: 'A02', at: '20260302090000', pv1: ward('Ward 3^Bay 1^^RXS') }),
  message({
    type: 'A08',
    at: '20260302090000',
    more: ['ZU1|1|202603020900|1|Waiting for equipment'],
  }),
  message({ type: 'A03', at: '20260304150000', pv1: ward('Ward 3', '20260304143000') }),
  message({ type: 'A13', at: '20260304160000', pv1: ward('Ward 3') }),
  message({
    type: 'A08',
    at: '20260304170000',
    pv1: ward('""'),
    pid: 'H0012345^^^RXS^MR||Okello-Ray^Martha',
  }),
  message({ type: 'A03', at: '20260305150000', pv1: ward('Ward 3') }),
  message({ type: 'A31', at: '20260306150000', pv1: '', pid: 'H0012345^^^RXS^MR||||""' }),
]

test('the same messages in any order, one by one or together, end in the same stay and person', () => {
  const expected = JSON.stringify(toldBy(...STORY))
  const order = fc.shuffledSubarray(STORY, { minLength: STORY.length })
  fc.assert(
    fc.property(order, fc.array(fc.nat(), { maxLength: 4 }), (texts, repeats) => {
      let known = mergeSaid([], [])
      for (const text of [...texts, ...repeats.map((at) => STORY[at % STORY.length]!)]) {
        const changed = mergeSaid(known, read(text).said)
        const ids = new Set(changed.map(({ personId, about, key }) => personId + about + key))
        known = [...known.filter((one) => !ids.has(one.personId + one.about + one.key)), ...changed]
      }
      const sorted = known.sort((a, b) => (a.about < b.about ? -1 : 1))
      assert.equal(JSON.stringify(tell(SOURCE, sorted, [])), expected)
    }),
  )
})
