import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIdentities } from '../people/index.ts'
import { lookAtPerson } from '../record/index.ts'
import { viewerOf } from '../record/testing.ts'
import { testRecord } from './testing.ts'

const NUMBER = '9990123454'
const subject = { reference: 'Patient/P1' }

test('what belongs to nobody tells nothing sensitive of whom it stands beside', async (t) => {
  const place = await testRecord(t)
  const patient = {
    resourceType: 'Patient',
    id: 'P1',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: NUMBER }],
    name: [{ family: 'Okello', given: ['Martha'] }],
    birthDate: '1944-03-12',
  }
  const stay = {
    resourceType: 'Encounter',
    id: 'stay',
    status: 'in-progress',
    class: { code: 'IMP' },
    subject,
    period: { start: '2026-03-01' },
    serviceProvider: {
      identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'RXS' },
    },
  }
  const team = {
    resourceType: 'CareTeam',
    id: 'T1',
    status: 'active',
    name: 'Her team',
    subject,
    participant: ['Organization/O1', 'Organization/O2', 'Practitioner/W1'].map((reference) => {
      return { member: { reference } }
    }),
  }
  const medicine = {
    resourceType: 'MedicationRequest',
    id: 'M1',
    status: 'active',
    intent: 'order',
    subject,
    medicationReference: { reference: 'Medication/D1' },
  }
  await place.load(
    'mere-general',
    patient,
    stay,
    { resourceType: 'Organization', id: 'O1', name: 'Adult Safeguarding Team' },
    { resourceType: 'Organization', id: 'O2', name: 'Falls clinic' },
    { resourceType: 'Practitioner', id: 'W1', name: [{ text: 'Jo Marr, MARAC nurse' }] },
    { resourceType: 'Medication', id: 'D1', code: { text: 'Held for safeguarding' } },
    team,
    medicine,
  )
  const [identity] = await findIdentities(place.databases.care.short, { nhsNumber: NUMBER })
  const actor = { organisation: 'mere-general', side: 'nhs' }
  const told = async (role: string, purpose: string) => {
    const viewer = viewerOf({ ...actor, id: role, name: role, role }, purpose)
    const look = await lookAtPerson(place, viewer, identity![0]!)
    assert.ok(look.outcome === 'allowed', look.outcome)
    return JSON.stringify(look.view)
  }
  const hidden = /safeguarding|MARAC/i
  for (const view of [
    await told('transfer-hub-coordinator', 'direct-care'),
    JSON.stringify(await place.own(NUMBER)),
  ]) {
    assert.match(view, /Falls clinic/)
    assert.doesNotMatch(view, hidden)
  }
  const whole = await told('safeguarding-lead', 'safeguarding')
  for (const word of [/Adult Safeguarding Team/, /MARAC nurse/, /Held for safeguarding/])
    assert.match(whole, word)
})
