import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'yaml'
import { PUBLIC } from '../src/kernel/index.ts'
import { actions } from '../src/rooms.ts'
import { type NamedRoute, readPersonas, routesOf } from '../src/shell/index.ts'
import { openTestPlace } from './open-place.ts'
import { signIn } from './sign-in.ts'

/**
 * Every route as everybody, against a plain evaluator that reads the text of the agreement as it stands in its
 * files and knows nothing of policies.
 */
const SOUTHMERE = join(import.meta.dirname, '../places/southmere')

type Clause = {
  kind: string
  id?: string
  role?: string
  purpose?: string
  heldAt?: string[]
  side?: string
  does?: string[]
}

const clauses: Clause[] = readdirSync(join(SOUTHMERE, 'agreement'))
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parse(readFileSync(join(SOUTHMERE, 'agreement', name), 'utf8')).clauses ?? [])

/** The purposes of a role, in the order in which the text first names them: the first is what one signs in for. */
function purposesOf(role: string): string[] {
  const own = clauses.filter((one) => one.role === role && one.purpose !== undefined)
  const ordered = [
    ...own.filter(({ kind }) => kind === 'grant'),
    ...own.filter(({ kind }) => kind === 'power'),
  ]
  return [...new Set(ordered.map(({ purpose }) => purpose!))]
}

function may(
  actor: { role: string; organisation: string },
  purpose: string,
  action: string,
): boolean {
  return clauses.some(
    ({ kind, role, purpose: forWhat, heldAt, does = [] }) =>
      kind === 'power' &&
      role === actor.role &&
      forWhat === purpose &&
      does.includes(action) &&
      (heldAt === undefined || heldAt.includes(actor.organisation)),
  )
}

async function openSouthmere(t: TestContext) {
  const { place, listen } = await openTestPlace(t)
  const app = await listen()
  return { origin: place.settings.origin, routes: routesOf(app) }
}

async function answerTo(origin: string, cookie: string, csrf: string, { method, url }: NamedRoute) {
  const path = url.replace(/:\w+/g, 'nobody').replace('*', 'nothing')
  const answer = await fetch(new URL(path, origin), {
    method,
    redirect: 'manual',
    headers: { accept: 'text/html', cookie, 'x-csrf': csrf },
    body: method === 'POST' ? new URLSearchParams({}) : undefined,
  })
  // A stream of news never ends: that it began is the answer.
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body?.cancel()
    return { status: answer.status, refused: false, silent: false }
  }
  const text = await answer.text()
  // A page of the place says of each feed when it was last heard, and which one is late.
  const isPage = answer.status === 200 && /<footer class="cc-footer/.test(text)
  const silent = isPage && !/Last heard from.*never \(late\)/s.test(text)
  // Who has no first page is led to what is theirs.
  const refused =
    (answer.status === 403 && text.includes('This page is not open to you')) ||
    (url === '/' && answer.status === 303)
  return { status: answer.status, refused, silent }
}

test('every route opens for those whom a clause lets, and for nobody else', async (t) => {
  const { origin, routes } = await openSouthmere(t)
  const walked = routes.filter(
    ({ method, url }) => ['GET', 'POST'].includes(method) && url !== '/sign-out',
  )
  assert.ok(walked.length > 25)
  const personas = readPersonas(SOUTHMERE).flatMap(({ people }) => people)
  const wrong: string[] = []
  for (const persona of personas) {
    const cookie = await signIn(origin, persona.id)
    const [purpose] = purposesOf(persona.role)
    const home = await fetch(new URL('/agreement', origin), {
      headers: { accept: 'text/html', cookie },
    })
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await home.text())![1]!
    for (const route of walked) {
      const { status, refused, silent } = await answerTo(origin, cookie, csrf, route)
      const allowed =
        route.action === PUBLIC ||
        may(
          { role: persona.role, organisation: persona.organisation ?? '' },
          purpose!,
          route.action,
        )
      const said = `${persona.id}, ${purpose}: ${route.method} ${route.url} (${route.action})`
      if (refused === allowed) wrong.push(`${said}: ${refused ? 'refused' : 'opened'}`)
      if (silent) wrong.push(`${said}: says not what has not been heard`)
      if (status >= 500 && route.url !== '/readyz') wrong.push(`${said}: ${status}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('every action that a route names is declared by a room, and some clause lets somebody do it', () => {
  const granted = new Set(clauses.flatMap(({ does = [] }) => does))
  assert.deepEqual(
    actions.map(({ name }) => name).filter((name) => !granted.has(name)),
    [],
  )
})
