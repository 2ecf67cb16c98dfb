import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Fault, readSettings } from '../kernel/index.ts'
import { openLogKey } from './place-keys.ts'

test('the key of a log may be one that openssl made; one that cannot be used is said by its file alone', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'log.pem')
  const settings = readSettings({
    CONCORDAT_DATA: join(folder, 'data'),
    CONCORDAT_LOG_NAME: 'care.example.org/trail',
    CONCORDAT_LOG_KEY: file,
  })
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = { format: 'pem', type: 'pkcs8' } as const
  writeFileSync(file, privateKey.export(pem))
  const { vkey } = openLogKey(settings).verifier
  assert.match(vkey, /^care\.example\.org\/trail\+[0-9a-f]{8}\+/)
  assert.equal(openLogKey(settings).verifier.vkey, vkey)
  assert.equal(readFileSync(join(folder, 'data/trail/log.vkey'), 'utf8').trim(), vkey)
  for (const text of [
    privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'open-sesame' }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem),
    '-----BEGIN open-sesame',
    'PRIVATE+KEY+open-sesame',
  ]) {
    writeFileSync(file, text)
    assert.throws(
      () => openLogKey(settings),
      (error) =>
        error instanceof Fault && error.line.includes(file) && !error.line.includes('sesame'),
    )
  }
})
