import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { concordat } from './testing.ts'

type Told = {
  ok: boolean
  findings: { about: string; found: string; says: string; remedy?: string }[]
}

test('the doctor goes on where settings cannot be used, says what to do for each thing, and no secret', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const settings = {
    CONCORDAT_MODE: 'live',
    CONCORDAT_DATA: folder,
    CONCORDAT_ORIGIN: 'https://localhost:9',
    DATABASE_URL: 'postgresql://concordat_owner:canary@127.0.0.1:9/concordat',
    CONCORDAT_SMTP: 'smtp://me:canary@localhost:9',
    CONCORDAT_OIDC_ISSUER: 'http://localhost:9',
    CONCORDAT_OIDC_CLIENT_SECRET: 'canary',
    CONCORDAT_WITNESSES: 'nhs canary-key https://localhost:9',
    CONCORDAT_PEOPLE: 'many',
  }
  const { status, stdout, stderr } = await concordat(settings, ['doctor', '--json'])
  assert.equal(status, 1, stderr)
  const { ok, findings } = JSON.parse(stdout) as Told
  assert.equal(ok, false)
  const wanting = findings.filter(({ found }) => found === 'wanting')
  for (const about of [
    'settings',
    'database',
    'sign-in',
    'witnesses',
    'mail',
    'backup',
    'address',
  ]) {
    assert.ok(
      wanting.some((one) => one.about === about),
      about,
    )
  }
  for (const { remedy, says } of wanting) assert.match(remedy ?? '', /\.$/, says)
  assert.ok(wanting.some(({ says }) => says.includes('CONCORDAT_PEOPLE cannot be used')))
  const words = await concordat(settings, ['doctor'])
  assert.match(words.stdout, /^wanting {2}settings {3}setting CONCORDAT_PEOPLE/m)
  assert.match(words.stdout, new RegExp(`\n${wanting.length} things are wanting.\n$`))
  // The key of a witness is public; what signs in is not.
  assert.doesNotMatch((stdout + words.stdout + stderr).replaceAll('canary-key', ''), /canary/)
})
