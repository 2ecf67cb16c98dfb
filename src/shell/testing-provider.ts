import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** How a provider of somebody else's behaves: well, but for what a test says otherwise. */
export type Behaviour = {
  /** what it calls itself in its description */
  describedAs?: string
  /** what its description leaves out */
  lacks?: string[]
  /** claims that it keeps for the user info */
  keeps?: string[]
  /** changes what is in the ID token */
  token?: (claims: Record<string, unknown>) => Record<string, unknown>
  /** of the token's head */
  algorithm?: string
  /** signs with another key than the one that it shows */
  forged?: boolean
  /** instead of the token: a status and what it says */
  tokenAnswer?: { status: number; body: unknown; type?: string }
  /** in the address by which the browser comes back */
  back?: (query: URLSearchParams) => void
  /** never answers */
  silent?: boolean
}

export type TokenRequest = { authorization?: string; body: URLSearchParams }

/** A real server that speaks OpenID Connect as badly as it is told to. */
export async function badProvider(t: TestContext, claims: Record<string, unknown>) {
  const keys = { shown: newKey(), other: newKey() }
  let behaviour: Behaviour = {}
  const asked: TokenRequest[] = []
  const nonces = new Map<string, string>()
  const server = createServer((request, response) => {
    if (behaviour.silent) return
    void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, issuer)
    if (pathname.startsWith('/.well-known/'))
      return json(response, 200, description(issuer, behaviour))
    if (pathname === '/jwks')
      return json(response, 200, { keys: [publicKey(keys.shown.publicKey)] })
    if (pathname === '/userinfo' && behaviour.keeps) return json(response, 200, claims)
    if (pathname !== '/token') return json(response, 404, {})
    const body = new URLSearchParams(await textOf(request))
    asked.push({ authorization: request.headers.authorization, body })
    const { tokenAnswer } = behaviour
    if (tokenAnswer) return json(response, tokenAnswer.status, tokenAnswer.body, tokenAnswer.type)
    json(response, 200, {
      access_token: 'canary-access-token',
      token_type: 'bearer',
      id_token: idToken(
        { iss: issuer, nonce: nonces.get(body.get('code')!), ...claims },
        behaviour,
        keys,
      ),
    })
  }

  return {
    issuer,
    asked,
    behave(next: Behaviour) {
      behaviour = next
    },
    /** as the browser comes back from it, signed in there */
    comeBack(sentTo: URL): URL {
      const { searchParams: query } = sentTo
      const code = `canary-code-${nonces.size}`
      nonces.set(code, query.get('nonce')!)
      const back = new URL(query.get('redirect_uri')!)
      for (const [name, value] of Object.entries({ code, state: query.get('state')!, iss: issuer }))
        back.searchParams.set(name, value)
      behaviour.back?.(back.searchParams)
      return back
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

type Keys = Record<'shown' | 'other', ReturnType<typeof newKey>>

function idToken(
  said: Record<string, unknown>,
  { algorithm: alg = 'ES256', token = (all) => all, forged, keeps = [] }: Behaviour,
  { shown, other }: Keys,
): string {
  const iat = Math.floor(Date.now() / 1000)
  const shownClaims = Object.entries(said).filter(([name]) => !keeps.includes(name))
  const usual = { aud: 'concordat', iat, exp: iat + 300, ...Object.fromEntries(shownClaims) }
  const text = [{ alg, kid: 'one' }, token(usual)]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  if (alg === 'none') return `${text}.`
  const { privateKey: key } = forged ? other : shown
  const signed = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signed.toString('base64url')}`
}

function description(issuer: string, { describedAs, keeps, lacks = [] }: Behaviour) {
  const whole = {
    issuer: describedAs ?? issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    ...(keeps && { userinfo_endpoint: `${issuer}/userinfo` }),
    id_token_signing_alg_values_supported: ['ES256'],
    authorization_response_iss_parameter_supported: true,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
  }
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !lacks.includes(name)))
}

function publicKey(key: KeyObject) {
  return { ...key.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'ES256' }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

function json(response: ServerResponse, status: number, body: unknown, type = 'application/json') {
  response.writeHead(status, { 'content-type': type })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
