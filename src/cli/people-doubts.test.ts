import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { concordat } from './testing.ts'

test('what is in doubt is listed for a program, by ids alone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-doubts-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const settings = {
    CONCORDAT_DATA: join(folder, 'data'),
    DATABASE_URL: await testDatabaseUrl(t),
  }
  const run = (...words: string[]) => concordat(settings, words)
  const at = (name: string) => join(folder, name)
  const patient = (id: string, family: string, birthDate: string) =>
    JSON.stringify({
      resourceType: 'Patient',
      id,
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990123454' }],
      name: [{ family, given: [family] }],
      birthDate,
    })
  const nothing = await run('people', 'doubts')
  assert.equal(nothing.stdout, 'Nothing is in doubt.\n')
  writeFileSync(at('a.json'), patient('1', 'Okello', '1944-03-12'))
  writeFileSync(at('b.json'), patient('2', 'Quill', '1951-07-30'))
  await run('load', at('a.json'), '--source', 'mere-general')
  await run('load', at('b.json'), '--source', 'southmere-council')
  const { stdout, status } = await run('people', 'doubts', '--json')
  assert.equal(status, 0)
  const { doubts } = JSON.parse(stdout)
  assert.equal(doubts.length, 1)
  const [{ id, persons, since, ...rest }] = doubts
  assert.deepEqual(rest, {
    reason: 'number-contradicted',
    probability: null,
    waits_for: ['council', 'nhs'],
  })
  assert.equal(persons.length, 2)
  assert.match(id, /^[\da-f-]{36}$/)
  assert.match(since, /^\d{4}-\d\d-\d\dT/)
  const plain = await run('people', 'doubts')
  assert.ok(plain.stdout.startsWith(`${id}  ${since}  number-contradicted: `))
  const wrong = await run('people', 'doubts', '--limit', '0')
  assert.equal(wrong.status, 2)
})
