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

const T1 = '202603010900'
const T2 = '202603020900'
const NHS = '9990123454'
const OTHER_NHS = '9990131015'
const BOB = { id: 'H2', name: 'Baker^Bob', birth: '19310101', sex: 'M' }

async function doubtsOf(place: TestIntake): Promise<string[]> {
  const { rows } = await place.databases.owner.short.query<{ reason: string }>(
    'select reason from people.doubt where settled_at is null order by reason',
  )
  return rows.map(({ reason }) => reason)
}

let sources = 0

/** Who stands after messages that arrive in order, and in the order from the last to the first. */
async function told(place: TestIntake, ...messages: string[]) {
  sources += 1
  const [forward, backward] = [`forward-${sources}`, `backward-${sources}`]
  await load(place, forward, ...messages)
  for (const message of messages.toReversed()) await load(place, backward, message)
  const [one, other] = [await seen(place, forward), await seen(place, backward)]
  const plain = (people: typeof one) =>
    people.map(({ persons, ...record }) => [
      persons.map(({ personId: _, source: __, identifiers: ___, merges, ...person }) => ({
        ...person,
        merges: merges?.length,
      })),
      visitsOf(record),
    ])
  assert.deepEqual(plain(other), plain(one))
  return one
}

async function martha(place: TestIntake, ...messages: string[]) {
  const [{ persons, ...record } = { persons: [] }] = await told(place, ...messages)
  return { ...persons[0]!, ...record }
}

/** A31 about Martha with other fields of PID. */
function update(at: string, fields: Record<number, string>, ...more: string[]): string {
  return adt('A31', at, pid({ pid: fields }), ...more)
}

test('dead without a date is dead; N and "" take a death back; a date alone is a death', async (t) => {
  const place = await testIntake(t)
  const deathOf = async (...messages: string[]) => {
    const { dead, deathDate } = await martha(place, ...messages)
    return [dead, deathDate]
  }
  const died = update(T1, { 29: '20260228', 30: 'Y' })
  assert.deepEqual(await deathOf(update(T1, { 30: 'Y' })), [true, undefined])
  assert.deepEqual(await deathOf(died), [true, '2026-02-28'])
  assert.deepEqual(await deathOf(update(T1, { 29: '20260228' })), [true, '2026-02-28'])
  assert.deepEqual(await deathOf(update(T1, { 29: '202602', 30: '' })), [true, undefined])
  assert.deepEqual(await deathOf(died, update(T2, { 30: 'N' })), [undefined, undefined])
  assert.deepEqual(await deathOf(died, update(T2, { 30: '""' })), [undefined, undefined])
  assert.deepEqual(await deathOf(died, update(T2, {})), [true, '2026-02-28'])
  assert.deepEqual(await deathOf(died, update(T2, { 29: '""' })), [true, undefined])
  const mistake = [died, update(T2, { 30: 'N' }), update('202603030900', { 30: 'Y' })]
  assert.deepEqual(await deathOf(...mistake), [true, undefined])
})

test('empty says nothing, "" withdraws: telephone at home and at work, address, NHS number', async (t) => {
  const place = await testIntake(t)
  const first = adt(
    'A31',
    T1,
    pid({
      nhs: NHS,
      pid: {
        13: '01632960001^PRN^PH~07700900123^PRN^CP~^NET^Internet^m@example.org',
        14: '01632960009^WPN^PH~01632960008^WPN^FX',
      },
    }),
  )
  const all = await martha(place, first)
  assert.deepEqual(all.phones, ['01632960001', '07700900123', '01632960009'])
  assert.deepEqual(all.phoneUses, { '07700900123': 'mobile', '01632960009': 'work' })
  assert.deepEqual(all.emails, ['m@example.org'])
  const kept = await martha(place, first, update(T2, { 11: '' }))
  assert.deepEqual(
    [kept.phones.length, kept.address?.postcode, kept.nhsNumber],
    [3, 'ZM1 1ZM', NHS],
  )
  const withdrawn = update(T2, { 3: 'H1^^^RXT^MR~""^^^NHS^NH', 11: '""', 13: '""' })
  const gone = await martha(place, first, withdrawn)
  assert.deepEqual([gone.phones, gone.emails], [['01632960009'], []])
  assert.deepEqual([gone.address, gone.nhsNumber], [undefined, undefined])
})

test('a person goes by their legal name, and is known by what else they are called', async (t) => {
  const place = await testIntake(t)
  const names = 'Marty^Mo^^^^^N~Okello^Martha^Jane Ann^^^^L~Doyle^Martha^^^^^M'
  const person = await martha(place, update(T1, { 5: names, 9: 'Okello^Marta' }))
  assert.deepEqual([person.family, person.given], ['Okello', ['Martha', 'Jane', 'Ann']])
  assert.deepEqual(person.otherNames, [
    { use: 'nickname', family: 'Marty', given: ['Mo'] },
    { use: 'maiden', family: 'Doyle', given: ['Martha'] },
    { use: 'nickname', family: 'Okello', given: ['Marta'] },
  ])
  const home = '9 Birth Place^^^^ZZ1 1ZZ^^N~2 Home^^Mere^^ZM2 2ZM^^H'
  assert.equal((await martha(place, update(T1, { 11: home }))).address?.postcode, 'ZM2 2ZM')
})

test('two sites, two sources, one number: two people; a placeholder is nobody', async (t) => {
  const place = await testIntake(t)
  const at = (site: string, more: object) =>
    pid({ ...more, pid: { 3: `90210^^^${site}^MR`, 11: '' } })
  const people = await told(
    place,
    adt('A01', T1, at('SITEA', {}), pv1({ admitted: T1 })),
    adt('A01', T1, at('SITEB', BOB), pv1({ visit: 'V2', ward: 'W9', admitted: T1 })),
  )
  assert.equal(people.length, 2)
  // Visits are counted for each person: the number is the same, and so is who gives it out.
  const both = await told(
    place,
    adt('A01', T1, pid(), pv1({ visit: '1^^^RXT', admitted: T1 })),
    adt('A01', T2, pid(BOB), pv1({ visit: '1^^^RXT', ward: 'W2', admitted: T2 })),
  )
  assert.deepEqual(both.map(visitsOf), [
    ['stay active W1 2026-03-01T09:00:00Z -'],
    ['stay active W2 2026-03-02T09:00:00Z -'],
  ])
  assert.deepEqual(await doubtsOf(place), [])
  for (const id of ['UNKNOWN', '0000', 'N/A', '1.2E+09', 'X'.repeat(5_000)]) {
    const source = `placeholder ${id}`
    await load(place, source, adt('A31', T1, pid({ id })))
    assert.match((await verdicts(place, source))[0]!.reason!, /names no person/)
  }
})

test('the order of numbers in PID-3 moves nothing: key, visits and links are the same', async (t) => {
  const place = await testIntake(t)
  const listed = ['M1^^^RXT^MR', 'P7^^^OTHER^PI', 'A5^^^RXT^AN', `${NHS}^^^NHS^NH`, 'S3^^^SITEB^MR']
  const lists = [listed, listed.toReversed(), [listed[3]!, listed[0]!], [listed[4]!, listed[0]!]]
  const [stay, ...more] = await told(
    place,
    adt('A01', T1, pid({ pid: { 3: lists[0]!.join('~') } }), pv1({ admitted: T1 })),
    adt('A02', T2, pid({ pid: { 3: lists[1]!.join('~') } }), pv1({ ward: 'W2' })),
    adt('A02', '202603030900', pid({ pid: { 3: lists[2]!.join('~') } }), pv1({ ward: 'W3' })),
    adt('A03', '202603040900', pid({ pid: { 3: lists[3]!.join('~') } }), pv1({ ward: 'W3' })),
  )
  assert.equal(more.length, 0)
  assert.deepEqual(
    stay!.persons.map(({ sourceId }) => sourceId),
    ['M1'],
  )
  assert.equal(stay!.persons[0]!.identifiers.length, 3)
  assert.deepEqual(visitsOf(stay!), ['stay finished W3 2026-03-01T09:00:00Z 2026-03-04T09:00:00Z'])
})

test('somebody who is known under another of their numbers is linked, and their visit is one', async (t) => {
  const place = await testIntake(t)
  const people = await told(
    place,
    adt('A01', T1, pid({ pid: { 3: 'P7^^^OTHER^PI' } }), pv1({ admitted: T1 })),
    adt('A03', T2, pid({ pid: { 3: 'M1^^^RXT^MR~P7^^^OTHER^PI' } }), pv1()),
  )
  assert.equal(people.length, 1)
  assert.equal(people[0]!.persons.length, 2)
  const whole = ['stay finished W1 2026-03-01T09:00:00Z 2026-03-02T09:00:00Z']
  assert.deepEqual(visitsOf(people[0]!), whole)
  const byNumber = await told(
    place,
    adt('A01', T1, pid({ pid: { 3: `${NHS}^^^NHS^NH` } }), pv1({ admitted: T1 })),
    adt('A03', T2, pid({ nhs: NHS }), pv1()),
  )
  assert.deepEqual(byNumber.map(visitsOf), [whole])
})

test('small letters in an authority are the same authority: fields, visits and ids go together', async (t) => {
  const place = await testIntake(t)
  const small = pid({ pid: { 3: 'H1^^^rxt^MR', 13: '01632960001' } })
  const people = await told(
    place,
    adt('A01', T1, pid(), pv1({ visit: 'V1^^^RXT', admitted: T1 })),
    adt('A02', '202603011000', small, pv1({ visit: 'V1^^^rxt', ward: 'W2' })),
    adt('A03', T2, pid(), pv1({ visit: 'V1^^^RXT', ward: '' })),
  )
  assert.deepEqual(people.map(visitsOf), [
    ['stay finished W2 2026-03-01T09:00:00Z 2026-03-02T09:00:00Z'],
  ])
  assert.deepEqual(people[0]!.persons[0]!.phones, ['01632960001'])
})

test('two NHS numbers for one person in one message: neither is used, and it is said', async (t) => {
  const place = await testIntake(t)
  const both = `H1^^^RXT^MR~${NHS}^^^NHS^NH~${OTHER_NHS}^^^NHS^NH`
  const person = await martha(place, update(T1, { 3: both }))
  assert.equal(person.nhsNumber, undefined)
  const [item] = await verdicts(place, person.source)
  assert.match(item!.warnings[0]!, /two NHS numbers/)
})

test('a merge is of each pair that the message names; a change of number is one too', async (t) => {
  const place = await testIntake(t)
  const bob = (id: string) => pid({ ...BOB, id, pid: { 11: '' } })
  const ann = (id: string) => pid({ id, pid: { 11: '' } })
  const before = [
    adt('A28', T1, ann('R1')),
    adt('A28', T1, bob('R2')),
    adt('A28', T1, ann('S1')),
    adt('A28', T1, bob('S2')),
  ]
  const groups = [ann('S1'), 'MRG|R1^^^RXT^MR', bob('S2'), 'MRG|R2^^^RXT^MR']
  const ids = (people: Awaited<ReturnType<typeof told>>) =>
    people.map(({ persons }) => persons.map(({ sourceId }) => sourceId).join())
  for (const trigger of ['A34', 'A39', 'A40', 'A41', 'A47']) {
    assert.deepEqual(ids(await told(place, ...before, adt(trigger, T2, ...groups))), [
      'R1,S1',
      'R2,S2',
    ])
  }
  const unlinked = adt('A37', '202603030900', ann('R1'), ann('S1'))
  const merged = adt('A40', T2, ...groups)
  assert.deepEqual(ids(await told(place, ...before, merged, unlinked)), ['R1', 'R2,S2', 'S1'])
  const again = adt('A24', '202603040900', ann('S1'), ann('R1'))
  assert.deepEqual(ids(await told(place, ...before, merged, unlinked, again)), ['R1,S1', 'R2,S2'])
})

test('a stay whose number was merged half way is one stay', async (t) => {
  const place = await testIntake(t)
  const people = await told(
    place,
    adt('A01', T1, pid({ id: 'R' }), pv1({ admitted: T1 })),
    adt('A40', '202603011000', pid({ id: 'S' }), 'MRG|R^^^RXT^MR'),
    adt('A03', T2, pid({ id: 'S' }), pv1()),
  )
  assert.deepEqual(people.map(visitsOf), [
    ['stay finished W1 2026-03-01T09:00:00Z 2026-03-02T09:00:00Z'],
  ])
})

test('a stay without a number that began under a merged one is one, and two when that is taken back', async (t) => {
  const place = await testIntake(t)
  const unnumbered = (fields: Parameters<typeof pv1>[0]) => pv1({ visit: '', ...fields })
  const messages = [
    adt('A01', T1, pid({ id: 'R' }), unnumbered({ admitted: T1 })),
    adt('A40', '202603011000', pid({ id: 'S' }), 'MRG|R^^^RXT^MR'),
    adt('A02', '202603011100', pid({ id: 'S' }), unnumbered({ ward: 'W2' })),
    adt('A03', T2, pid({ id: 'S' }), unnumbered({ ward: 'W2', admitted: T1, discharged: T2 })),
  ]
  const people = await told(place, ...messages)
  assert.deepEqual(people.map(visitsOf), [
    ['stay finished W2 2026-03-01T09:00:00Z 2026-03-02T09:00:00Z'],
  ])
  const apart = adt(
    'A37',
    '202603030900',
    pid({ id: 'R' }),
    pid({ id: 'S', name: 'Other^Sue', birth: '19500505' }),
  )
  const two = await told(place, ...messages, apart)
  assert.deepEqual(two.map(visitsOf), [
    ['stay active W1 2026-03-01T09:00:00Z -'],
    ['stay finished W2 2026-03-01T09:00:00Z 2026-03-02T09:00:00Z'],
  ])
})

test('a booking that is cancelled under one number cancels nothing that began under the other', async (t) => {
  const place = await testIntake(t)
  const people = await told(
    place,
    adt('A05', T1, pid({ id: 'R' }), pv1({ admitted: '202603050900' })),
    adt('A01', T2, pid({ id: 'R' }), pv1({ admitted: T2 })),
    adt('A40', '202603021000', pid({ id: 'S' }), 'MRG|R^^^RXT^MR'),
    adt('A38', '202603021100', pid({ id: 'S' }), pv1({ ward: '' })),
  )
  assert.deepEqual(people.map(visitsOf), [['stay active W1 2026-03-02T09:00:00Z -']])
})

test('a merge of two NHS numbers is a doubt that people settle', async (t) => {
  const place = await testIntake(t)
  const people = await told(
    place,
    adt('A28', T1, pid({ id: 'R', nhs: NHS })),
    adt('A28', T1, pid({ id: 'S', nhs: OTHER_NHS })),
    adt('A40', T2, pid({ id: 'S', nhs: OTHER_NHS }), 'MRG|R^^^RXT^MR'),
  )
  assert.equal(people.length, 2)
  assert.ok((await doubtsOf(place)).includes('merge-contradicted'))
})

test('a visit that was somebody else’s is moved with all that was told of it, and moved back', async (t) => {
  const place = await testIntake(t)
  const bob = pid(BOB)
  const messages = [
    adt('A31', T1, bob),
    adt('A01', T1, pid(), pv1({ admitted: T1 }), 'PV2|||^Fall'),
    adt('A02', '202603011000', pid(), pv1({ ward: 'W2' })),
    adt(
      'A45',
      T2,
      bob,
      segment('MRG', { 1: 'H1^^^RXT^MR', 5: 'V1' }),
      pv1({ visit: 'V9', ward: '' }),
    ),
    adt('A03', '202603030900', bob, pv1({ visit: 'V9', ward: 'W2' })),
  ]
  const whole = 'stay finished W2 2026-03-01T09:00:00Z 2026-03-03T09:00:00Z'
  const [hers, his] = await told(place, ...messages)
  assert.deepEqual([visitsOf(hers!), visitsOf(his!)], [[], [whole]])
  assert.equal(his!.occurrences[0]!.event.detail.reason, 'Fall')
  const back = adt(
    'A45',
    '202603040900',
    pid(),
    segment('MRG', { 1: 'H2^^^RXT^MR', 5: 'V9' }),
    pv1({ visit: 'V1', ward: '' }),
  )
  const restored = await told(place, ...messages, back)
  assert.deepEqual(restored.map(visitsOf), [[whole], []])
})

test('a visit that gets another number stays one visit (A50)', async (t) => {
  const place = await testIntake(t)
  const people = await told(
    place,
    adt('A01', T1, pid(), pv1({ admitted: T1 })),
    adt(
      'A50',
      '202603011000',
      pid(),
      segment('MRG', { 1: 'H1^^^RXT^MR', 5: 'V1' }),
      pv1({ visit: 'V2', ward: '' }),
    ),
    adt('A02', '202603011100', pid(), pv1({ visit: 'V1', ward: 'W2' })),
    adt('A03', T2, pid(), pv1({ visit: 'V2', ward: '' })),
  )
  assert.deepEqual(people.map(visitsOf), [
    ['stay finished W2 2026-03-01T09:00:00Z 2026-03-02T09:00:00Z'],
  ])
})

test('where visits are called by their account, it is moved (A44) and renumbered (A49) as a visit is', async (t) => {
  const place = await testIntake(t)
  const accounts = 'messages:\n  numbers:\n    visit: [PID-18, PV1-50]\n'
  const of = (person: object, account: string) => pid({ ...person, pid: { 18: account } })
  const stay = (...more: string[]) => [
    adt('A01', T1, of({}, 'ACC1'), pv1({ visit: '', admitted: T1 })),
    adt('A31', T1, pid(BOB)),
    ...more,
  ]
  const left = (account: string) => adt('A03', '202603030900', of(BOB, account), pv1({ visit: '' }))
  const whole = 'stay finished W1 2026-03-01T09:00:00Z 2026-03-03T09:00:00Z'
  const moved = adt('A44', T2, of(BOB, 'ACC1'), segment('MRG', { 1: 'H1^^^RXT^MR', 3: 'ACC1' }))
  const again = adt(
    'A49',
    '202603021000',
    of(BOB, 'ACC2'),
    segment('MRG', { 1: 'H2^^^RXT^MR', 3: 'ACC1' }),
  )
  place.declare('accounts', accounts)
  await load(place, 'accounts', ...stay(moved, again, left('ACC2')))
  assert.deepEqual((await seen(place, 'accounts')).map(visitsOf), [[], [whole]])
  const alternate = adt(
    'A51',
    T2,
    pid(),
    segment('MRG', { 1: 'H1^^^RXT^MR', 6: 'ALT1' }),
    pv1({ visit: '', ward: '', pv1: { 50: 'ALT2' } }),
  )
  place.declare('alternate', accounts)
  await load(
    place,
    'alternate',
    adt('A01', T1, pid(), pv1({ visit: '', admitted: T1, pv1: { 50: 'ALT1' } })),
    alternate,
    adt('A03', '202603030900', pid(), pv1({ visit: '', pv1: { 50: 'ALT2' } })),
  )
  assert.deepEqual((await seen(place, 'alternate')).map(visitsOf), [[whole]])
  // Where visits have numbers of their own, the move of an account moves none, and that is said.
  await load(place, 'numbers', ...stay(moved).slice(1))
  const items = await verdicts(place, 'numbers')
  assert.deepEqual(items.at(-1)!.passed_over, ['MRG'])
})

test('numbers that are one visit’s and began on different days are in doubt, until one is said', async (t) => {
  const place = await testIntake(t)
  const two = [
    adt('A01', T1, pid(), pv1({ admitted: T1 })),
    adt('A01', T2, pid(), pv1({ visit: 'V2', admitted: T2 })),
    adt(
      'A50',
      '202603021000',
      pid(),
      segment('MRG', { 1: 'H1^^^RXT^MR', 5: 'V1' }),
      pv1({ visit: 'V2', ward: '' }),
    ),
  ]
  const doubtIn = async (...messages: string[]) => {
    const [one] = await told(place, ...messages)
    assert.equal(one!.occurrences.length, 1)
    return one!.occurrences[0]!.event.detail.doubt
  }
  const apart = 'the numbers of this stay, which are one, were told to begin on different days'
  for (const order of [two, two.toReversed(), [two[2]!, two[0]!, two[1]!]]) {
    assert.equal(await doubtIn(...order), apart)
  }
  const settled = adt('A08', '202603021100', pid(), pv1({ visit: 'V2', admitted: T1 }))
  assert.equal(await doubtIn(...two, settled), undefined)
})

test('marks of protection restrict, each until it is taken back itself', async (t) => {
  const place = await testIntake(t)
  const isRestricted = async (...messages: string[]) =>
    (await martha(place, ...messages)).restricted
  const shown = segment('PD1', { 12: 'N' })
  const hidden = adt('A31', T1, pid(), segment('PD1', { 12: 'Y' }))
  assert.equal(await isRestricted(hidden), true)
  assert.equal(await isRestricted(hidden, adt('A31', T2, pid())), true)
  assert.equal(await isRestricted(hidden, adt('A31', T2, pid(), shown)), undefined)
  for (const code of ['V', 'R', 'VIP', '7']) {
    const secret = adt('A01', T1, pid(), pv1({ admitted: T1, pv1: { 16: code } }))
    assert.equal(await isRestricted(secret), true, code)
    assert.equal(await isRestricted(secret, adt('A31', T2, pid(), shown)), true, code)
    const open = adt('A08', T2, pid(), pv1({ pv1: { 16: '""' } }))
    assert.equal(await isRestricted(secret, open), undefined, code)
  }
  const usual = adt('A01', T1, pid(), pv1({ admitted: T1, pv1: { 16: 'N' } }))
  assert.equal(await isRestricted(usual), undefined)
  const arv = (action: string, at: string) => adt('A31', at, pid(), `ARV|1|${action}|DEM|PAT`)
  assert.equal(await isRestricted(arv('A', T1)), true)
  assert.equal(await isRestricted(arv('A', T1), arv('D', T2)), undefined)
})

test('test and training messages are no facts; two messages with one control id are both read', async (t) => {
  const place = await testIntake(t)
  for (const mode of ['T', 'D', 't']) {
    const source = `mode ${mode}`
    await load(place, source, adtWith({ 11: mode }, 'A01', T1, pid(), pv1({ admitted: T1 })))
    const [item] = await verdicts(place, source)
    assert.deepEqual([item!.verdict, item!.reason_place], ['quarantined', 'MSH-11'])
    assert.deepEqual(await seen(place, source), [])
  }
  const people = await told(
    place,
    adtWith({ 10: 'SAME' }, 'A01', T1, pid(), pv1({ admitted: T1 })),
    adtWith({ 10: 'SAME', 11: 'P^T' }, 'A03', T2, pid(), pv1()),
  )
  assert.deepEqual(people.map(visitsOf), [
    ['stay finished W1 2026-03-01T09:00:00Z 2026-03-02T09:00:00Z'],
  ])
})

test('a birth date is the day that is written; an estimate and an unknown one are said', async (t) => {
  const place = await testIntake(t)
  const person = await martha(place, update(T1, { 7: '19500115000000+0100' }))
  assert.equal(person.birthDate, '1950-01-15')
  const estimated = await martha(place, update(T1, { 7: '19500101', 32: 'ED' }))
  assert.equal(estimated.birthDate, '1950-01-01')
  const [item] = await verdicts(place, estimated.source)
  assert.deepEqual(
    [item!.passed_over, item!.warnings],
    [['PID-32'], ['a date of birth is an estimate']],
  )
  const unknown = await martha(place, update(T1, { 7: '19000101', 11: 'X', 32: 'UD~UA' }))
  assert.deepEqual([unknown.birthDate, unknown.address], [undefined, undefined])
})

test('nobody was born or has died on a day to come, or died before anybody counted', async (t) => {
  const place = await testIntake(t)
  const unborn = await martha(place, update(T1, { 7: '20500615' }))
  assert.equal(unborn.birthDate, undefined)
  const dead = async (at: string, mark = '') => {
    const { dead, deathDate } = await martha(place, update(T1, { 29: at, 30: mark }))
    return [dead, deathDate]
  }
  for (const at of ['99991231', '20270101', '19000101']) {
    assert.deepEqual(await dead(at), [undefined, undefined], at)
    assert.deepEqual(await dead(at, 'Y'), [true, undefined], at)
  }
  assert.deepEqual(await dead('20260228'), [true, '2026-02-28'])
  // Before the birth that is told: a death, but not on that day.
  assert.deepEqual(await dead('19400101'), [true, undefined])
})

test('one number for two people is a doubt, in whatever order they are told of', async (t) => {
  const able = adt('A28', T1, pid({ id: '999', nhs: NHS, name: 'Able^Ann', birth: '19500101' }))
  const baker = adt(
    'A28',
    T2,
    pid({ id: '999', nhs: OTHER_NHS, name: 'Baker^Bob', birth: '19310520' }),
  )
  for (const order of [
    [able, baker],
    [baker, able],
  ]) {
    const place = await testIntake(t)
    const [one, ...others] = await told(place, ...order)
    assert.equal(others.length, 0)
    assert.deepEqual([one!.persons[0]!.family, one!.persons[0]!.ofTwo], ['Baker', true])
    assert.deepEqual([...new Set(await doubtsOf(place))], ['key-of-two'])
  }
  const place = await testIntake(t)
  const renamed = adt('A31', T2, pid({ id: '999', nhs: NHS, name: 'Baker^Ann', birth: '19500101' }))
  const [same] = await told(place, able, renamed)
  assert.equal(same!.persons[0]!.ofTwo, undefined)
})

test('letters of Latin-9, of Latin-1 and of a feed that names no character set', async (t) => {
  const place = await testIntake(t)
  const zizek = (charset: string) =>
    Buffer.from(adtWith({ 18: charset }, 'A31', T1, pid({ name: '\xb4i\xb8ek^Ann' })), 'latin1')
  const familyIn = async (source: string, bytes: Buffer) => {
    await load(place, source, bytes)
    return (await seen(place, source))[0]?.persons[0]?.family
  }
  assert.equal(await familyIn('latin-9', zizek('8859/15')), 'Žižek')
  assert.equal(await familyIn('latin-1', zizek('8859/1')), '´i¸ek')
  assert.equal(await familyIn('unnamed', zizek('')), undefined)
  place.declare('declared', 'messages:\n  charset: 8859/15\n')
  assert.equal(await familyIn('declared', zizek('')), 'Žižek')
})
