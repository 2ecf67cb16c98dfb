import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import cookie from '@fastify/cookie'
import fastify from 'fastify'
import {
  Fault,
  fixedClock,
  freePort,
  openLog,
  PUBLIC,
  readSettings,
  type Viewer,
} from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { openShell, requireViewer, type ShellDeps } from './index.ts'
import { CHOOSE_PATH, openMadeUpProvider } from './made-up-provider.ts'
import type { Persona } from './personas.ts'
import { CALLBACK_PATH } from './relying-party.ts'
import { action } from './route-guard.ts'
import { Visitor } from './visitor.ts'

/** A provider of somebody else’s, on a server of its own, at which this one person is signed in. */
async function outside(t: TestContext, origin: string, person: Omit<Persona, 'what'>) {
  const databases = await testDatabases(t)
  const port = await freePort()
  const app = fastify()
  await app.register(cookie)
  const provider = await openMadeUpProvider({
    db: databases.care.short,
    origin: `http://localhost:${port}`,
    clientId: 'concordat',
    redirectUri: origin + CALLBACK_PATH,
    people: [{ title: 'One', people: [{ ...person, what: 'is signed in' }] }],
  })
  await provider.register(app)
  app.get(`${CHOOSE_PATH}/:uid`, async (request, reply) => {
    await provider.askedFor(request, reply)
    return provider.choose(request, reply, person.id)
  })
  await app.listen({ port, host: 'localhost' })
  t.after(() => app.close())
  return provider.issuer
}

const ROLES: Record<string, { name: string; heldAt: string[] }> = {
  'ward-coordinator': { name: 'ward coordinator', heldAt: ['mere'] },
  'governance-lead': { name: 'governance lead', heldAt: ['mere'] },
  resident: { name: 'resident', heldAt: [] },
}

async function openTestPlace(t: TestContext) {
  const databases = await testDatabases(t)
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'issuers-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'issuers.yaml')
  const posts = [{ role: 'governance-lead', organisation: 'mere' }]
  const staff = { id: '1', name: 'Priya Shah', role: 'ward-coordinator', organisation: 'mere' }
  const hospital = await outside(t, origin, { ...staff, also: posts })
  const login = await outside(t, origin, {
    id: '1',
    name: 'Martha Okello',
    role: 'governance-lead',
    organisation: 'mere',
    nhsNumber: '9990123454',
  })
  writeFileSync(
    file,
    `issuers:
  - { id: staff, label: your hospital account, issuer: '${hospital}' }
  - { id: residents, label: NHS login, issuer: '${login}', role: resident, organisations: {} }
`,
  )
  const deps: ShellDeps = {
    databases,
    clock: fixedClock('2026-03-03T09:00:00Z'),
    log: openLog('silent'),
    settings: readSettings({ PORT: String(port), CONCORDAT_ISSUERS: file }),
    placeName: () => 'Southmere',
    knownRole: (role) => ROLES[role]?.name,
    heldAt: (role) => ROLES[role]?.heldAt,
    purposesOf: (role) => [{ id: `purpose-of-${role}`, label: role }],
    partner: (id) => (id === 'mere' ? { label: 'Mere General', side: 'nhs' } : undefined),
    mayOpen: () => undefined,
    destinations: () => [],
    footerFacts: async () => ({ feeds: [] }),
    limits: { address: 50, subject: 50 },
  }
  const app = fastify()
  await openShell(deps).register(app)
  app.get('/who', action(PUBLIC), async (request, reply) => requireViewer(request, reply) ?? reply)
  await app.listen({ port, host: 'localhost' })
  t.after(() => app.close())
  return { origin, visitor: () => new Visitor(origin) }
}

/** Follows redirects from server to server, as a browser does, with the cookies of each. */
async function signInWith(visitor: Visitor, issuer: string): Promise<Response> {
  const others = new Map<string, Visitor>()
  const begun = `/sign-in/begin?with=${issuer}&return=%2Fwho`
  let response = await visitor.go(begun)
  for (let hops = 0; hops < 20 && response.status >= 300 && response.status < 400; hops++) {
    const next = new URL(response.headers.get('location')!, response.url)
    const known = others.get(next.origin) ?? new Visitor(next.origin)
    others.set(next.origin, known)
    const who = next.origin === visitor.origin ? visitor : known
    response = await who.go(next.pathname + next.search)
  }
  return response
}

test('staff and residents sign in with accounts of their own, and somebody with two roles chooses one', async (t) => {
  const place = await openTestPlace(t)
  const page = await (await place.visitor().go('/sign-in')).text()
  assert.match(page, /Sign in with your hospital account/)
  assert.match(page, /Sign in with NHS login/)
  const priya = place.visitor()
  const chooses = await signInWith(priya, 'staff')
  assert.match(chooses.url, /\/role\?return=%2Fwho$/)
  const text = await chooses.text()
  assert.match(text, /In which role are you here\?/)
  assert.match(text, /Ward coordinator/)
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)![1]!
  const changed = await priya.go('/role', { role: '1', return: '/who', _csrf })
  assert.equal(changed.headers.get('location'), '/who')
  const who = (await (await priya.go('/who')).json()) as Viewer
  assert.deepEqual(
    [who.actor.id, who.actor.role, who.purpose],
    ['staff:1', 'governance-lead', 'purpose-of-governance-lead'],
  )
  // What is none of hers changes nothing.
  for (const role of ['2', '-1', 'x', '__proto__']) {
    assert.equal((await priya.go('/role', { role, _csrf })).headers.get('location'), '/role')
  }
})

test('the residents’ provider vouches for residents alone, whatever it says of somebody’s role', async (t) => {
  const place = await openTestPlace(t)
  const martha = place.visitor()
  const answer = await signInWith(martha, 'residents')
  const { actor } = (await answer.json()) as { actor: Record<string, string> }
  assert.deepEqual(
    [actor.id, actor.role, actor.organisation, actor.nhsNumber],
    ['residents:1', 'resident', '', '9990123454'],
  )
  const alone = await (await martha.go('/role')).text()
  assert.match(alone, /You have one role/)
})

test('a file of issuers that cannot be used is refused by its place', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'issuers-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'issuers.yaml')
  const one = "{ id: a, label: A, issuer: 'https://a.example' }"
  for (const [text, sentence] of [
    ['issuers: []', /issuers must name at least one/],
    ['issuers:\n  - { id: A }', /issuers\.0\.id must be lower-case/],
    [`issuers:\n  - ${one}\n  - ${one}`, /two issuers are called a/],
    [
      "issuers:\n  - { id: a, label: A, issuer: 'https://a.example', clientSecretFile: none }",
      /a file cannot be read \(ENOENT\)/,
    ],
    ['issuers: [1', /CONCORDAT_ISSUERS/],
  ] as const) {
    writeFileSync(file, text)
    assert.throws(
      () => readSettings({ CONCORDAT_ISSUERS: file }),
      (error) => error instanceof Fault && sentence.test(error.line),
    )
  }
})
