import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { PowerRow } from '../src/access/index.ts'
import { actorAt } from '../src/agreement/index.ts'
import { markUnseen, newId, type Viewer } from '../src/kernel/index.ts'
import type { Place } from '../src/main.ts'
import { readPersonas, routesOf } from '../src/shell/index.ts'
import { WORDS } from './every-word.ts'
import { openTestPlace } from './open-place.ts'
import { signIn } from './sign-in.ts'

const LARGE = 'x'.repeat(1 << 20)
const ASKED = [...Object.values(WORDS), LARGE, '', ' ', '-1', '2026-02-30', newId()]

/** Somebody whom a clause lets do it. */
function whoMay(place: Place, action: string): Viewer | undefined {
  const agreement = place.agreement.current()!
  const people = readPersonas(place.settings.placeFolder!).flatMap((group) => group.people)
  const powers = agreement.table<PowerRow & { heldAt?: string[] }>('power')
  for (const { role, purpose, does } of powers) {
    if (!does.includes(action)) continue
    for (const persona of people.filter((one) => one.role === role)) {
      const viewer = { actor: actorAt(agreement, persona), purpose }
      if (place.whyNot(viewer, action) === undefined) return viewer
    }
  }
  return undefined
}

type Drawn = {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Drawn[]
  items?: Drawn
  properties?: Record<string, Drawn>
  required?: string[]
}

/** What may stand in a field as it is drawn, so that all but one field is as it should be. */
function fitting(drawn: Drawn): unknown {
  if (drawn.const !== undefined) return drawn.const
  if (drawn.enum !== undefined) return drawn.enum[0]
  if (drawn.anyOf !== undefined) return fitting(drawn.anyOf[0]!)
  if (drawn.type === 'object') return filled(drawn)
  if (drawn.type === 'array') return [fitting(drawn.items ?? {})]
  if (drawn.type === 'number' || drawn.type === 'integer') return 1
  if (drawn.type === 'boolean') return true
  return newId()
}

function filled({ properties = {} }: Drawn): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, fitting(one)]))
}

/** The input with a word in each of its fields, and with each word as a further one. */
function* inputs(drawn: Drawn): Generator<unknown> {
  const base = filled(drawn)
  for (const word of ASKED) {
    for (const name of Object.keys(base)) {
      yield { ...base, [name]: word }
      yield { ...base, [name]: [word] }
      yield { ...base, [name]: { [word.slice(0, 100)]: word } }
    }
    yield JSON.parse(
      `{${JSON.stringify(word.slice(0, 100))}:{"x":1},${JSON.stringify(base).slice(1)}`.replace(
        ',}',
        '}',
      ),
    )
    yield word
    yield [word]
  }
}

test('whatever word a command is given wherever, it is done or refused in words, and quoted by no fault', async (t) => {
  const { place } = await openTestPlace(t)
  let asked = 0
  const codes = new Set<string>()
  for (const { name, input, basis } of place.commands) {
    const action = typeof basis === 'string' ? undefined : basis.action
    const viewer = action === undefined ? whoMay(place, 'trail.read') : whoMay(place, action)
    if (viewer === undefined) continue
    const drawn = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Drawn
    for (const given of inputs(drawn)) {
      asked += 1
      const answer = await place.call(name, { viewer, input: given }).catch((error: unknown) => {
        throw new Error(`${name} ${JSON.stringify(given).slice(0, 300)}`, { cause: error })
      })
      const said = 'faults' in answer ? answer.faults.map(({ sentence }) => sentence).join(' ') : ''
      assert.ok(!said.includes(WORDS.canary), said)
      if ('refusal' in answer) codes.add(answer.refusal.code)
    }
  }
  // A refusal that says no more than that something could not be kept is a check that is missing.
  assert.ok(!codes.has('cannot-be-kept'))
  assert.ok(asked > 500, `${asked}`)
})

/** Names that pages read of an address, and those that nothing does. */
const NAMES =
  'page order show q source kind side looks notes from to month item person return at'.split(' ')

test('whatever word an address holds wherever, the page is drawn or says what is wrong', async (t) => {
  const { place, listen } = await openTestPlace(t)
  const app = await listen()
  const { origin } = place.settings
  const routes = routesOf(app).filter(({ method, url }) => method === 'GET' && url !== '/sign-out')
  for (const person of ['priya.shah', 'helen.marlow']) {
    const cookie = await signIn(origin, person)
    for (const { url } of routes) {
      for (const word of [...Object.values(WORDS), 'x'.repeat(4_000)]) {
        const written = encodeURIComponent(word.toWellFormed())
        const query = [...NAMES, ...Object.values(WORDS).map((one) => one.toWellFormed())]
          .map(
            (name) =>
              `${encodeURIComponent(name)}=${encodeURIComponent(word.slice(0, 50).toWellFormed())}`,
          )
          .join('&')
        const path = url.replace(/:\w+/g, written).replace('*', written)
        for (const address of url.includes(':')
          ? [path, `${path}?${query}`]
          : [`${path}?${query}`]) {
          const answer = await fetch(new URL(address, origin), {
            redirect: 'manual',
            headers: { accept: 'text/html', cookie },
          })
          const streams = answer.headers.get('content-type')?.startsWith('text/event-stream')
          const text = streams ? '' : await answer.text()
          if (streams) await answer.body?.cancel()
          if (url !== '/readyz')
            assert.ok(answer.status < 500, `${person} ${answer.status} ${address.slice(0, 200)}`)
          const page = answer.headers.get('content-type')?.startsWith('text/html') ? text : ''
          assert.equal(markUnseen(page), page, address.slice(0, 200))
        }
      }
    }
  }
})
