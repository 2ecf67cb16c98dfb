import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  adt,
  adtWith,
  load,
  pid,
  pv1,
  seen,
  segment,
  type TestIntake,
  testIntake,
  verdicts,
  visitsOf,
} from './testing.ts'

const BEGAN = '202603010900'
const BEGAN_AT = '2026-03-01T09:00:00Z'

let sources = 0

/** Loads messages under a source of their own, as one file and, a second time, each as its own from the last. */
async function history(place: TestIntake, ...messages: string[]) {
  sources += 1
  const [forward, backward] = [`forward-${sources}`, `backward-${sources}`]
  await load(place, forward, ...messages)
  for (const message of messages.toReversed()) await load(place, backward, message)
  const [one, other] = [await seen(place, forward), await seen(place, backward)]
  assert.deepEqual(other.map(visitsOf), one.map(visitsOf))
  assert.deepEqual(
    other.map(({ occurrences }) => occurrences.map(({ event }) => event.detail)),
    one.map(({ occurrences }) => occurrences.map(({ event }) => event.detail)),
  )
  return { visits: one.flatMap(visitsOf), people: one, source: forward }
}

test('from A&E to a ward under one number is one visit, whose class is a field', async (t) => {
  const place = await testIntake(t)
  const { visits } = await history(
    place,
    adt('A04', BEGAN, pid(), pv1({ kind: 'E', ward: 'ED', admitted: BEGAN })),
    adt('A02', '202603011200', pid(), pv1({ admitted: BEGAN })),
    adt('A03', '202603031000', pid(), pv1({ admitted: BEGAN, discharged: '202603031000' })),
  )
  assert.deepEqual(visits, [`stay finished W1 ${BEGAN_AT} 2026-03-03T10:00:00Z`])
})

test('an outpatient who is kept becomes a stay, and back; A06 with a new number is the same visit', async (t) => {
  const place = await testIntake(t)
  const seenAs = pv1({ kind: 'O', ward: 'OPD', admitted: BEGAN })
  const kept = adt('A06', '202603011100', pid(), pv1({ admitted: '202603011100' }))
  const one = await history(place, adt('A04', BEGAN, pid(), seenAs), kept)
  assert.deepEqual(one.visits, ['stay active W1 2026-03-01T11:00:00Z -'])
  const back = adt('A07', '202603011300', pid(), pv1({ kind: 'O', ward: 'OPD' }))
  const two = await history(place, adt('A04', BEGAN, pid(), seenAs), kept, back)
  assert.deepEqual(two.visits, ['contact active OPD 2026-03-01T11:00:00Z -'])
  const renumbered = adt(
    'A06',
    '202603011100',
    pid(),
    segment('MRG', { 1: 'H1^^^RXT^MR', 5: 'V1' }),
    pv1({ visit: 'V2' }),
  )
  const three = await history(place, adt('A04', BEGAN, pid(), seenAs), renumbered)
  assert.deepEqual(three.visits, [`stay active W1 ${BEGAN_AT} -`])
})

test('a cancelled admission is cancelled whatever class and number of fields the message leaves out', async (t) => {
  const place = await testIntake(t)
  const cancel = adt('A11', '202603011000', pid(), pv1({ kind: '', ward: 'ED' }))
  const emergency = adt('A04', BEGAN, pid(), pv1({ kind: 'E', ward: 'ED', admitted: BEGAN }))
  const { visits } = await history(place, emergency, cancel)
  assert.deepEqual(visits, [`attendance cancelled ED ${BEGAN_AT} -`])
})

test('the right booking stands beside the wrong one that was cancelled', async (t) => {
  const place = await testIntake(t)
  const { visits, people } = await history(
    place,
    adt('A01', BEGAN, pid(), pv1({ visit: 'V1', admitted: BEGAN })),
    adt('A01', '202603010920', pid(), pv1({ visit: 'V2', ward: 'W2', admitted: '202603010920' })),
    adt('A11', '202603010930', pid(), pv1({ visit: 'V1', admitted: BEGAN })),
  )
  assert.deepEqual(visits, [
    'stay active W2 2026-03-01T09:20:00Z -',
    `stay cancelled W1 ${BEGAN_AT} -`,
  ])
  assert.equal(people[0]!.now.stay?.event.unit, 'W2')
})

test('a discharge that is cancelled takes time, method, destination and a death with it', async (t) => {
  const place = await testIntake(t)
  const left = { 36: '4', 37: '79' }
  const messages = [
    adt('A01', BEGAN, pid(), pv1({ admitted: BEGAN })),
    adt('A03', '202603020900', pid(), pv1({ discharged: '202603020900', pv1: left })),
  ]
  const gone = await history(place, ...messages)
  assert.deepEqual(gone.people[0]!.persons[0]!.deathDate, '2026-03-02')
  const { destination, dischargeMethod } = gone.people[0]!.occurrences[0]!.event.detail
  assert.deepEqual([destination, dischargeMethod], ['79', '4'])
  // The message still carries where they went to: that is what it takes back.
  const back = adt('A13', '202603021000', pid(), pv1({ pv1: left, discharged: '202603020900' }))
  const { visits, people } = await history(place, ...messages, back)
  assert.deepEqual(visits, [`stay active W1 ${BEGAN_AT} -`])
  const { detail } = people[0]!.occurrences[0]!.event
  assert.deepEqual([detail.destination, detail.dischargeMethod], [undefined, undefined])
  assert.deepEqual(
    [people[0]!.persons[0]!.dead, people[0]!.persons[0]!.deathDate],
    [undefined, undefined],
  )
})

test('codes of leaving are known by their lists, in whichever field a hospital puts them', async (t) => {
  const place = await testIntake(t)
  const left = (method: string, destination: string) =>
    adt('A03', '202603020900', pid(), pv1({ pv1: { 36: method, 37: destination } }))
  const detailOf = async (method: string, destination: string) => {
    const { people, source } = await history(place, left(method, destination))
    const { detail } = people[0]!.occurrences[0]!.event
    const [item] = await verdicts(place, source)
    return [detail.dischargeMethod, detail.destination, ...item!.passed_over]
  }
  assert.deepEqual(await detailOf('1', '19'), ['1', '19'])
  assert.deepEqual(await detailOf('19', '1'), ['1', '19'])
  assert.deepEqual(await detailOf('19', ''), [undefined, '19'])
  assert.deepEqual(await detailOf('Dead', '1'), ['4', undefined])
  assert.deepEqual(await detailOf('', 'Nursing home'), [undefined, 'Nursing home'])
  assert.deepEqual(await detailOf('XYZ', ''), [undefined, undefined, 'PV1-36'])
})

test('class N is nobody who comes, U says nothing of the class', async (t) => {
  const place = await testIntake(t)
  for (const kind of ['N', 'U', '']) {
    const { visits } = await history(
      place,
      adt('A08', BEGAN, pid(), pv1({ kind, ward: '', visit: 'ACC1' })),
    )
    assert.deepEqual(visits, [], kind)
  }
  const admitted = adt('A01', BEGAN, pid(), pv1({ kind: 'U', admitted: BEGAN }))
  assert.deepEqual((await history(place, admitted)).visits, [`stay active W1 ${BEGAN_AT} -`])
  const registered = adt('A04', BEGAN, pid(), pv1({ kind: '', ward: 'OPD', admitted: BEGAN }))
  assert.deepEqual((await history(place, registered)).visits, [`contact active OPD ${BEGAN_AT} -`])
  const emergency = adt('A08', '202603010910', pid(), pv1({ kind: 'E', ward: 'ED' }))
  assert.deepEqual((await history(place, registered, emergency)).visits, [
    `attendance active ED ${BEGAN_AT} -`,
  ])
})

test('what is planned is planned until it begins, and its cancelling cancels nothing that has begun', async (t) => {
  const place = await testIntake(t)
  const planned = adt('A05', BEGAN, pid(), pv1({ admitted: '202603100900' }))
  const cancelled = adt('A38', '202603020900', pid(), pv1())
  assert.deepEqual((await history(place, planned)).visits, [
    'stay planned W1 2026-03-10T09:00:00Z -',
  ])
  assert.deepEqual((await history(place, planned, cancelled)).visits, [
    'stay cancelled W1 2026-03-10T09:00:00Z -',
  ])
  const began = adt('A01', '202603011000', pid(), pv1({ admitted: '202603011000' }))
  for (const late of [cancelled, adt('A27', '202603020900', pid(), pv1())]) {
    assert.deepEqual((await history(place, planned, began, late)).visits, [
      'stay active W1 2026-03-01T10:00:00Z -',
    ])
  }
  const pending = adt(
    'A14',
    BEGAN,
    pid(),
    pv1({ ward: 'W9' }),
    segment('PV2', { 8: '202603090800' }),
  )
  assert.deepEqual((await history(place, pending)).visits, [
    'stay planned W9 2026-03-09T08:00:00Z -',
  ])
})

test('a pending discharge says when somebody is expected to leave, and has not left; leave is told', async (t) => {
  const place = await testIntake(t)
  const admitted = adt('A01', BEGAN, pid(), pv1({ admitted: BEGAN }))
  const pending = adt(
    'A16',
    '202603021000',
    pid(),
    pv1({ discharged: '202603050900' }),
    'PV2|||||||||20260305',
  )
  const detailOf = async (...messages: string[]) => {
    const { visits, people } = await history(place, admitted, ...messages)
    assert.deepEqual(visits, [`stay active W1 ${BEGAN_AT} -`])
    return people[0]!.occurrences[0]!.event.detail
  }
  assert.equal((await detailOf(pending)).expectedEnd, '2026-03-05')
  const stays = adt('A25', '202603031000', pid(), pv1())
  assert.equal((await detailOf(pending, stays)).expectedEnd, undefined)
  const away = adt('A21', '202603031000', pid(), pv1())
  assert.equal((await detailOf(away)).leaveSince, '2026-03-03T10:00:00.000Z')
  assert.equal(
    (await detailOf(away, adt('A22', '202603041000', pid(), pv1()))).leaveSince,
    undefined,
  )
  const { source } = await history(place, adt('A15', BEGAN, pid(), pv1({ pv1: { 42: 'W7' } })))
  const [item] = await verdicts(place, source)
  assert.deepEqual([item!.verdict, item!.passed_over], ['in-part', ['PV1-42']])
})

test('a transfer that is cancelled leads back; two people who swap beds are both moved', async (t) => {
  const place = await testIntake(t)
  const admitted = adt('A01', BEGAN, pid(), pv1({ ward: 'W1^B1^01', admitted: BEGAN }))
  const moved = adt('A02', '202603011000', pid(), pv1({ ward: 'W2^B2^02' }))
  const back = adt('A12', '202603011030', pid(), pv1({ ward: 'W1^B1^01' }))
  const { visits, people } = await history(place, admitted, moved, back)
  assert.deepEqual(visits, [`stay active W1 ${BEGAN_AT} -`])
  assert.equal(people[0]!.occurrences[0]!.event.detail.bed, '01')
  const bob = { id: 'H2', name: 'Other^Bob', birth: '19310101', sex: 'M' }
  const swapped = adt(
    'A17',
    '202603011000',
    pid(),
    pv1({ ward: 'W2' }),
    pid(bob),
    pv1({ visit: 'V2' }),
  )
  const other = adt('A01', BEGAN, pid(bob), pv1({ visit: 'V2', ward: 'W2', admitted: BEGAN }))
  assert.deepEqual((await history(place, admitted, other, swapped)).visits, [
    `stay active W2 ${BEGAN_AT} -`,
    `stay active W1 ${BEGAN_AT} -`,
  ])
})

test('a discharge before its admission is said, and no time of it is shown as a fact', async (t) => {
  const place = await testIntake(t)
  const wrong = pv1({ admitted: '202603020800', discharged: '202603010800' })
  const { visits, people, source } = await history(place, adt('A03', '202603020900', pid(), wrong))
  assert.deepEqual(visits, ['stay finished W1 2026-03-02T08:00:00Z -'])
  assert.match(people[0]!.occurrences[0]!.event.detail.doubt!, /before the time of coming/)
  assert.match((await verdicts(place, source))[0]!.warnings[0]!, /before its admission/)
  // The same in two messages, and then put right.
  const apart = [
    adt('A01', '202603020800', pid(), pv1({ admitted: '202603020800' })),
    adt('A03', '202603020900', pid(), pv1({ discharged: '202603010800' })),
  ]
  assert.deepEqual((await history(place, ...apart)).visits, visits)
  const right = adt('A08', '202603021000', pid(), pv1({ discharged: '202603020830' }))
  assert.deepEqual((await history(place, ...apart, right)).visits, [
    'stay finished W1 2026-03-02T08:00:00Z 2026-03-02T08:30:00Z',
  ])
})

test('times that are days alone stay days, in summer too', async (t) => {
  const place = await testIntake(t)
  const { visits } = await history(
    place,
    adt('A01', '202507010900', pid(), pv1({ admitted: '20250701' })),
    adt('A03', '202507010930', pid(), pv1({ discharged: '20250701' })),
  )
  assert.deepEqual(visits, ['stay finished W1 2025-07-01 2025-07-01'])
})

test('a discharge on a day to come is none: whoever is said to leave in the year 9999 is here', async (t) => {
  const place = await testIntake(t)
  for (const discharged of ['99991231000000', '20260320090000']) {
    const admission = adt(
      'A01',
      '202603010900',
      pid(),
      pv1({ admitted: '202603010900', discharged }),
    )
    const { visits, source } = await history(place, admission)
    assert.deepEqual(visits, ['stay active W1 2026-03-01T09:00:00Z -'])
    const [item] = await verdicts(place, source)
    assert.deepEqual([item!.passed_over, item!.warnings.length], [['PV1-45'], 1])
  }
})

test('a number that is used again is the newer stay, which goes on, and says so', async (t) => {
  const place = await testIntake(t)
  const messages = [
    adt('A01', '202601010900', pid(), pv1({ admitted: '202601010900' })),
    adt('A03', '202601050900', pid(), pv1({ discharged: '202601050900' })),
    adt('A01', '202603010900', pid(), pv1({ ward: 'W2', admitted: '202603010900' })),
  ]
  for (const order of [messages, messages.toReversed()]) {
    const { visits, source } = await history(place, ...order)
    assert.deepEqual(visits, ['stay active W2 2026-03-01T09:00:00Z -'])
    const [seenOnce] = await seen(place, source)
    const { detail } = seenOnce!.occurrences[0]!.event
    assert.equal(detail.doubt, 'the number of this stay was that of an earlier one')
  }
})

test('in the hour that happens twice a move follows its admission, by PV1-44 or by MSH-13', async (t) => {
  const place = await testIntake(t)
  const admitted = '20241027015000'
  const byTime = await history(
    place,
    adt('A01', admitted, pid(), pv1({ admitted })),
    adt('A02', '20241027011000', pid(), pv1({ ward: 'W2', admitted })),
  )
  assert.deepEqual(byTime.visits, ['stay active W2 2024-10-27T00:50:00Z -'])
  const left = adt('A03', '20241027011500', pid(), pv1({ admitted, discharged: '20241027011500' }))
  const over = await history(place, adt('A01', admitted, pid(), pv1({ admitted })), left)
  assert.deepEqual(over.visits, ['stay finished W1 2024-10-27T00:50:00Z 2024-10-27T01:15:00Z'])
  const early = '202410262300'
  const byNumber = await history(
    place,
    adtWith({ 13: '4711' }, 'A01', admitted, pid(), pv1({ admitted: early })),
    adtWith({ 13: '4712' }, 'A02', '20241027011000', pid(), pv1({ ward: 'W2', admitted: early })),
    adtWith({ 13: '4713' }, 'A02', '20241027015500', pid(), pv1({ ward: 'W3', admitted: early })),
    adtWith({ 13: '4714' }, 'A02', '20241027010500', pid(), pv1({ ward: 'W4', admitted: early })),
  )
  assert.deepEqual(byNumber.visits, ['stay active W4 2024-10-26T22:00:00Z -'])
})

test('what is recorded in one second follows as it happened, whatever the order of arrival', async (t) => {
  const place = await testIntake(t)
  const at = (trigger: string, hour: string, ward: string) =>
    adt(trigger, BEGAN, pid(), pv1({ ward })).replace(
      `EVN|${trigger}|${BEGAN}`,
      `EVN|${trigger}|202603011500||||20260301${hour}00`,
    )
  const moves = ['10', '11', '12', '13', '14'].map((hour) => at('A02', hour, `W${hour}`))
  for (const turn of [0, 2, 3]) {
    const order = [...moves.slice(turn), ...moves.slice(0, turn)]
    const { visits } = await history(place, adt('A01', BEGAN, pid(), pv1()), ...order)
    assert.deepEqual(visits, [`stay active W14 ${BEGAN_AT} -`])
  }
})

test('an end that is written to the minute does not lie before the seconds of its beginning', async (t) => {
  const place = await testIntake(t)
  const within = pv1({ admitted: '20260301090052', discharged: '202603010900' })
  const { visits, source } = await history(place, adt('A03', '20260301090052', pid(), within))
  assert.deepEqual(visits, ['stay finished W1 2026-03-01T09:00:52Z 2026-03-01T09:00:52Z'])
  assert.deepEqual((await verdicts(place, source))[0]!.warnings, [])
})

test('a ward that is a number is called what the place is called in words', async (t) => {
  const place = await testIntake(t)
  const wards = {
    '70162^^^RXT01^^^East^^Ward 8 East': 'Ward 8 East',
    '^^^^^^^^Ward 9': 'Ward 9',
    'EAU^B2^4^RXT01^^^^^Acute unit': 'EAU',
    '70162^B2^4': '70162',
  }
  for (const [ward, called] of Object.entries(wards)) {
    const { visits } = await history(place, adt('A01', BEGAN, pid(), pv1({ ward })))
    assert.deepEqual(visits, [`stay active ${called} ${BEGAN_AT} -`])
  }
})

test('a stay that ends in death while PID-30 says N is told as both', async (t) => {
  const place = await testIntake(t)
  const left = pv1({ admitted: BEGAN, discharged: '202603021000', pv1: { 36: '4' } })
  const { people, source } = await history(
    place,
    adt('A03', BEGAN, pid({ pid: { 30: 'N' } }), left),
  )
  assert.equal(people[0]!.persons[0]!.dead, undefined)
  assert.equal(people[0]!.occurrences[0]!.event.detail.dischargeMethod, '4')
  const [verdict] = await verdicts(place, source)
  assert.deepEqual(verdict!.passed_over, ['PID-30'])
  assert.match(verdict!.warnings.join(), /somebody died .* and that they have not died/)
})

test('from A&E by a wrong bed to a ward and home: one visit that is over, in every order', async (t) => {
  const place = await testIntake(t)
  const within = (kind: string, ward: string) => pv1({ kind, ward, admitted: BEGAN })
  const told = [
    adt('A04', BEGAN, pid(), within('E', 'ED^CHAIR^1')),
    adt('A02', '202603011000', pid(), within('E', 'ED^MAJORS^5')),
    adt('A02', '202603011030', pid(), within('E', 'ED^WRONG^9')),
    adt('A12', '202603011040', pid(), within('E', 'ED^MAJORS^5')),
    adt('A06', '202603011200', pid(), within('I', 'EAU^B2^8')),
    adt(
      'A03',
      '202603021000',
      pid(),
      pv1({ kind: 'I', ward: 'EAU^B2^8', discharged: '202603020955' }),
    ),
    adt('A13', '202603021010', pid(), within('I', 'EAU^B2^8')),
    adt(
      'A03',
      '202603021200',
      pid(),
      pv1({ kind: 'I', ward: 'EAU^B2^8', discharged: '202603021150' }),
    ),
  ]
  for (const step of [1, 3, 5, 7]) {
    const order = told.map((_, at) => told[(at * step + step) % told.length]!)
    const { visits } = await history(place, ...order, order[2]!)
    assert.deepEqual(visits, [`stay finished EAU ${BEGAN_AT} 2026-03-02T11:50:00Z`])
  }
})

test('a coming that was told of days before it is in doubt; an hour or a day ahead is not', async (t) => {
  const place = await testIntake(t)
  const doubts = async (at: string, trigger = 'A01') => {
    const { people } = await history(place, adt(trigger, BEGAN, pid(), pv1({ admitted: at })))
    return people[0]!.occurrences[0]!.event.detail.doubt
  }
  assert.match((await doubts('202603111716'))!, /more than a day before/)
  for (const at of ['202603011000', '20260302', '202602280900'])
    assert.equal(await doubts(at), undefined)
  assert.equal(await doubts('202603111716', 'A05'), undefined)
})

test('a type that stands where the authority of a visit’s number should names nobody', async (t) => {
  const place = await testIntake(t)
  const visit = (number: string) => pv1({ visit: number })
  const { visits } = await history(
    place,
    adt('A01', BEGAN, pid(), visit('2139^^^VISITID')),
    adt('A02', '202603011000', pid(), pv1({ ward: 'W2', visit: '2139^^^^VISITID' })),
    adt('A03', '202603021000', pid(), visit('2139^^^RXT^VN')),
  )
  assert.deepEqual(visits, [`stay finished W1 ${BEGAN_AT} 2026-03-02T10:00:00Z`])
})
