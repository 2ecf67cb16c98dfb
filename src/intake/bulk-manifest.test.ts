import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { loadFiles } from './load-files.ts'
import { testIntake } from './testing.ts'

test('a bulk export is taken file by file, and what its manifest names and it lacks is said', async (t) => {
  const place = await testIntake(t)
  const folder = mkdtempSync(join(tmpdir(), 'concordat-export-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(join(folder, name), content)
  const lines = (...all: object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join('')
  write(
    'Patient.ndjson',
    lines({ resourceType: 'Patient', id: 'p1' }, { resourceType: 'Patient', id: 'p2' }),
  )
  const condition = { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/p1' } }
  write('Condition.ndjson.gz', gzipSync(lines(condition, { ...condition, id: 'c2' })))
  const output = ['Patient', 'Condition', 'Observation', 'Okello'].map((type) => {
    return { type, url: `https://a.example/files/${type}.ndjson?token=1` }
  })
  const manifest = {
    transactionTime: '2026-03-01T00:00:00Z',
    request: 'https://a.example/$export',
    requiresAccessToken: true,
    output,
    deleted: [{ type: 'Bundle', url: 'https://a.example/files/gone.ndjson' }],
    error: [],
  }
  write('manifest.json', JSON.stringify(manifest, null, 2))
  const { files } = await loadFiles(place, [folder], 'southmere-gp')
  assert.deepEqual(
    files.map(({ kind, new: taken, quarantined, fault }) => [kind, taken, quarantined, fault]),
    [
      ['fhir-ndjson', 2, 0, undefined],
      ['fhir-ndjson', 2, 0, undefined],
      ['fhir-manifest', 0, 0, undefined],
    ],
  )
  assert.deepEqual(Object.keys(files[2]!.warnings), [
    'the export has 2 files that are not in its folder (Observation): ask for it again',
    'the export lists what was deleted, and loading never deletes',
  ])
})
