import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readPersonas } from '../src/shell/index.ts'
import { Visitor } from '../src/shell/testing.ts'
import { startPlace } from './running-place.ts'

/**
 * Everybody who can be somebody in the made-up place signs in, for each purpose that they may look for: nobody's first
 * page is empty, and what is new of a list stands above it.
 */
const SOUTHMERE = join(import.meta.dirname, '../places/southmere')
/** Something that is there: a person on a list, a thing to do, a figure, a fact. */
const TOLD =
  /<tbody[^>]*><tr|class="cc-todo"|class="cc-figures?[ "]|nhsuk-summary-list__row|cc-figure/g

test('everybody’s first page says something true', async (t) => {
  const place = await startPlace(t, { people: 60 })
  for (const persona of readPersonas(SOUTHMERE).flatMap(({ people }) => people)) {
    const visitor = new Visitor(place.origin)
    await visitor.signIn(persona.id, '/')
    const first = await page(visitor)
    const purposes = [...first.matchAll(/<button[^>]*name="purpose"[^>]*>/g)].map(
      ([button]) => /value="([\w-]+)"/.exec(button)![1]!,
    )
    await t.test(persona.id, () => check(first))
    for (const purpose of purposes)
      await t.test(`${persona.id} for ${purpose}`, async () => {
        const _csrf = await visitor.token('/')
        await visitor.go('/purpose', { purpose, return: '/', _csrf })
        check(await page(visitor))
      })
  }
})

async function page(visitor: Visitor): Promise<string> {
  const answer = await visitor.follow(await visitor.go('/'))
  assert.equal(answer.status, 200)
  return answer.text()
}

function check(html: string): void {
  // A nonce is drawn by lot, and may read as anything.
  const body = html.replaceAll(/ nonce="[^"]*"/g, '')
  const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'))
  assert.match(main, /<h1[^>]*>[^<]{5,}/)
  assert.ok(main.match(TOLD), `nothing is told:\n${main.replace(/<[^>]+>/g, ' ')}`)
  assert.doesNotMatch(main, /undefined|NaN|\[object|\bnull\b/)
  const [live, table] = [main.indexOf('data-live='), main.indexOf('data-live-rows')]
  if (table >= 0)
    assert.ok(live >= 0 && live < table, 'that something is new stands above the list')
}
