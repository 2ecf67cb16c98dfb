import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadFiles } from './load-files.ts'
import { testIntake } from './testing.ts'

const SHARED = join(import.meta.dirname, '../../../shared/testdata')

test('of the UK Core examples in XML and the messages nothing is in quarantine', async (t) => {
  const named = ['fhir/ukcore/examples', 'hl7v2/messages'].map((name) => join(SHARED, name))
  if (!named.every((one) => existsSync(one))) return t.skip('the shared files are not here')
  const place = await testIntake(t)
  const { files } = await loadFiles(place, named, 'mere-general')
  const faults = files.filter(({ fault }) => fault).map(({ path }) => path.split('/').at(-1))
  assert.deepEqual(faults, ['LICENSE'])
  const waiting = files.filter(({ quarantined }) => quarantined > 0).map(({ path }) => path)
  assert.deepEqual(waiting, [])
  assert.ok(files.reduce((sum, file) => sum + file.new, 0) >= 240)
  const warned = files.flatMap(({ warnings }) => Object.keys(warnings))
  assert.ok(warned.includes('an NHS number fails its check and is not used to match'))
})
