import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLAIM_NAMES, type Issuer, isRefusal } from '../kernel/index.ts'
import { actorsOf, type Claims, type KnownRoles } from './claims.ts'

const HELD: Record<string, string[]> = {
  'ward-coordinator': ['mere'],
  'social-worker': ['council'],
  'governance-lead': ['mere', 'council'],
  resident: [],
}
const known: KnownRoles = {
  role: (role) => (Object.hasOwn(HELD, role) ? role.replace('-', ' ') : undefined),
  heldAt: (role) => (Object.hasOwn(HELD, role) ? HELD[role] : undefined),
  partner: (id) =>
    new Map([
      ['mere', { label: 'Mere General', side: 'nhs' }],
      ['council', { label: 'Southmere Council', side: 'council' }],
    ]).get(id),
}
const STANDARD: Issuer = {
  id: '',
  label: '',
  issuer: 'https://one.example',
  clientId: 'concordat',
  scope: 'openid',
  claims: CLAIM_NAMES,
}

/** Roles with where, or the code of the refusal. */
function said(claims: Claims, issuer: Partial<Issuer> = {}): string {
  const actors = actorsOf({ sub: 'x', ...claims }, { ...STANDARD, ...issuer }, known)
  if (isRefusal(actors)) return actors.code
  return actors
    .map(({ role, organisation, side, unit }) =>
      [role, organisation, side, unit].filter(Boolean).join(' '),
    )
    .join(', ')
}

test('one role at one party, as the standard names say it', () => {
  const claims = { role: 'ward-coordinator', organisation: 'mere', unit: 'Ward 6' }
  assert.equal(said(claims), 'ward-coordinator mere nhs Ward 6')
  assert.equal(said({ role: 'resident', nhs_number: '9990123454' }), 'resident')
  assert.equal(said({ role: 'resident' }), 'unknown-organisation')
  assert.equal(said({ role: 'resident', nhs_number: '999' }), 'bad-nhs-number')
  assert.equal(said({ role: 'jester', organisation: 'mere' }), 'unknown-role')
  assert.equal(said({ role: 'constructor', organisation: 'mere' }), 'unknown-role')
  assert.equal(said({ organisation: 'mere' }), 'no-role')
  assert.equal(said({ sub: ' ', role: 'resident' }), 'no-subject')
})

test('a claim of another form than it must have is said by its name, and never taken for one that is missing', () => {
  const right = { role: 'ward-coordinator', organisation: 'mere', unit: 'Ward 6', name: 'Priya' }
  const wrong: [string, unknown[]][] = [
    ['role', [5, true, { x: 1 }, [['ward-coordinator']], [{ role: 7 }], [null], 'x'.repeat(201)]],
    ['organisation', [5, {}, [{}], [5], 'x'.repeat(201)]],
    ['unit', [6, ['Ward 6'], {}]],
    ['name', [{ given: 'Priya' }, 1]],
    ['nhs_number', [9990123454, ['9990123454'], false]],
  ]
  for (const [name, values] of wrong) {
    for (const value of values) {
      const answer = actorsOf({ sub: 'x', ...right, [name]: value }, STANDARD, known)
      assert.ok(isRefusal(answer), `${name}: ${JSON.stringify(value)}`)
      assert.equal(answer.code, 'wrong-claim')
      assert.match(answer.sentence, new RegExp(`“${name}”`))
    }
  }
  // What the settings say once for everybody is not asked of the provider.
  const login: Partial<Issuer> = { role: 'resident', organisation: '' }
  const told = { role: 5, organisation: 5, nhs_number: '9990123454' }
  assert.equal(said(told, login), 'resident')
})

test('what a provider must have proved of somebody is held to the letter', () => {
  const login: Partial<Issuer> = { role: 'resident', requires: { identity_proofing_level: 'P9' } }
  const at = (level: unknown) =>
    said({ nhs_number: '9990123454', identity_proofing_level: level }, login)
  assert.equal(at('P9'), 'resident')
  for (const level of ['P5', undefined, ['P9'], 9]) assert.equal(at(level), 'not-proved-enough')
})

test('a role at a party where its clause does not hold it is refused', () => {
  assert.equal(said({ role: 'social-worker', organisation: 'mere' }), 'role-not-held-there')
  assert.equal(said({ role: 'social-worker', organisation: 'nowhere' }), 'unknown-organisation')
  assert.equal(said({ role: 'social-worker' }), 'unknown-organisation')
})

test('of several roles those are offered that the agreement holds where they are said', () => {
  assert.equal(
    said({ role: ['ward-coordinator', 'governance-lead', 'jester'], organisation: 'mere' }),
    'ward-coordinator mere nhs, governance-lead mere nhs',
  )
  assert.equal(
    said({ role: ['social-worker', 'governance-lead'], organisation: ['mere', 'council'] }),
    'social-worker council council, governance-lead mere nhs, governance-lead council council',
  )
  const posts = [
    { role: 'ward-coordinator', organisation: 'mere', unit: 'Ward 3' },
    { role: 'governance-lead', organisation: 'council' },
    { role: 'ward-coordinator', organisation: 'mere', unit: 'Ward 3' },
  ]
  assert.equal(
    said({ role: posts }),
    'ward-coordinator mere nhs Ward 3, governance-lead council council',
  )
})

test('a provider’s own names and words are read as its settings say, and it can vouch for no others', () => {
  const hospital: Partial<Issuer> = {
    id: 'hospital',
    claims: { ...CLAIM_NAMES, role: 'realm_access.roles', unit: 'ward' },
    roles: { 'WARD-COORD': 'ward-coordinator' },
    organisation: 'mere',
  }
  const claims = {
    realm_access: { roles: ['WARD-COORD', 'offline_access', 'social-worker'] },
    ward: 'Ward 6',
    organisation: 'council',
    name: 'Priya',
  }
  assert.equal(said(claims, hospital), 'ward-coordinator mere nhs Ward 6')
  const actors = actorsOf({ sub: '1', ...claims }, { ...STANDARD, ...hospital }, known)
  assert.ok(!isRefusal(actors))
  assert.deepEqual([actors[0]!.id, actors[0]!.name], ['hospital:1', 'Priya'])
  const login: Partial<Issuer> = { id: 'login', role: 'resident' }
  assert.equal(said({ nhs_number: '9990123454', role: 'governance-lead' }, login), 'resident')
  const parties: Partial<Issuer> = { organisations: { RXS: 'mere' } }
  const at = (organisation: unknown) => said({ role: 'governance-lead', organisation }, parties)
  assert.deepEqual(
    [at('RXS'), at('council'), at('__proto__')],
    ['governance-lead mere nhs', 'unknown-organisation', 'unknown-organisation'],
  )
})
