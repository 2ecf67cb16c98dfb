import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { examineFiles, noteBackup } from './examine-files.ts'
import { readSettings } from './settings.ts'

const NOW = new Date('2026-03-03T09:00:00Z')

test('of the files it is said what is missing, what others may read, and how old the last backup is', (t) => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'files-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  const dataFolder = join(folder, 'data')
  const secret = join(folder, 'staff.secret')
  const issuers = join(folder, 'issuers.yaml')
  fs.writeFileSync(secret, 'open-sesame', { mode: 0o644 })
  const entry = '{ id: a, label: A, issuer: https://a.example, clientSecretFile: staff.secret }'
  fs.writeFileSync(issuers, `issuers:\n  - ${entry}\n`)
  const settings = readSettings({ CONCORDAT_DATA: dataFolder, CONCORDAT_ISSUERS: issuers })
  const wanting = () =>
    examineFiles(settings, NOW).flatMap(({ about, found, says }) =>
      found === 'wanting' ? [`${about}: ${says}`] : [],
    )
  assert.deepEqual(wanting(), [`files: there is no data folder ${dataFolder}`])
  fs.mkdirSync(join(dataFolder, 'trail'), { recursive: true })
  const key = join(dataFolder, 'trail/log.key')
  fs.writeFileSync(key, 'open-sesame', { mode: 0o640 })
  assert.deepEqual(wanting(), [
    `keys: others on this machine may read ${key}`,
    `keys: others on this machine may read ${secret}`,
    'backup: this place was never backed up',
  ])
  for (const path of [key, secret]) fs.chmodSync(path, 0o600)
  noteBackup(dataFolder, 'x.gz', new Date(NOW.getTime() - 27 * 3_600_000))
  assert.deepEqual(wanting(), ['backup: the last backup was made 27 h ago'])
  noteBackup(dataFolder, 'x.gz', new Date(NOW.getTime() - 26 * 3_600_000))
  assert.deepEqual(wanting(), [])
  fs.writeFileSync(join(dataFolder, 'backup.json'), '{')
  assert.deepEqual(wanting(), ['backup: this place was never backed up'])
  assert.ok(!JSON.stringify(examineFiles(settings, NOW)).includes('open-sesame'))
})
