import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fastify from 'fastify'
import { fixedClock, freePort, openLog, PUBLIC, readSettings } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { openShell, requireViewer, type ShellDeps } from './index.ts'
import { action } from './route-guard.ts'
import { type Behaviour, badProvider } from './testing-provider.ts'
import { Visitor } from './visitor.ts'

const PRIYA = {
  sub: 'canary-subject',
  name: 'Priya Shah',
  role: 'ward-coordinator',
  organisation: 'mere',
}
const ROLES = new Map([
  ['ward-coordinator', 'ward coordinator'],
  ['governance-lead', 'governance lead'],
])

/** A place whose people sign in with a provider that behaves as it is told; `more`: of its entry in the file. */
async function openTestPlace(t: TestContext, more = '') {
  const provider = await badProvider(t, PRIYA)
  const databases = await testDatabases(t)
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'provider-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'secret'), 'canary-secret\n')
  const file = join(folder, 'issuers.yaml')
  const entry = `id: staff, label: your hospital account, issuer: '${provider.issuer}'`
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(join(folder, 'key.pem'), key.privateKey.export({ format: 'pem', type: 'pkcs8' }))
  writeFileSync(file, `issuers:\n  - { ${entry}, ${more || 'clientSecretFile: secret'} }\n`)
  const logged: string[] = []
  const deps: ShellDeps = {
    databases,
    clock: fixedClock(new Date().toISOString()),
    log: openLog('info', { write: (line) => logged.push(line) }),
    settings: readSettings({ PORT: String(port), CONCORDAT_ISSUERS: file }),
    placeName: () => 'Southmere',
    knownRole: (role) => ROLES.get(role),
    heldAt: (role) => (ROLES.has(role) ? ['mere'] : undefined),
    purposesOf: (role) => [{ id: `purpose-of-${role}`, label: role }],
    partner: (id) => (id === 'mere' ? { label: 'Mere General', side: 'nhs' } : undefined),
    mayOpen: () => undefined,
    destinations: () => [],
    footerFacts: async () => ({ feeds: [] }),
    limits: { address: 500, subject: 500, providerSeconds: 1 },
  }
  const app = fastify()
  await openShell(deps).register(app)
  app.get('/who', action(PUBLIC), async (request, reply) => requireViewer(request, reply) ?? reply)
  await app.listen({ port, host: 'localhost' })
  t.after(() => app.close())
  const origin = `http://localhost:${port}`
  const visitor = new Visitor(origin)
  const begin = () => visitor.go('/sign-in/begin?with=staff&return=%2Fwho')
  const signIn = async (behaviour: Behaviour) => {
    provider.behave(behaviour)
    const begun = await begin()
    if (begun.status !== 303) return begun
    return visitor.go(provider.comeBack(new URL(begun.headers.get('location')!)).href)
  }
  return { provider, visitor, begin, signIn, logged, publicKey: key.publicKey, origin }
}

const NOT_ITSELF = /could not prove that it is the service which this place trusts/
const AWAY = /does not answer/
const FAULTS: [name: string, behaviour: Behaviour, status: number, sentence: RegExp][] = [
  [
    'calls itself something else in the token',
    tokenWith({ iss: 'https://b.example' }),
    403,
    NOT_ITSELF,
  ],
  [
    'is another in the address',
    { back: (query) => query.set('iss', 'https://b.example') },
    403,
    NOT_ITSELF,
  ],
  ['says no issuer in the address', { back: (query) => query.delete('iss') }, 403, NOT_ITSELF],
  ['does not sign the token', { algorithm: 'none' }, 403, NOT_ITSELF],
  ['signs with a secret that everybody knows', { algorithm: 'HS256' }, 403, NOT_ITSELF],
  ['signs with another key', { forged: true }, 403, NOT_ITSELF],
  ['answers for another sign-in', tokenWith({ nonce: 'another' }), 403, NOT_ITSELF],
  ['answers for another client', tokenWith({ aud: 'another' }), 403, NOT_ITSELF],
  [
    'gives a token that has run out',
    tokenWith({ exp: 1_000_000 }),
    403,
    /had run out when it came here/,
  ],
  [
    'lets nobody in',
    answerWith('access_denied'),
    403,
    /were not let in with your hospital account/,
  ],
  ['is not ready', answerWith('temporarily_unavailable'), 503, AWAY],
  ['does not know this place', answerWith('unauthorized_client'), 403, /does not know this place/],
  [
    'answers something that no standard knows',
    answerWith('canary-error'),
    403,
    /did not confirm who you are/,
  ],
  ['breaks', { tokenAnswer: { status: 500, body: 'canary-body', type: 'text/html' } }, 503, AWAY],
  [
    'shows a page',
    { tokenAnswer: { status: 200, body: '<p>canary-body', type: 'text/html' } },
    503,
    AWAY,
  ],
  [
    'refuses the secret',
    { tokenAnswer: { status: 401, body: { error: 'invalid_client' } } },
    403,
    /does not know this place/,
  ],
  [
    'has used the code',
    { tokenAnswer: { status: 400, body: { error: 'invalid_grant' } } },
    403,
    /did not confirm who you are/,
  ],
  [
    'says a role in another form',
    tokenWith({ role: 5 }),
    403,
    /“role”\) in a form that cannot be read/,
  ],
  ['says a role that nobody knows', tokenWith({ role: 'jester' }), 403, /no role called “jester”/],
  [
    'says a party that nobody knows',
    tokenWith({ organisation: 'b' }),
    403,
    /not a partner in the agreement/,
  ],
  ['says no role', tokenWith({ role: undefined }), 403, /did not say what your role is/],
]

test('whatever a provider does wrong is a page that says what to do, and nothing secret is logged', async (t) => {
  const { provider, signIn, visitor, logged, begin } = await openTestPlace(t)
  for (const [name, behaviour, status, sentence] of FAULTS) {
    const answer = await signIn(behaviour)
    const page = await answer.text()
    assert.equal(answer.status, status, `${name}: ${page}`)
    assert.match(page, sentence, name)
    assert.match(page, /You are not signed in/, name)
    assert.match(page, /(Sign in again|Try again|Tell the people|Ask whoever)/, name)
    assert.equal((await visitor.go('/who')).status, 303, `${name}: nobody is in`)
    assert.doesNotMatch(page, /canary/, name)
  }
  provider.behave({})
  assert.equal((await signIn({})).headers.get('location'), '/who')
  await provider.close()
  // What was asked of it before is remembered; a sign-in is not completed all the same.
  const away = provider.comeBack(new URL((await begin()).headers.get('location')!))
  const answer = await visitor.go(away.href)
  assert.equal(answer.status, 503)
  assert.match(await answer.text(), AWAY)
  assert.ok(logged.length >= FAULTS.length - 4)
  assert.doesNotMatch(logged.join(''), /canary|Priya|eyJ/)
})

test('a provider that lies of its name, is away or slow is found out before anybody is sent to it', async (t) => {
  for (const [behaviour, status, sentence] of [
    [{ describedAs: 'https://b.example' }, 403, NOT_ITSELF],
    [{ silent: true }, 503, AWAY],
  ] as const) {
    const { provider, begin } = await openTestPlace(t)
    provider.behave(behaviour)
    const answer = await begin()
    assert.equal(answer.status, status)
    assert.match(await answer.text(), sentence)
    provider.behave({})
    assert.equal((await begin()).status, 303, 'it is asked again at the next sign-in')
  }
  const { provider, begin } = await openTestPlace(t)
  await provider.close()
  const answer = await begin()
  assert.equal(answer.status, 503)
  assert.match(await answer.text(), /Nothing is wrong with your account/)
})

test('the same answer twice signs nobody in, and neither does one that was never asked for', async (t) => {
  const { provider, visitor, begin } = await openTestPlace(t)
  const back = provider.comeBack(new URL((await begin()).headers.get('location')!)).href
  assert.equal((await visitor.go(back)).headers.get('location'), '/who')
  const again = await visitor.go(back)
  assert.equal(again.status, 403)
  assert.match(await again.text(), /begun too long ago, or in another browser/)
  assert.equal(provider.asked.length, 1, 'the provider is not asked for it')
})

test('of two roles in one token neither is taken before the person has chosen', async (t) => {
  const { signIn, visitor } = await openTestPlace(t)
  const two = await signIn(tokenWith({ role: ['ward-coordinator', 'governance-lead'] }))
  assert.equal(two.headers.get('location'), '/role?return=%2Fwho')
  assert.equal((await visitor.go('/who')).headers.get('location'), '/role?return=%2Fwho')
  const page = await (await visitor.go('/role?return=%2Fwho')).text()
  assert.match(page, /In which role are you here\?/)
  assert.match(page, /Sign out/)
  assert.doesNotMatch(page, /You are here in this role now/)
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(page)![1]!
  const chosen = await visitor.go('/role', { role: '1', return: '/who', _csrf })
  assert.equal(chosen.headers.get('location'), '/who')
  const { actor } = (await (await visitor.go('/who')).json()) as { actor: { role: string } }
  assert.equal(actor.role, 'governance-lead')
})

test('what a provider keeps out of the ID token is asked for, all of it or a part', async (t) => {
  for (const keeps of [['organisation'], ['role', 'organisation', 'name']]) {
    const { signIn, visitor, provider } = await openTestPlace(t)
    // Its description is asked for at the first sign-in, and says where.
    provider.behave({ keeps })
    assert.equal((await signIn({ keeps })).headers.get('location'), '/who', keeps.join())
    const { actor } = (await (await visitor.go('/who')).json()) as { actor: Record<string, string> }
    assert.deepEqual(
      [actor.name, actor.role, actor.organisation],
      ['Priya Shah', 'ward-coordinator', 'mere'],
    )
  }
})

test('we prove who asks by a secret in the head, or by a key that the provider knows the public half of', async (t) => {
  const secret = await openTestPlace(t)
  await secret.signIn({})
  const basic = /^Basic (.+)$/.exec(secret.provider.asked[0]!.authorization!)![1]!
  const given = decodeURIComponent(Buffer.from(basic, 'base64').toString())
  assert.equal(given, 'concordat:canary-secret')
  for (const [more, audience] of [
    ['', undefined],
    [', clientKeyAudience: https://a.example/token', 'https://a.example/token'],
  ] as const) {
    const keyed = await openTestPlace(t, `clientKeyFile: key.pem, clientKeyId: k1${more}`)
    assert.equal((await keyed.signIn({})).headers.get('location'), '/who')
    const { body, authorization } = keyed.provider.asked[0]!
    assert.equal(authorization, undefined)
    const [head, claims, signature] = body.get('client_assertion')!.split('.')
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
    assert.deepEqual(read(head!), { alg: 'ES256', kid: 'k1' })
    assert.equal(read(claims!).aud, audience ?? keyed.provider.issuer)
    const key = { key: keyed.publicKey, dsaEncoding: 'ieee-p1363' } as const
    const signed = Buffer.from(signature!, 'base64url')
    assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), key, signed))
  }
})

function tokenWith(more: Record<string, unknown>): Behaviour {
  return { token: (claims) => ({ ...claims, ...more }) }
}

function answerWith(error: string): Behaviour {
  return {
    back(query) {
      query.delete('code')
      query.set('error', error)
      query.set('error_description', 'canary-description')
    },
  }
}
