import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { keepMode, whyNotLive } from './live-mode.ts'
import { readSettings } from './settings.ts'

const LIVE = { CONCORDAT_MODE: 'live' }

test('what only a made-up place may have is refused by name in a live one, everything at once', (t) => {
  assert.deepEqual(whyNotLive(readSettings({})), [])
  const places = whyNotLive(readSettings(LIVE)).map(({ where }) => where)
  assert.deepEqual(places, [
    'CONCORDAT_ISSUERS',
    'CONCORDAT_ORIGIN',
    'CONCORDAT_LOG_NAME',
    'CONCORDAT_PLACE',
    'CONCORDAT_WITNESSES',
  ])
  const folder = mkdtempSync(join(tmpdir(), 'live-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const good = {
    ...LIVE,
    CONCORDAT_DATA: join(folder, 'data'),
    CONCORDAT_PLACE: join(folder, 'place'),
    CONCORDAT_ORIGIN: 'https://care.northshire.gov.uk',
    CONCORDAT_OIDC_ISSUER: 'https://sign-in.northshire.gov.uk',
    CONCORDAT_LOG_NAME: 'care.northshire.gov.uk/trail',
    CONCORDAT_WITNESSES:
      'nhs a.nhs.uk/witness+01+AA https://a.nhs.uk,council b.gov.uk/witness+01+AA https://b.gov.uk',
  }
  const said = (more: Record<string, string>) =>
    whyNotLive(readSettings({ ...good, ...more })).map(({ message }) => message)
  assert.deepEqual(said({}), [])
  const witnesses = (text: string) => said({ CONCORDAT_WITNESSES: text })
  assert.deepEqual(witnesses('nhs a/w+01+AA https://a.nhs.uk'), [
    'the log has one witness, of one side',
  ])
  assert.deepEqual(witnesses('nhs a/w+01+AA https://a.nhs.uk,nhs b/w+01+AA https://b.nhs.uk'), [
    'all the witnesses are of one side',
  ])
  assert.deepEqual(witnesses('a/w+01+AA https://a.nhs.uk,council b/w+01+AA https://b.nhs.uk'), [
    'a witness is named without the side that runs it',
  ])
  assert.deepEqual(
    witnesses(
      'nhs nhs.southmere.example/witness+01+AA https://a.nhs.uk,council b/w+01+AA https://b.nhs.uk',
    ),
    ['nhs.southmere.example/witness is a witness of the made-up place'],
  )
  mkdirSync(join(folder, 'place/agreement'), { recursive: true })
  mkdirSync(join(folder, 'data/made-up'), { recursive: true })
  writeFileSync(join(folder, 'place/personas.yaml'), '')
  for (const place of ['place', 'place/agreement']) {
    assert.deepEqual(said({ CONCORDAT_PLACE: join(folder, place) }), [
      'the folder of the place holds made-up people (personas.yaml)',
      'the data folder is that of a made-up place',
    ])
  }
})

test('a place stays in the mode in which it first started, whatever setting is forgotten', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mode-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const at = (mode: string, name: string) =>
    readSettings({ CONCORDAT_MODE: mode, CONCORDAT_DATA: join(folder, name) })
  keepMode(at('live', 'live'))
  keepMode(at('made-up', 'made'))
  const [forgotten, ...more] = whyNotLive(at('', 'live'))
  assert.match(forgotten!.line, /the data folder is that of a live place .*Set CONCORDAT_MODE=live/)
  assert.deepEqual(more, [])
  assert.deepEqual(whyNotLive(at('', 'made')), [])
  assert.deepEqual(whyNotLive(at('', 'new')), [])
  const said = (name: string) => whyNotLive(at('live', name)).map(({ message }) => message)
  assert.ok(said('made').includes('the data folder is that of a made-up place'))
  assert.ok(!said('live').includes('the data folder is that of a made-up place'))
  keepMode(at('made-up', 'live'))
  assert.equal(whyNotLive(at('', 'live')).length, 1, 'it is not written anew')
})
