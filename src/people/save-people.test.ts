import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../kernel/testing.ts'
import { findIdentities, identityOf } from './find-identities.ts'
import { personIdOf, type SourcePerson } from './person.ts'
import { savePeople } from './save-people.ts'

const learnt = new Date('2026-03-01T09:00:00Z')

function person(source: string, sourceId: string, more: Partial<SourcePerson> = {}): SourcePerson {
  return {
    source,
    sourceId,
    personId: personIdOf(source, sourceId),
    identifiers: [],
    given: ['Martha'],
    family: 'Okello',
    birthDate: '1944-03-12',
    phones: [],
    emails: [],
    ...more,
  }
}

test('two sources with the same NHS number become one identity', async (t) => {
  const { care } = await testDatabases(t)
  const hospital = person('mere-general', 'H1', { nhsNumber: '9990123454' })
  const council = person('southmere-council', 'C1', { nhsNumber: '9990123454', family: 'Okelo' })
  await care.transaction((tx) => savePeople(tx, [hospital], learnt))
  assert.deepEqual(await identityOf(care.short, hospital.personId), [hospital.personId])
  await care.transaction((tx) => savePeople(tx, [council], learnt))
  const both = [hospital.personId, council.personId].sort()
  assert.deepEqual(await identityOf(care.short, hospital.personId), both)
  assert.deepEqual(await findIdentities(care.short, { nhsNumber: '9990123454' }), [both])
  assert.deepEqual(
    await findIdentities(care.short, {
      family: 'okello',
      given: 'Mattie',
      birthDate: '1944-03-12',
    }),
    [both],
  )
})
