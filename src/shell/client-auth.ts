import { webcrypto } from 'node:crypto'
import * as oidc from 'openid-client'
import type { ClientKey, Issuer } from '../kernel/index.ts'

const CURVES = new Map([
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
])

/** How we prove to a provider who asks: by a key, by a secret, or by PKCE alone. */
export async function clientAuthOf({ clientKey, clientSecret }: Issuer): Promise<oidc.ClientAuth> {
  if (clientKey !== undefined) return signing(clientKey)
  if (clientSecret === undefined) return oidc.None()
  const [inHeader, inBody] = [
    oidc.ClientSecretBasic(clientSecret),
    oidc.ClientSecretPost(clientSecret),
  ]
  return (server, client, body, headers) => {
    const { token_endpoint_auth_methods_supported: takes } = server
    // What a provider does not say, it does in the header.
    const auth = takes?.includes('client_secret_basic') === false ? inBody : inHeader
    return auth(server, client, body, headers)
  }
}

async function signing({ key, algorithm, id, audience }: ClientKey): Promise<oidc.ClientAuth> {
  const der = key.export({ type: 'pkcs8', format: 'der' })
  const secret = await webcrypto.subtle.importKey('pkcs8', der, parametersOf(algorithm), false, [
    'sign',
  ])
  return oidc.PrivateKeyJwt(
    { key: secret, ...(id === undefined ? {} : { kid: id }) },
    audience === undefined
      ? undefined
      : {
          [oidc.modifyAssertion](_header, payload) {
            payload.aud = audience
          },
        },
  )
}

function parametersOf(algorithm: ClientKey['algorithm']) {
  const namedCurve = CURVES.get(algorithm)
  if (namedCurve !== undefined) return { name: 'ECDSA', namedCurve }
  const name = algorithm.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  return { name, hash: `SHA-${algorithm.slice(2)}` }
}
