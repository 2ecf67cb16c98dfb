import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestPlace } from '../../test/open-place.ts'
import type { Agreement } from '../agreement/index.ts'
import { agreementOf, exchangeAll, exchanged, southmereTexts } from '../agreement/testing.ts'
import { newId, toPersonId, toSourceId, type Viewer } from '../kernel/index.ts'
import { certificateOf, certificates } from './certificate.ts'
import { CLD_COLUMNS, type CldColumn } from './cld-columns.ts'
import { itemHash } from './item.ts'
import { loadFiles } from './load-files.ts'
import { bothWays } from './looks-of-parties.ts'
import { MessageTaker } from './take-messages.ts'
import { adt, load, pid, pv1, type TestIntake, testIntake } from './testing.ts'

const ROW: Partial<Record<CldColumn, string>> = {
  'LA Code': 'E10000099',
  'Reporting Period Start Date': '2026-01-01',
  'Reporting Period End Date': '2026-03-31',
  'Client Type': 'Service user',
  'Event Type': 'Request',
  'Event Start Date': '2026-02-01',
  'Event End Date': '2026-02-03',
}

function written(rows: readonly Partial<Record<CldColumn, string>>[]): string {
  const lines = rows.map((row, at) =>
    CLD_COLUMNS.map(
      (column) => ({ 'LA Person Unique Identifier': `Z${at}`, ...ROW, ...row })[column] ?? '',
    ),
  )
  return `${[CLD_COLUMNS, ...lines].map((cells) => cells.join(',')).join('\n')}\n`
}

let files = 0
async function loadReturn(
  place: TestIntake,
  source: string,
  rows: readonly Partial<Record<CldColumn, string>>[],
) {
  const path = place.write(`r${files++}.csv`, written(rows))
  const { files: loaded } = await loadFiles(place, [path], source)
  return loaded[0]!
}

const RETURN = [
  { 'Request: Route of Access': 'Community / Other route', 'NHS Number': '999 012 3454' },
  { 'Request: Route of Access': '', 'NHS Number': '9990123455' },
  { 'Request: Route of Access': 'Prison', 'Date of Birth': '31/02/1944' },
]

async function fill(place: TestIntake, hospital: string, council: string): Promise<void> {
  await load(place, hospital, adt('A01', '202603100800', pid({ nhs: '9990123454' }), pv1()))
  place.clock.set('2026-03-10T12:00:00Z')
  await load(
    place,
    hospital,
    adt('A08', '202603101130', pid({ nhs: '9990123454' }), pv1()),
    adt('A08', '202603100930', pid({ id: 'H2', name: '' }), pv1({ visit: 'V2' })),
    'MSH|^~\\&|PAS|RXT|||20260310||ADT^A01|X|P|2.4\rEVN|A01|20260310\r',
  )
  await loadReturn(place, council, RETURN)
  await loadReturn(place, council, RETURN)
}

const with_ = (place: TestIntake, agreement: Agreement) => ({
  ...place,
  agreement: { current: () => agreement },
})

test('a certificate says what was sent, what of it can be used, how fresh, and field by field', async (t) => {
  const here = agreementOf(await southmereTexts())
  const place = await testIntake(t)
  await fill(place, 'mere-general', 'southmere-council')
  const hospital = (await certificateOf(with_(place, here), 'mere-general'))!
  assert.deepEqual(
    [hospital.sent, hospital.usable, hospital.quarantined, hospital.clause],
    [4, 3, 1, '9.1'],
  )
  // What came at noon had been so for half an hour, and for two and a half; what came first is history.
  assert.deepEqual(hospital.freshness_hours, { p50: 1, p95: 3 })
  const family = hospital.fields.find(({ name }) => name === 'Family name')!
  assert.deepEqual([family.asked, family.filled, family.missing], [3, 2, 1])
  assert.equal(hospital.badge, 'fail')
  const council = (await certificateOf(with_(place, here), 'southmere-council'))!
  // The same file again is the same items once.
  assert.deepEqual([council.sent, council.usable, council.quarantined], [3, 2, 1])
  const route = council.fields.find(({ name }) => name === 'Request: Route of Access')!
  assert.deepEqual([route.asked, route.missing, route.valid], [3, 1, 2])
  assert.match(route.official_rule!, /asked for of every request \(the department, Release 2\)/)
  const number = council.fields.find(({ name }) => name === 'NHS Number')!
  assert.deepEqual([number.filled, number.valid, number.official_rule], [2, 1, null])
  assert.deepEqual(council.promised.length, 3)
  assert.ok(council.missing.never_told.length > 0)
  assert.equal(await certificateOf(with_(place, here), 'nobody'), undefined)
})

test('what comes over the network is counted when it is brought into the record', async (t) => {
  const { place, clock, settle } = await openTestPlace(t)
  const taker = new MessageTaker(place, 'hl7v2')
  const take = (text: string) => {
    const bytes = Buffer.from(text)
    const item = {
      kind: 'hl7v2',
      place: 'a message',
      hash: itemHash(bytes),
      size: bytes.length,
      bytes,
    }
    return taker.take(toSourceId('mere-general'), item)
  }
  await take(adt('A01', '202603100830', pid({ nhs: '9990123454' }), pv1()))
  await settle()
  clock.set('2026-03-10T12:00:00Z')
  await Promise.all([
    take(adt('A08', '202603101130', pid({ nhs: '9990123454' }), pv1())),
    take('MSH|^~\\&|PAS|RXT|||20260310||ADT^A01|X9|P|2.4\rEVN|A01|20260310\r'),
  ])
  await settle()
  const { sent, usable, quarantined, fields, freshness_hours } = (await certificateOf(
    place,
    'mere-general',
  ))!
  assert.deepEqual([sent, usable, quarantined], [3, 2, 1])
  assert.deepEqual(freshness_hours, { p50: 1, p95: 1 })
  assert.equal(fields.find(({ name }) => name === 'Family name')!.asked, 2)
})

test('two feeds that say the same have the same certificate, with the sides exchanged', async (t) => {
  const texts = await southmereTexts()
  const [here, there] = [agreementOf(texts), agreementOf(exchangeAll(texts))]
  const [one, other] = [await testIntake(t), await testIntake(t)]
  await fill(one, 'mere-general', 'southmere-council')
  await fill(other, 'southmere-council', 'mere-general')
  await look(one, 'ward-coordinator', 'mere-general', clauseOf(here, 'ward-coordinator'), 3)
  await look(one, 'social-worker', 'southmere-council', clauseOf(here, 'social-worker'), 2)
  await look(other, 'social-worker', 'southmere-council', clauseOf(there, 'social-worker'), 3)
  await look(other, 'ward-coordinator', 'mere-general', clauseOf(there, 'ward-coordinator'), 2)
  const found = await certificates(with_(one, here))
  assert.deepEqual(await certificates(with_(other, there)), exchanged(found))
  const hospital = found.find(({ source }) => source === 'mere-general')!
  assert.deepEqual([hospital.gets.looks, hospital.gives.looks], [3, 2])
})

test('whose data a look was at follows from the classes that its clause opens', async () => {
  const agreement = agreementOf(await southmereTexts())
  const clause = clauseOf(agreement, 'ward-coordinator')
  const row = { day: '2026-03-10', organisation: 'mere-general', clause, looks: 5, people: 2 }
  const both = bothWays([row, { ...row, clause: 'none', looks: 9 }], agreement)
  assert.deepEqual(both.gets('mere-general'), { looks: 5, people: 2 })
  assert.deepEqual(both.given('southmere-council'), { looks: 5, people: 2 })
  assert.deepEqual(both.given('mere-general'), { looks: 0, people: 0 })
})

function clauseOf(agreement: Agreement, role: string): string {
  return agreement
    .table<{ role: string; data: string[]; clause: string }>('grant')
    .find(
      (grant) =>
        grant.role === role &&
        grant.data.includes('council-care') &&
        grant.data.includes('hospital'),
    )!.clause
}

async function look(
  { trail }: TestIntake,
  role: string,
  organisation: string,
  clause: string,
  times: number,
): Promise<void> {
  const actor = {
    id: `${role}.one`,
    name: 'One',
    role,
    organisation,
    side: '',
    via: 'web',
  } as const
  const viewer: Viewer = { actor, purpose: 'direct-care' }
  for (let at = 0; at < times; at += 1) {
    const identity = [toPersonId(newId())]
    await trail.look(viewer, [{ identity, what: 'person page', outcome: 'allowed', clause }])
  }
}

test('a daily file, and visits as they were made, are certified by field and by how fresh they came', async (t) => {
  const here = agreementOf(await southmereTexts())
  const place = await testIntake(t)
  const loadAt = async (at: string, source: string, name: string, content: string) => {
    place.clock.set(at)
    const { files: loaded } = await loadFiles(place, [place.write(name, content)], source)
    assert.equal(loaded[0]!.fault, undefined)
    return certificateOf(with_(place, here), source)
  }
  const daily = 'southmere-council-daily'
  const head = 'record_type,la_person_id,nhs_number,reference,kind,start,due,worker,as_of'
  const file = (day: string, ...rows: string[]) =>
    `${[head, ...rows].map((row, at) => (at === 0 ? row : `${row},${day}`)).join('\n')}\n`
  await loadAt(
    '2026-03-09T08:00:00Z',
    daily,
    'a.csv',
    file('2026-03-09', 'person,P-1,9990123454,,,,,'),
  )
  const rows = [
    'assessment,P-1,9990123454,A-1,Care Act assessment,2026-03-01,,Ana Reid',
    'assessment,P-2,9990123455,A-2,Care Act assessment,2026-03-02,2026-03-20,',
    'request,P-2,,A-2,,2026-03-02,,',
    'request,P-3,,A-2,,2026-03-02,,',
  ]
  const certificate = (await loadAt(
    '2026-03-10T09:00:00Z',
    daily,
    'b.csv',
    file('2026-03-10', ...rows),
  ))!
  const field = (named: string) => {
    const { asked, missing, filled, valid } = certificate.fields.find(({ name }) => name === named)!
    return [asked, missing, filled, valid]
  }
  assert.deepEqual(field('NHS number'), [5, 2, 3, 2])
  assert.deepEqual(field('Due'), [2, 1, 1, 1])
  assert.deepEqual(field('Worker'), [2, 1, 1, 1])
  assert.equal(certificate.shared_references, 1)
  assert.deepEqual(certificate.freshness_hours, { p50: 12, p95: 12 })
  const visits = (row: string) =>
    `visit_id,nhs_number,provider_id,planned_start,planned_minutes,carers,actual_start,actual_minutes,status\n${row}\n`
  await loadAt(
    '2026-03-10T09:00:00Z',
    'home-care-visits',
    'v.csv',
    visits('V-1,9990123454,1-99,2026-03-09 08:00,30,1,2026-03-09 08:01,30,made'),
  )
  const made = (await loadAt(
    '2026-03-11T09:00:00Z',
    'home-care-visits',
    'w.csv',
    visits('V-2,9990123454,1-99,2026-03-11 06:00,30,,2026-03-11 06:01,29,made'),
  ))!
  assert.deepEqual(made.freshness_hours, { p50: 3, p95: 3 })
  const carers = made.fields.find(({ name }) => name === 'Carers')!
  assert.deepEqual([carers.asked, carers.missing], [2, 1])
})
