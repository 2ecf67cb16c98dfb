import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookAtOccurrences } from '../record/index.ts'
import { viewerOf } from '../record/testing.ts'
import { testRecord } from './testing.ts'

const NUMBER = '9990123454'
const MARTHA = viewerOf(
  { id: 'martha', name: 'Martha Okello', role: 'resident', nhsNumber: NUMBER },
  'own-record',
)

/** Fields of PV1 by their number. */
function message(type: string, at: string, pv1: Record<number, string>, more: string[]): string {
  const fields = Array.from({ length: 45 }, (_, place) => pv1[place + 1] ?? '')
  return [
    `MSH|^~\\&|MEREPAS|RXS|||${at}||ADT^${type}|${type}${at}|P|2.4`,
    `EVN|${type}|${at}`,
    `PID|1||H1^^^RXS^MR~${NUMBER}^^^NHS^NH||Okello^Martha||19440312|F`,
    ['PV1', ...fields].join('|'),
    ...more,
    '',
  ].join('\r')
}

test('how they came, whence, what with, when they go, how they went and where to is counted', async (t) => {
  const place = await testRecord(t)
  const stay = { 1: '1', 2: 'I', 3: 'Ward 6', 4: '21', 14: '19', 19: 'V1', 44: '202602011000' }
  const clinical = [
    'PV2|||^Fall||||||20260210',
    'DG1|1||J18.9^Pneumonia, unspecified^I10|||A',
    'AL1|1|DA|^Penicillin|SV|Rash',
  ]
  await place.load('mere-general', message('A01', '20260201100000', stay, clinical))
  const told = async () => {
    const { personId } = await place.own(NUMBER)
    const look = await lookAtOccurrences(place, MARTHA, personId, { what: 'test' })
    assert.ok(look.outcome === 'allowed')
    return look.occurrences[0]!
  }
  const open = await told()
  assert.deepEqual(
    [open.admission, open.admittedFrom, open.expected, open.diagnosis, open.destination],
    ['21', '19', '2026-02-10', 'Pneumonia, unspecified (J18.9)', undefined],
  )
  const left = { ...stay, 36: '1', 37: '54', 45: '202602120900' }
  await place.load('mere-general', message('A03', '20260212090000', left, []))
  const over = await told()
  assert.deepEqual([over.status, over.dischargeMethod, over.destination], ['finished', '1', '54'])
  const { now, timeline } = await place.own(NUMBER)
  assert.deepEqual(
    now.allergies.map(({ what }) => what),
    ['Penicillin'],
  )
  const details = timeline[0]!.detail.map(({ name, value }) => `${name} ${value}`)
  assert.ok(details.includes('admittedFrom 19'), details.join())
  // Its leaving is taken back, and with it how and where to.
  await place.load('mere-general', message('A13', '20260212100000', stay, []))
  const again = await told()
  assert.deepEqual(
    [again.status, again.dischargeMethod, again.destination],
    ['active', undefined, undefined],
  )
})
