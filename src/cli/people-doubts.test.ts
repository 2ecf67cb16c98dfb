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
  const partition = JSON.parse((await run('people', 'partition', '--json')).stdout)
  assert.deepEqual([partition.identities, partition.persons, partition.model], [2, 2, null])
  assert.match(partition.sha256, /^[\da-f]{64}$/)
  const links = await run('people', 'links', persons[0], '--as', 'david.osei', '--json')
  const { identity, members, history } = JSON.parse(links.stdout)
  assert.deepEqual([identity, members.length, history.length], [persons[0], 1, 1])
  const nurse = await run('people', 'links', persons[0], '--as', 'priya.shah', '--json')
  assert.equal(nurse.status, 1)
  assert.equal(JSON.parse(nurse.stdout).refusal.code, 'no-power')
  // Nothing has been learnt here; the call itself is as a program makes it.
  writeFileSync(at('one.json'), '{"family_name": "Okello"}')
  const one = await run('match', 'one', '--record', at('one.json'), '--json')
  assert.equal(JSON.parse(one.stdout).refusal.code, 'no-version')
  const plain = await run('people', 'doubts')
  assert.ok(plain.stdout.startsWith(`${id}  ${since}  number-contradicted: `))
  const wrong = await run('people', 'doubts', '--limit', '0')
  assert.equal(wrong.status, 2)
})
