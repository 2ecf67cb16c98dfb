import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Configuration, JWKS, Provider } from 'oidc-provider'
import { PUBLIC, type Queryable } from '../kernel/index.ts'
import { claimsOfPersona, type PersonaGroup, personaById } from './personas.ts'
import { providerState } from './provider-state.ts'
import { keepProviderKey, readProviderKey } from './queries.ts'

/** Where the embedded provider lives in the same server; its issuer is the origin with this path. */
export const PROVIDER_PATH = '/oidc'
/** Where the provider sends a browser to say who it is: one of our own pages. */
export const CHOOSE_PATH = '/sign-in/as'
const MINUTES = 60

export type MadeUpProvider = {
  issuer: string
  register(app: FastifyInstance): Promise<void>
  /** whom the sign-in was begun for, by the button that was pressed; undefined: not known yet */
  askedFor(request: FastifyRequest, reply: FastifyReply): Promise<string | undefined>
  /** lets the browser go on as this person */
  choose(request: FastifyRequest, reply: FastifyReply, personaId: string): Promise<FastifyReply>
}

/**
 * A real OpenID Connect provider for a place that has none, so that made-up people sign in by the same
 * path as real ones. It asks for no password: whoever opens the page may be anybody on it.
 */
export async function openMadeUpProvider(options: {
  db: Queryable
  origin: string
  clientId: string
  redirectUri: string
  people: readonly PersonaGroup[]
}): Promise<MadeUpProvider> {
  const { Provider } = await loadQuietly()
  const issuer = options.origin + PROVIDER_PATH
  const provider = new Provider(issuer, await configuration(options))
  // Behind a proxy the request says http; the address that browsers see is the origin's.
  provider.proxy = true
  return {
    issuer,
    register: (app) => mount(app, provider, new URL(options.origin)),
    async askedFor(request, reply) {
      const { params } = await provider.interactionDetails(request.raw, reply.raw)
      const hint = params.login_hint
      return typeof hint === 'string' && personaById(options.people, hint) ? hint : undefined
    },
    async choose(request, reply, personaId) {
      const result = { login: { accountId: personaId, remember: false } }
      const next = await provider.interactionResult(request.raw, reply.raw, result, {
        mergeWithLastSubmission: false,
      })
      return reply.redirect(next, 303)
    },
  }
}

/** The package warns on every start of a Node that is newer than it knows; nobody can act on that. */
async function loadQuietly(): Promise<typeof import('oidc-provider')> {
  const { warn } = console
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
  }
  try {
    return await import('oidc-provider')
  } finally {
    console.warn = warn
  }
}

async function configuration(options: {
  db: Queryable
  origin: string
  clientId: string
  redirectUri: string
  people: readonly PersonaGroup[]
}): Promise<Configuration> {
  return {
    adapter: providerState(options.db),
    clients: [
      {
        client_id: options.clientId,
        redirect_uris: [options.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        // Without a secret, PKCE is what proves that the code is redeemed by whoever asked for it.
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: await signingKeys(options.db),
    cookies: { keys: await cookieKeys(options.db), ...cookieRules(options.origin) },
    responseTypes: ['code'],
    scopes: ['openid', 'profile'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'role', 'organisation', 'unit', 'nhs_number'],
    },
    // Our one client reads the ID token alone, so that signing in is a single exchange.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_context, interaction) => `${CHOOSE_PATH}/${interaction.uid}` },
    ttl: {
      AccessToken: 5 * MINUTES,
      AuthorizationCode: MINUTES,
      Grant: 10 * MINUTES,
      IdToken: 5 * MINUTES,
      Interaction: 10 * MINUTES,
      Session: 10 * MINUTES,
    },
    async findAccount(_context, id) {
      const person = personaById(options.people, id)
      return person && { accountId: id, claims: async () => claimsOfPersona(person) }
    },
    // There is one client and it is ours: nobody is asked whether it may know their name.
    async loadExistingGrant(context) {
      const { provider, session, client } = context.oidc
      const grant = new provider.Grant({
        clientId: client!.clientId,
        accountId: session!.accountId!,
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
    async renderError(context, out) {
      context.type = 'text/plain; charset=utf-8'
      context.body = `Signing in did not work (${out.error}). Begin again at ${options.origin}/sign-in\n`
    },
  }
}

async function signingKeys(db: Queryable): Promise<JWKS> {
  const kept = await readProviderKey(db, 'signing')
  if (kept !== undefined) return kept as JWKS
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }
  return (await keepProviderKey(db, 'signing', { keys: [key] })) as JWKS
}

async function cookieKeys(db: Queryable): Promise<string[]> {
  const kept = await readProviderKey(db, 'cookies')
  if (kept !== undefined) return kept as string[]
  return (await keepProviderKey(db, 'cookies', [randomBytes(32).toString('base64url')])) as string[]
}

function cookieRules(origin: string) {
  const secure = origin.startsWith('https:')
  const rule = { httpOnly: true, sameSite: 'lax', signed: true, secure } as const
  return { long: rule, short: rule }
}

/** The provider reads the request's body itself, so nothing here may have read it before. */
async function mount(app: FastifyInstance, provider: Provider, origin: URL): Promise<void> {
  const answer = provider.callback()
  await app.register(async (mounted) => {
    mounted.removeAllContentTypeParsers()
    mounted.addContentTypeParser('*', (_request, _body, done) => done(null))
    mounted.all(
      `${PROVIDER_PATH}/*`,
      { config: { session: false, csrf: false, action: PUBLIC } },
      (request, reply) => {
        const { raw } = request
        // What a client says of the host is not believed: the address of this place is a setting.
        raw.headers.host = origin.host
        raw.headers['x-forwarded-proto'] = origin.protocol.slice(0, -1)
        delete raw.headers['x-forwarded-host']
        Object.assign(raw, { originalUrl: raw.url })
        raw.url = raw.url!.slice(PROVIDER_PATH.length)
        if (raw.url.startsWith('/auth')) raw.headers.cookie = withoutMemory(raw.headers.cookie)
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) reply.raw.setHeader(name, value)
        }
        reply.hijack()
        void answer(raw, reply.raw)
      },
    )
  })
}

/** Every sign-in asks anew: with a session of its own the provider would first ask to end the old one. */
function withoutMemory(cookies: string | undefined): string | undefined {
  const kept = cookies?.split('; ').filter((cookie) => !cookie.startsWith('_session'))
  return kept?.join('; ')
}
