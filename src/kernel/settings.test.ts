import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { test } from 'node:test'
import { clockOf, systemClock } from './clock.ts'
import { Fault } from './fault.ts'
import { inspectSettings, readSettings } from './settings.ts'

const VKEY = 'witness.example+00000000+AAAA'

test('without any setting the place is made up, local and below the checkout', () => {
  const settings = readSettings({})
  assert.equal(settings.port, 8080)
  assert.equal(settings.mode, 'made-up')
  assert.equal(settings.origin, 'http://localhost:8080')
  assert.equal(settings.databaseUrl, undefined)
  assert.deepEqual(settings.witnesses, [])
  assert.ok(isAbsolute(settings.dataFolder) && isAbsolute(settings.placeFolder))
})

test('what is given is used, and paths are of the caller’s folder', () => {
  const settings = readSettings({
    PORT: '9000',
    CONCORDAT_DATA: 'here',
    CONCORDAT_ORIGIN: 'https://southmere.example/',
    CONCORDAT_MODE: 'live',
    CONCORDAT_OIDC_ISSUER: 'https://sign-in.example',
    CONCORDAT_WITNESSES: `${VKEY} https://one.example, ${VKEY} https://two.example`,
    CONCORDAT_PEOPLE: '300000',
  })
  assert.equal(settings.port, 9000)
  assert.equal(settings.dataFolder, resolve('here'))
  assert.equal(settings.origin, 'https://southmere.example')
  assert.deepEqual(settings.witnesses, [
    { vkey: VKEY, url: 'https://one.example' },
    { vkey: VKEY, url: 'https://two.example' },
  ])
  assert.equal(settings.people, 300_000)
})

test('an empty setting counts as unset', () => {
  assert.equal(readSettings({ PORT: '', DATABASE_URL: '', CONCORDAT_WITNESSES: '' }).port, 8080)
})

const bad: [string, string, string][] = [
  ['PORT', ' ', 'a space is not port 0'],
  ['PORT', '1e3', 'not written as a number of a port'],
  ['PORT', '65536', 'over the last port'],
  ['PORT', '-1', 'below the first'],
  ['PORT', 'http', 'a word'],
  ['CONCORDAT_MLLP_PORT', '2575.5', 'a fraction'],
  ['DATABASE_URL', 'mysql://here/there', 'another kind of server'],
  ['CONCORDAT_OIDC_ISSUER', 'sign-in', 'not an address'],
  ['CONCORDAT_OIDC_ISSUER', 'javascript:alert(1)', 'not an address of the web'],
  ['CONCORDAT_OIDC_ISSUER', 'http://sign-in.example', 'can be read on the way'],
  ['CONCORDAT_OIDC_ISSUER', 'https://a.example/.well-known/openid-configuration', 'no issuer'],
  ['CONCORDAT_ORIGIN', 'ftp://localhost', 'not of the web'],
  ['CONCORDAT_ORIGIN', 'http://southmere.example', 'plain http is for localhost'],
  ['CONCORDAT_ORIGIN', 'https://southmere.example/path', 'Write it as https://southmere.example.'],
  ['CONCORDAT_ORIGIN', 'https://southmere.example?x=1', 'more than a scheme, a host and a port'],
  ['CONCORDAT_MODE', 'production', 'no such mode'],
  ['CONCORDAT_NOW', 'tomorrow', 'not a time'],
  ['CONCORDAT_NOW', '2026-03-10T09:00:00', 'of no zone'],
  ['CONCORDAT_NOW', '2026-02-30T09:00:00Z', 'of no day'],
  ['CONCORDAT_LOG_NAME', 'two words', 'a space would break checkpoints'],
  ['CONCORDAT_LOG_NAME', 'a+b', 'a plus would break keys'],
  ['CONCORDAT_WITNESSES', VKEY, 'no address'],
  ['CONCORDAT_WITNESSES', `${VKEY} nowhere`, 'not an address'],
  ['CONCORDAT_WITNESSES', `${VKEY} https://one.example too`, 'too many words'],
  ['CONCORDAT_PROXIES', 'proxy.example', 'a name, which anybody may take'],
  ['CONCORDAT_PROXIES', '10.0.0.1,,10.0.0.2', 'one that is empty'],
  ['CONCORDAT_PROXIES', '10.0.0.0/33', 'longer than an address'],
  ['CONCORDAT_PROXIES', '0.0.0.0/0', 'everybody'],
  ['CONCORDAT_PROXIES', '10.0.0.0/8/8', 'a range of a range'],
  ['CONCORDAT_SYSTEM_THE_LIMES', 'http://limes.example/fhir', 'can be read on the way'],
  [
    'CONCORDAT_SYSTEM_THE_LIMES',
    'https://user:word@limes.example',
    'a login has a file of its own',
  ],
  ['CONCORDAT_SYSTEM_THE_LIMES_TOKEN', '/run/token', 'there is nowhere to show it'],
  ['CONCORDAT_PEOPLE', '2000001', 'more than it can make'],
]

for (const [name, value, why] of bad) {
  test(`${name}=${JSON.stringify(value)} is refused by its name: ${why}`, () => {
    assert.throws(
      () => readSettings({ [name]: value }),
      (error) => error instanceof Fault && error.where === name && error.line.includes(name),
    )
  })
}

test('everything that is wrong is said at once, by name', () => {
  const wrong = {
    PORT: 'http',
    CONCORDAT_MODE: 'production',
    CONCORDAT_SMTP: 'mail',
    CONCORDAT_WITNESSES: 'x',
    CONCORDAT_ORIGIN: 'http://southmere.example',
  }
  assert.throws(
    () => readSettings(wrong),
    (error) =>
      error instanceof Fault &&
      Object.keys(wrong).every((name) => error.line.includes(`setting ${name} `)) &&
      error.line.split('\n').length === 5,
  )
  const { settings, faults } = inspectSettings({ ...wrong, CONCORDAT_DATA: 'here' })
  assert.equal(faults.length, 5)
  assert.equal(settings.dataFolder, resolve('here'))
})

test('no fault repeats the value: it may be a password', () => {
  const secret = 'mysql://user:open-sesame@host/db'
  assert.throws(
    () => readSettings({ DATABASE_URL: secret }),
    (error) => error instanceof Fault && !error.line.includes('open-sesame'),
  )
})

test('whom proxies speak for is believed of those alone that are named', () => {
  assert.deepEqual(readSettings({}).proxies, [])
  const named = { CONCORDAT_PROXIES: '127.0.0.1, ::1,10.20.0.0/16' }
  assert.deepEqual(readSettings(named).proxies, ['127.0.0.1', '::1', '10.20.0.0/16'])
})

test('a mail server is an address with or without a login', () => {
  const read = (text: string) => readSettings({ CONCORDAT_SMTP: text }).smtp
  assert.equal(readSettings({}).smtp, undefined)
  assert.deepEqual(read('smtp://mail.example'), { host: 'mail.example', port: 587, secure: false })
  assert.deepEqual(read('smtps://mail.example'), { host: 'mail.example', port: 465, secure: true })
  assert.deepEqual(read('smtp://us%40er:p%2Fw@[::1]:2525'), {
    host: '::1',
    port: 2525,
    secure: false,
    login: { user: 'us@er', password: 'p/w' },
  })
})

test('what is no mail server is an error by name, which does not say the password again', () => {
  for (const [text, what] of [
    ['mail.example', /not the address of a mail server/],
    ['http://mail.example', /not the address of a mail server/],
    ['smtp://', /names no host|not the address/],
    ['smtp://secret@mail.example', /a user without a password/],
    ['smtp://:secret@mail.example', /a password without a user/],
    ['smtp://user:secret@mail.example/inbox', /more than a login, a host and a port/],
    ['smtp://user:secret@mail.example?x', /more than a login, a host and a port/],
    ['smtp://user:secret%ZZ@mail.example', /a % that stands for nothing/],
    ['smtp://user:secret@mail.example:99999', /not the address of a mail server/],
  ] as const) {
    assert.throws(
      () => readSettings({ CONCORDAT_SMTP: text }),
      (error) =>
        error instanceof Fault &&
        what.test(error.message) &&
        error.where === 'CONCORDAT_SMTP' &&
        !error.line.includes('secret'),
      text,
    )
  }
})

test('the clock of a made-up place begins where it is told and runs on; a live one goes by its machine', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const begin = { CONCORDAT_DATA: folder, CONCORDAT_NOW: '2026-03-10T09:00:00+01:00' }
  const settings = readSettings(begin)
  const clock = clockOf(settings)
  const first = clock.now().getTime()
  const since = first - Date.parse('2026-03-10T08:00:00Z')
  assert.ok(since >= 0 && since < 60_000, String(since))
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok(clock.now().getTime() > first)
  const other = clockOf(readSettings(begin)).now().getTime()
  assert.ok(other > first && other < first + 60_000, 'another process goes on with it')
  const anew = { ...begin, CONCORDAT_NOW: '2026-03-01T09:00:00Z' }
  assert.ok(clockOf(readSettings(anew)).now().getTime() < first)
  assert.equal(clockOf(readSettings({})), systemClock)
  const live = {
    CONCORDAT_MODE: 'live',
    CONCORDAT_OIDC_ISSUER: 'https://sign-in.example',
    CONCORDAT_NOW: '2026-03-10T09:00:00Z',
  }
  assert.throws(() => readSettings(live), /a live place goes by the clock of its machine/)
})
