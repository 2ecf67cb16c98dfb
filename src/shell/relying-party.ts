import * as oidc from 'openid-client'
import type { Settings } from '../kernel/index.ts'
import type { Claims } from './claims.ts'
import { PROVIDER_PATH } from './made-up-provider.ts'

export const CALLBACK_PATH = '/sign-in/callback'
const SCOPE = 'openid profile'
const TIMEOUT_SECONDS = 10

export type Begun = { url: URL; state: string; nonce: string; verifier: string }

/** Our side of OpenID Connect: authorization code with PKCE, state and nonce, and nothing else. */
export type RelyingParty = {
  begin(hint?: string): Promise<Begun>
  /** what the provider vouches for; throws when the answer is not the one that was asked for */
  finish(address: URL, begun: Omit<Begun, 'url'>): Promise<Claims>
  /** where the provider lets a person sign out of it too, if it says */
  signOutAddress(): Promise<string | undefined>
}

/**
 * `loopback` is where this server listens, for instance `http://127.0.0.1:8080`: the embedded provider is
 * asked there, in plain text that never leaves the machine. An outside issuer is found by its own
 * description, at the first sign-in.
 */
export function openRelyingParty(settings: Settings, loopback: () => string): RelyingParty {
  let found: Promise<oidc.Configuration> | undefined
  const configuration = () => {
    if (!settings.oidc.issuer) return Promise.resolve(embedded(settings, loopback()))
    found ??= discover(settings).catch((error: unknown) => {
      // A provider that was away is asked again at the next sign-in.
      found = undefined
      throw error
    })
    return found
  }
  return {
    async begin(hint) {
      const [state, nonce, verifier] = [
        oidc.randomState(),
        oidc.randomNonce(),
        oidc.randomPKCECodeVerifier(),
      ]
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.origin + CALLBACK_PATH,
        scope: SCOPE,
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
      if (claims.role !== undefined || !config.serverMetadata().userinfo_endpoint) return claims
      // Some providers keep all but the subject out of the ID token.
      return { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
    },
    async signOutAddress() {
      if (!settings.oidc.issuer) return undefined
      const config = await configuration()
      if (!config.serverMetadata().end_session_endpoint) return undefined
      const back = `${settings.origin}/sign-in`
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: back }).href
    },
  }
}

async function discover(settings: Settings): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = settings.oidc
  const server = new URL(issuer!)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(server.hostname)
  return oidc.discovery(server, clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    execute: local && server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
  })
}

/** Browsers go by the place's address; we ask for tokens and keys on this machine. */
function embedded(settings: Settings, loopback: string): oidc.Configuration {
  const issuer = settings.origin + PROVIDER_PATH
  const inside = loopback + PROVIDER_PATH
  const config = new oidc.Configuration(
    {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${inside}/token`,
      jwks_uri: `${inside}/jwks`,
      authorization_response_iss_parameter_supported: true,
    },
    settings.oidc.clientId,
    { id_token_signed_response_alg: 'ES256' },
    oidc.None(),
  )
  oidc.allowInsecureRequests(config)
  config.timeout = TIMEOUT_SECONDS
  return config
}
