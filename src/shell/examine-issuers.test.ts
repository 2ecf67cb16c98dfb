import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLAIM_NAMES, readSettings } from '../kernel/index.ts'
import { examineIssuers } from './examine-issuers.ts'
import { badProvider } from './testing-provider.ts'

const ONE = {
  id: 'staff',
  label: 'your account',
  issuer: 'http://localhost:9',
  clientId: 'concordat',
  scope: 'openid',
  claims: CLAIM_NAMES,
}

test('what a provider is translated into stands in the agreement', async () => {
  const issuer = { ...ONE, role: 'resident', roles: { A: 'gp', B: 'vet' }, organisation: 'mere' }
  const agreed = { roles: ['gp', 'resident'], parties: ['council'] }
  const settings = { ...readSettings({}), issuers: [issuer] }
  const said = (await examineIssuers(settings, agreed)).map(({ says }) => says)
  assert.deepEqual(said.slice(1), [
    'staff is translated into vet, which stands in no clause',
    'staff is translated into mere, which stands in no clause',
  ])
})

test('a provider is right when it answers by the name that the settings have, letter by letter', async (t) => {
  const provider = await badProvider(t, { sub: '1' })
  const examine = async (issuer = provider.issuer) =>
    (await examineIssuers(readSettings({ CONCORDAT_OIDC_ISSUER: issuer })))[0]!
  const right = await examine()
  assert.equal(right.found, 'right')
  assert.match(right.says, /answers by its own name; .*\/sign-in\/callback/)
  provider.behave({ describedAs: 'https://b.example' })
  const lies = await examine()
  assert.equal(lies.found, 'wanting')
  assert.match(lies.says, /calls itself something else/)
  provider.behave({ lacks: ['token_endpoint', 'jwks_uri'] })
  assert.match((await examine()).says, /lacks a token endpoint and its keys/)
  assert.match((await examine(`${provider.issuer}/other`)).says, /something else|does not answer/)
  await provider.close()
  assert.match((await examine()).says, /does not answer/)
})
