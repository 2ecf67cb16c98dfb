import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { somebody } from '../../kernel/testing.ts'
import { pageTestApp } from '../../shell/testing.ts'
import { register } from '../register.ts'
import { CHANGES, rehearse, SAYINGS } from '../rehearsal.ts'
import { coordinator, lookOften, testTrail, witnessedTrail } from '../testing.ts'
import type { Trail } from '../trail.ts'

async function page(
  t: TestContext,
  trail: Trail,
  path: string,
  mode: 'made-up' | 'live' = 'made-up',
) {
  const app = await pageTestApp({ viewer: path.startsWith('/public') ? undefined : coordinator })
  const clock = { now: () => new Date() }
  register(app, { trail, clock, settings: { mode, origin: 'http://localhost:8080' } })
  t.after(() => app.close())
  const answer = await app.inject(path)
  assert.equal(answer.statusCode, 200)
  return answer.body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
}

test('the page says how much is written down and who has confirmed it', async (t) => {
  const { trail } = await witnessedTrail(t)
  await lookOften(trail, [somebody()], 3)
  await trail.sequence()
  await trail.confirm()
  const text = await page(t, trail, '/public/trail')
  assert.match(text, /Can anybody rewrite this\?/)
  assert.match(text, /3 things written down/)
  assert.match(
    text,
    /Not without being noticed.*All 3 entries are confirmed by a witness of each side/,
  )
  assert.match(text, /since nhs\.southmere\.example\/witness confirmed 3/)
  assert.match(text, /key of the log and a witness of every side in one hand: then nobody/)
  assert.match(text, /trail verify http:\/\/localhost:8080\/trail/)
  for (const { vkey } of trail.published.keys) assert.ok(text.includes(vkey))
})

test('with nothing written down, and with no witness, the page says so', async (t) => {
  const { trail } = await testTrail(t)
  assert.match(await page(t, trail, '/trail'), /Nothing has been written down yet/)
  await lookOften(trail, [somebody()], 1)
  await trail.sequence()
  assert.match(
    await page(t, trail, '/trail'),
    /No witness confirms this log: nobody but its keeper/,
  )
})

test('changing the copy shows what the check says, without script', async (t) => {
  const { trail } = await testTrail(t)
  const text = await page(t, trail, '/trail?entry=3&change=text')
  assert.match(text, /Entry 3: you changed what it says.*Entry 3: Its text was changed/)
  assert.match(await page(t, trail, '/trail?entry=99&change=text'), /Try to rewrite it/)
  assert.doesNotMatch(
    await page(t, trail, '/trail?entry=3&change=text', 'live'),
    /Try to rewrite it/,
  )
})

test('whatever is done to the copy is caught, and the top of the tree is another one', () => {
  assert.deepEqual(rehearse().faults, [])
  assert.ok(rehearse().nodes.every(({ changed }) => !changed))
  for (const change of CHANGES) {
    for (const place of SAYINGS.keys()) {
      const { faults, nodes } = rehearse(change, place)
      assert.ok(faults.length > 0, `${change} ${place}`)
      assert.ok(nodes.at(-1)!.changed, `${change} ${place}`)
    }
  }
})
