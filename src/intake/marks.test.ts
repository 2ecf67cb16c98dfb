import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadFiles } from './load-files.ts'
import { adt, load, pid, pv1, segment, type TestIntake, testIntake } from './testing.ts'

const AT = '202603010900'

async function marksOf(place: TestIntake): Promise<unknown[]> {
  const { rows } = await place.databases.owner.short.query<{ marks: unknown }>(
    'select marks from record.event where superseded_at is null order by kind, marks::text',
  )
  return rows.map(({ marks }) => marks)
}

test('the codes of a diagnosis and of a reason go with the visit, as long as the words do', async (t) => {
  const place = await testIntake(t)
  const dg1 = segment('DG1', { 1: '1', 3: '72892002^Normal pregnancy^SCT' })
  const hidden = segment('DG1', { 1: '2', 3: 'O04^Confidential^I10', 18: 'Y' })
  const pv2 = segment('PV2', { 3: 'R10^Pain^I10' })
  await load(place, 'rxt', adt('A01', AT, pid(), pv1({ admitted: AT }), pv2, dg1, hidden))
  assert.deepEqual(await marksOf(place), [
    {
      codes: {
        reason: ['http://hl7.org/fhir/sid/icd-10|R10'],
        diagnosis: ['http://snomed.info/sct|72892002'],
      },
    },
  ])
  const plain = segment('DG1', { 1: '1', 3: '^Sprain' })
  await load(place, 'rxt', adt('A08', '202603011000', pid(), pv1({ admitted: AT }), plain))
  assert.deepEqual(await marksOf(place), [
    { codes: { reason: ['http://hl7.org/fhir/sid/icd-10|R10'] } },
  ])
})

test('labels and codes of resources go with what they tell, and are taken back with them', async (t) => {
  const place = await testIntake(t)
  const coded = { coding: [{ system: 'http://snomed.info/sct', code: '19169002' }] }
  const person = { reference: 'Patient/p' }
  const write = async (name: string, updated: string, security: object[]) => {
    const meta = { lastUpdated: updated, ...(security.length === 0 ? {} : { security }) }
    const all = [
      { resourceType: 'Patient', id: 'p', meta: { lastUpdated: updated } },
      {
        resourceType: 'Procedure',
        id: 'a',
        meta,
        status: 'completed',
        subject: person,
        code: coded,
      },
      {
        resourceType: 'Encounter',
        id: 'b',
        meta,
        status: 'finished',
        class: { code: 'IMP' },
        subject: person,
        reasonCode: [coded],
      },
    ]
    const path = place.write(name, all.map((one) => JSON.stringify(one)).join('\n'))
    await loadFiles(place, [path], 'gp')
  }
  await write('1.ndjson', '2026-03-01T10:00:00Z', [{ code: 'R', display: 'restricted' }])
  const key = 'http://snomed.info/sct|19169002'
  assert.deepEqual(await marksOf(place), [
    { labels: ['R', 'restricted'], codes: { '': [key] } },
    { labels: ['R', 'restricted'], codes: { reason: [key] } },
  ])
  await write('2.ndjson', '2026-03-02T10:00:00Z', [])
  assert.deepEqual(await marksOf(place), [{ codes: { '': [key] } }, { codes: { reason: [key] } }])
})
