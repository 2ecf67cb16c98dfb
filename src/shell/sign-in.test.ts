import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fastify, { type FastifyInstance } from 'fastify'
import {
  fixedClock,
  freePort,
  openLog,
  PUBLIC,
  readSettings,
  type Viewer,
} from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { openShell, requireViewer, type ShellDeps } from './index.ts'
import { action } from './route-guard.ts'
import { tokenIn, Visitor } from './visitor.ts'

const PEOPLE = `
groups:
  - title: The hospital
    people:
      - { id: priya, name: Priya, role: ward-coordinator, organisation: mere, unit: Ward 6, what: Ward 6 }
      - { id: nobody, name: Nobody, role: jester, organisation: mere, what: has no role }
      - { id: stranger, name: Stranger, role: ward-coordinator, organisation: elsewhere, what: no partner }
  - title: Residents
    people:
      - { id: martha, name: Martha, role: resident, nhsNumber: '9990123454', what: herself }
`

async function openTestPlace(t: TestContext, more: Partial<ShellDeps> = {}) {
  const databases = await testDatabases(t)
  const data = join(import.meta.dirname, '../../.data')
  mkdirSync(data, { recursive: true })
  const folder = mkdtempSync(join(data, 'people-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'personas.yaml'), PEOPLE)
  const port = await freePort()
  const clock = fixedClock('2026-03-03T09:00:00Z')
  const deps: ShellDeps = {
    databases,
    clock,
    log: openLog('silent'),
    settings: readSettings({ PORT: String(port), CONCORDAT_PLACE: folder }),
    placeName: () => 'Southmere',
    knownRole: (role) => ({ 'ward-coordinator': 'ward coordinator', resident: 'resident' })[role],
    purposesOf: (role) =>
      role === 'resident'
        ? [{ id: 'own-record', label: 'my own record' }]
        : [
            { id: 'direct-care', label: 'direct care' },
            { id: 'safeguarding', label: 'safeguarding' },
          ],
    partner: (id) => (id === 'mere' ? { label: 'Mere General', side: 'nhs' } : undefined),
    mayOpen: () => undefined,
    destinations: () => [],
    footerFacts: async () => ({ feeds: [] }),
    limits: { address: 50, subject: 50 },
    ...more,
  }
  const start = async (at: number) => {
    const app: FastifyInstance = fastify()
    await openShell(deps).register(app)
    app.get('/who', action(PUBLIC), async (request, reply) => {
      const viewer = requireViewer(request, reply)
      return viewer === undefined ? reply : viewer
    })
    app.post('/change', action(PUBLIC), async () => 'changed')
    await app.listen({ port: at, host: '127.0.0.1' })
    t.after(() => app.close())
    return app
  }
  const app = await start(port)
  return { app, deps, clock, start, visitor: () => new Visitor(`http://localhost:${port}`) }
}

test('a made-up person signs in through the provider and comes back to where they were', async (t) => {
  const place = await openTestPlace(t)
  const visitor = place.visitor()
  const turnedAway = await visitor.go('/who')
  assert.equal(turnedAway.headers.get('location'), '/sign-in?return=%2Fwho')
  const answer = await visitor.signIn('priya')
  assert.equal(answer.status, 200)
  assert.deepEqual(await answer.json(), {
    actor: {
      id: 'priya',
      name: 'Priya',
      role: 'ward-coordinator',
      organisation: 'mere',
      side: 'nhs',
      unit: 'Ward 6',
      via: 'web',
    },
    purpose: 'direct-care',
  })
})

test('a resident has a number, no organisation, and their own purpose', async (t) => {
  const visitor = (await openTestPlace(t)).visitor()
  const viewer = await viewerOf(await visitor.signIn('martha'))
  assert.equal(viewer.actor.nhsNumber, '9990123454')
  assert.equal(viewer.actor.organisation, '')
  assert.equal(viewer.purpose, 'own-record')
})

test('somebody whom the agreement does not know is refused with a sentence', async (t) => {
  const place = await openTestPlace(t)
  for (const [person, sentence] of [
    ['nobody', 'no role called “jester”'],
    ['stranger', 'not a partner in the agreement'],
  ] as const) {
    const visitor = place.visitor()
    const answer = await visitor.signIn(person)
    assert.equal(answer.status, 403)
    assert.ok((await answer.text()).includes(sentence))
    assert.equal((await visitor.go('/who')).status, 303)
  }
})

test('the sign-in page says that the place is made up and who one can be', async (t) => {
  const html = await (await (await openTestPlace(t)).visitor().go('/sign-in')).text()
  assert.ok(html.includes('Southmere is a made-up place'))
  assert.ok(html.includes('There is no password'))
  for (const name of ['Priya', 'Martha', 'The hospital', 'Residents'])
    assert.ok(html.includes(name))
})

test('an answer that was not asked for, is asked twice or comes to another browser is refused', async (t) => {
  const place = await openTestPlace(t)
  const [visitor, thief] = [place.visitor(), place.visitor()]
  const _csrf = await visitor.token('/sign-in')
  let response = await visitor.go('/sign-in', { person: 'priya', _csrf })
  while (!response.headers.get('location')!.includes('/sign-in/callback')) {
    response = await visitor.go(response.headers.get('location')!)
  }
  const callback = response.headers.get('location')!
  await thief.token('/sign-in')
  assert.equal((await thief.go(callback)).status, 403)
  assert.equal((await visitor.go('/sign-in/callback?code=x&state=y')).status, 403)
  assert.equal((await visitor.go(callback)).status, 303)
  assert.equal((await visitor.go(callback)).status, 403)
})

test('a code of another sign-in is refused even with a state of one’s own', async (t) => {
  const place = await openTestPlace(t)
  const begin = async (visitor: Visitor) => {
    const _csrf = await visitor.token('/sign-in')
    let response = await visitor.go('/sign-in', { person: 'priya', _csrf })
    while (!response.headers.get('location')!.includes('/sign-in/callback')) {
      response = await visitor.go(response.headers.get('location')!)
    }
    return new URL(response.headers.get('location')!)
  }
  const [one, other] = [place.visitor(), place.visitor()]
  const [mine, theirs] = [await begin(one), await begin(other)]
  mine.searchParams.set('code', theirs.searchParams.get('code')!)
  const answer = await one.go(mine.href)
  assert.equal(answer.status, 403)
  assert.ok((await answer.text()).includes('did not confirm who you are'))
})

test('a session ends after half an hour unused, and after twelve hours in any case', async (t) => {
  const place = await openTestPlace(t)
  const visitor = place.visitor()
  await visitor.signIn('priya')
  place.clock.set('2026-03-03T09:29:59Z')
  assert.equal((await visitor.go('/who')).status, 200)
  place.clock.set('2026-03-03T09:59:58Z')
  assert.equal((await visitor.go('/who')).status, 200)
  place.clock.set('2026-03-03T10:30:00Z')
  assert.equal((await visitor.go('/who')).status, 303)

  place.clock.set('2026-03-04T09:00:00Z')
  await visitor.signIn('priya')
  for (let minute = 20; minute < 12 * 60; minute += 20) {
    place.clock.set(new Date(Date.parse('2026-03-04T09:00:00Z') + minute * 60_000).toISOString())
    assert.equal((await visitor.go('/who')).status, 200, `after ${minute} minutes`)
  }
  place.clock.set('2026-03-04T21:00:00Z')
  assert.equal((await visitor.go('/who')).status, 303)
})

test('a page that refreshes itself on an unwatched screen does not keep its session alive', async (t) => {
  const place = await openTestPlace(t)
  const visitor = place.visitor()
  await visitor.signIn('priya')
  const byScript = { 'sec-fetch-dest': 'empty' }
  place.clock.set('2026-03-03T09:20:00Z')
  assert.equal((await visitor.go('/who', undefined, byScript)).status, 200)
  place.clock.set('2026-03-03T09:30:01Z')
  assert.equal((await visitor.go('/who', undefined, byScript)).status, 303)
})

test('signing in makes a new session, signing out ends it for good', async (t) => {
  const place = await openTestPlace(t)
  const visitor = place.visitor()
  await visitor.signIn('priya')
  const first = visitor.jar.get('concordat')!
  await visitor.signIn('martha')
  const second = visitor.jar.get('concordat')!
  assert.notEqual(first, second)
  const old = place.visitor()
  old.jar.set('concordat', first)
  assert.equal((await old.go('/who')).status, 303)

  const _csrf = await visitor.token('/sign-in')
  const out = await visitor.go('/sign-out', { _csrf })
  assert.equal(out.headers.get('location'), '/sign-in?out')
  old.jar.set('concordat', second)
  assert.equal((await old.go('/who')).status, 303)
})

test('a change without the token of this browser is refused in words', async (t) => {
  const place = await openTestPlace(t)
  const [visitor, other] = [place.visitor(), place.visitor()]
  await visitor.signIn('priya')
  await other.signIn('martha')
  const theirs = await other.token('/sign-in')
  for (const [form, status] of [
    [{}, 403],
    [{ _csrf: '' }, 403],
    [{ _csrf: 'guess' }, 403],
    [{ _csrf: theirs }, 409],
  ] as const) {
    const answer = await visitor.go('/change', { ...form })
    assert.equal(answer.status, status)
    assert.ok((await answer.text()).includes('Nothing was changed'))
  }
  const mine = await visitor.token('/sign-in')
  assert.equal((await visitor.go('/change', { _csrf: mine })).status, 200)
  const elsewhere = await place.visitor().go('/change', { _csrf: mine })
  assert.equal(elsewhere.headers.get('location'), '/sign-in?return=/held')
})

test('the purpose is the role’s first, and changes to another of the role’s only', async (t) => {
  const visitor = (await openTestPlace(t)).visitor()
  await visitor.signIn('priya')
  const _csrf = await visitor.token('/sign-in')
  const answer = await visitor.go('/purpose', { purpose: 'safeguarding', return: '/who', _csrf })
  assert.equal(answer.headers.get('location'), '/who')
  assert.equal((await viewerOf(await visitor.go('/who'))).purpose, 'safeguarding')
  assert.equal((await visitor.go('/purpose', { purpose: 'marketing', _csrf })).status, 403)
  assert.equal((await viewerOf(await visitor.go('/who'))).purpose, 'safeguarding')
  const away = await visitor.go('/purpose', {
    purpose: 'direct-care',
    return: '//elsewhere.example',
    _csrf,
  })
  assert.equal(away.headers.get('location'), '/')
})

test('too many sign-ins from one address or as one person are refused, in every process', async (t) => {
  const place = await openTestPlace(t, { limits: { address: 4, subject: 2 } })
  await place.visitor().signIn('priya')
  await place.visitor().signIn('priya')
  const third = await place.visitor().signIn('priya')
  assert.equal(third.status, 429)
  assert.ok((await third.text()).includes('after 09:10'))
  assert.equal((await place.visitor().signIn('martha')).status, 200)

  const second = await place.start(await freePort())
  const host = new URL(place.deps.settings.origin).host
  const page = await second.inject({ url: '/sign-in', headers: { host } })
  const full = await second.inject({
    method: 'POST',
    url: '/sign-in',
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    cookies: { 'concordat-visitor': page.cookies[0]!.value },
    payload: new URLSearchParams({ person: 'martha', _csrf: tokenIn(page.body) }).toString(),
  })
  assert.equal(full.statusCode, 429)
  assert.equal(full.headers['retry-after'], '600')
  place.clock.set('2026-03-03T09:10:01Z')
  assert.equal((await place.visitor().signIn('priya')).status, 200)
})

test('cookies are out of the reach of scripts and of other sites', async (t) => {
  const visitor = (await openTestPlace(t)).visitor()
  const page = await visitor.go('/sign-in')
  const [cookie] = page.headers.getSetCookie()
  assert.match(
    cookie!,
    /^concordat-visitor=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/,
  )
})

test('whoever comes by another name of this machine is led to the place’s own address', async (t) => {
  const place = await openTestPlace(t)
  const { origin } = place.deps.settings
  const visitor = new Visitor(origin.replace('localhost', '127.0.0.1'))
  const led = await visitor.go('/sign-in?return=%2Fwho')
  assert.equal(led.headers.get('location'), `${origin}/sign-in?return=%2Fwho`)
})

test('in live mode there is no embedded provider and nobody made up', async (t) => {
  const place = await openTestPlace(t)
  const settings = readSettings({
    CONCORDAT_MODE: 'live',
    CONCORDAT_ORIGIN: 'https://southmere.example',
    CONCORDAT_OIDC_ISSUER: 'https://issuer.example',
    CONCORDAT_PLACE: place.deps.settings.placeFolder,
  })
  const app = fastify()
  t.after(() => app.close())
  await openShell({ ...place.deps, settings }).register(app)
  const page = await app.inject('/sign-in')
  assert.ok(!page.body.includes('Priya') && !page.body.includes('made-up'))
  assert.ok(page.body.includes('/sign-in/begin'))
  assert.match(String(page.headers['set-cookie']), /^__Host-concordat-visitor=.*; Secure/)
  assert.match(String(page.headers['strict-transport-security']), /max-age/)
  assert.equal((await app.inject('/oidc/jwks')).statusCode, 404)
  assert.equal((await app.inject('/sign-in/as/x')).statusCode, 404)
})

test('every answer carries the headers, with a new nonce each time', async (t) => {
  const visitor = (await openTestPlace(t)).visitor()
  const [one, two] = [await visitor.go('/sign-in'), await visitor.go('/sign-in')]
  const policy = one.headers.get('content-security-policy')!
  assert.ok(!policy.includes('unsafe'))
  assert.match(policy, /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/)
  assert.notEqual(policy, two.headers.get('content-security-policy'))
  assert.equal(one.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(one.headers.get('strict-transport-security'), null)
  assert.equal(one.headers.get('cache-control'), 'no-store')
  const provider = await visitor.go('/oidc/jwks')
  assert.equal(provider.headers.get('x-frame-options'), 'DENY')
  assert.equal(provider.headers.get('cross-origin-opener-policy'), 'same-origin')
})

async function viewerOf(response: Response): Promise<Viewer> {
  return (await response.json()) as Viewer
}
