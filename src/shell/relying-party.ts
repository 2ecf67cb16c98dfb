import * as oidc from 'openid-client'
import {
  CLAIM_NAMES,
  type Issuer,
  isPrivate,
  type Settings,
  STANDARD_SCOPE,
} from '../kernel/index.ts'
import type { Claims } from './claims.ts'
import { clientAuthOf } from './client-auth.ts'
import { PROVIDER_PATH } from './made-up-provider.ts'

/** The client that the embedded provider knows. */
export const EMBEDDED_CLIENT = 'concordat'
export const CALLBACK_PATH = '/sign-in/callback'
const TIMEOUT_SECONDS = 10
/** What a provider says of itself is asked again after this: it may have moved an address of its own. */
const DESCRIBED_MS = 60 * 60_000

export type Begun = { url: URL; state: string; nonce: string; verifier: string }

/** Our side of OpenID Connect: authorization code with PKCE, state and nonce, and nothing else. */
export type RelyingParty = {
  issuer: Issuer
  begin(hint?: string): Promise<Begun>
  /** what the provider vouches for; throws when the answer is not the one that was asked for */
  finish(address: URL, begun: Omit<Begun, 'url'>): Promise<Claims>
  /** where the provider lets a person sign out of it too, if it says */
  signOutAddress(): Promise<string | undefined>
}

const EMBEDDED: Issuer = {
  id: '',
  label: 'a made-up person',
  issuer: '',
  clientId: EMBEDDED_CLIENT,
  scope: STANDARD_SCOPE,
  claims: CLAIM_NAMES,
}

/**
 * One for each provider that the place trusts, in the order of the settings. `loopback` is where this server listens,
 * for instance `http://127.0.0.1:8080`: the embedded provider is asked there, in plain text that never leaves the
 * machine. An outside issuer is found by its own description, at the first sign-in.
 */
export function openRelyingParties(
  settings: Settings,
  loopback: () => string,
  seconds = TIMEOUT_SECONDS,
): RelyingParty[] {
  const { origin, issuers } = settings
  if (issuers.length === 0) {
    return [openParty(origin, EMBEDDED, async () => embedded(origin, loopback()))]
  }
  return issuers.map((issuer) => openParty(origin, issuer, asDescribed(issuer, seconds)))
}

function asDescribed(issuer: Issuer, seconds: number): () => Promise<oidc.Configuration> {
  let found: Promise<oidc.Configuration> | undefined
  let askedAt = 0
  return () => {
    const now = performance.now()
    if (found !== undefined && now - askedAt < DESCRIBED_MS) return found
    askedAt = now
    found = discoverIssuer(issuer, seconds).catch((error: unknown) => {
      // A provider that was away is asked again at the next sign-in.
      found = undefined
      throw error
    })
    return found
  }
}

function openParty(
  origin: string,
  issuer: Issuer,
  configuration: () => Promise<oidc.Configuration>,
): RelyingParty {
  return {
    issuer,
    async begin(hint) {
      const [state, nonce, verifier] = [
        oidc.randomState(),
        oidc.randomNonce(),
        oidc.randomPKCECodeVerifier(),
      ]
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        ...issuer.parameters,
        redirect_uri: origin + CALLBACK_PATH,
        scope: issuer.scope,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        // Computers are shared: whoever sat here before must not sign the next person in.
        prompt: 'login',
        ...(hint !== undefined && { login_hint: hint }),
      })
      return { url, state, nonce, verifier }
    },
    async finish(address, { state, nonce, verifier }) {
      const config = await configuration()
      const tokens = await oidc.authorizationCodeGrant(config, address, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()!
      const said = neededClaims(issuer).every((name) => claims[name.split('.')[0]!] !== undefined)
      if (said || !config.serverMetadata().userinfo_endpoint) return claims
      // Some providers keep all but the subject out of the ID token, some a part.
      return { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
    },
    async signOutAddress() {
      if (issuer === EMBEDDED) return undefined
      const config = await configuration()
      if (!config.serverMetadata().end_session_endpoint) return undefined
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${origin}/sign-in` }).href
    },
  }
}

/** What a provider must say of everybody whom it vouches for, where the settings do not say it for all. */
function neededClaims({ claims, role, organisation, requires = {} }: Issuer): string[] {
  const whoHolds = organisation === undefined ? [claims.role, claims.organisation] : [claims.role]
  const own = role === undefined ? whoHolds : [claims.nhsNumber]
  return [claims.name, ...own, ...Object.keys(requires)]
}

/**
 * What a provider says of itself, if it calls itself what the settings call it. The signature of each token is held to
 * its keys, though it came over a line of our own: whoever answers in its place has none of them.
 */
export async function discoverIssuer(
  issuer: Issuer,
  seconds = TIMEOUT_SECONDS,
): Promise<oidc.Configuration> {
  const server = new URL(issuer.issuer)
  const auth = await clientAuthOf(issuer)
  const open = server.protocol === 'http:' && isPrivate(issuer.issuer)
  return oidc.discovery(server, issuer.clientId, undefined, auth, {
    timeout: seconds,
    execute: [oidc.enableNonRepudiationChecks, ...(open ? [oidc.allowInsecureRequests] : [])],
  })
}

/** Browsers go by the place's address; we ask for tokens and keys on this machine. */
function embedded(origin: string, loopback: string): oidc.Configuration {
  const issuer = origin + PROVIDER_PATH
  const inside = loopback + PROVIDER_PATH
  const config = new oidc.Configuration(
    {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${inside}/token`,
      jwks_uri: `${inside}/jwks`,
      authorization_response_iss_parameter_supported: true,
    },
    EMBEDDED.clientId,
    { id_token_signed_response_alg: 'ES256' },
    oidc.None(),
  )
  oidc.allowInsecureRequests(config)
  config.timeout = TIMEOUT_SECONDS
  return config
}
