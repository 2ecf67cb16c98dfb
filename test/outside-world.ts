import { spawn } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request as ask, createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { TestContext } from 'node:test'
import type { ClientMetadata } from 'oidc-provider'
import { SMTPServer } from 'smtp-server'

/** What is on the other side of a place: its proxy, a provider of sign-in, a mail server, programs that run on. */

/** The proxy of docs/operate.md: TLS outside, plain text and the headers that it says inside. */
export async function openProxy(
  t: TestContext,
  { port, to, key, certificate }: { port: number; to: number; key: string; certificate: string },
): Promise<void> {
  const server = createSecureServer({ key, cert: certificate }, (request, response) => {
    const { host = '', connection: _, ...others } = request.headers
    const headers = {
      ...others,
      host,
      'x-forwarded-for': request.socket.remoteAddress!,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': host,
    }
    const { method, url: path } = request
    const inner = ask({ host: '127.0.0.1', port: to, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    inner.on('error', () => response.writeHead(502).end())
    request.pipe(inner)
  })
  await listening(t, server, port)
}

export type ProviderSettings = {
  port: number
  client: ClientMetadata
  /** who is signed in there, and what it says of them */
  claims: Record<string, unknown> & { sub: string }
}

/** A provider of sign-in as others run it. Whoever comes is `claims` at once: how they prove it is its own business. */
export async function openProvider(t: TestContext, settings: ProviderSettings): Promise<void> {
  const { warn } = console
  // The package warns of what a test does on purpose.
  console.warn = () => {}
  const { Provider } = await import('oidc-provider')
  const { port, client, claims } = settings
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [client],
    claims: { openid: ['sub'], profile: Object.keys(claims).filter((name) => name !== 'sub') },
    conformIdTokenClaims: false,
    ttl: {
      AccessToken: 60,
      AuthorizationCode: 60,
      Grant: 60,
      IdToken: 60,
      Interaction: 60,
      Session: 60,
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/here/${uid}` },
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => claims }),
    async loadExistingGrant({ oidc: { provider: own, session, client: known } }) {
      const grant = new own.Grant({ clientId: known!.clientId, accountId: session!.accountId! })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  console.warn = warn
  const answer = provider.callback()
  const server = createServer((request, response) => {
    if (!request.url!.startsWith('/here/')) return void answer(request, response)
    const login = { login: { accountId: claims.sub, remember: false } }
    void provider.interactionFinished(request, response, login)
  })
  await listening(t, server, port)
}

/** The public half of a key that openssl made, as a provider is told it. */
export function registeredKey(pemFile: string): { keys: Record<string, unknown>[] } {
  const key = createPublicKey(readFileSync(pemFile)).export({ format: 'jwk' })
  return { keys: [{ ...key, use: 'sig', alg: 'ES256' }] }
}

export async function openMailServer(t: TestContext, port: number): Promise<void> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(null, { user: 'concordat' }),
  })
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve))
  t.after(() => new Promise<void>((resolve) => server.close(resolve)))
}

/** A program that runs on, until the test is over; resolves when it says so. */
export async function startProgram(
  t: TestContext,
  [program, ...args]: readonly string[],
  { env, until }: { env: NodeJS.ProcessEnv; until: string },
): Promise<string> {
  const child = spawn(program!, args, { env })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let said = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text
        if (said.includes(until)) resolve(said)
      })
    }
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}\n${said}`)))
  })
}

async function listening(t: TestContext, server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
}
