import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { Visitor } from '../src/shell/testing.ts'
import { statementsOf } from './counted-statements.ts'
import { openTestPlace } from './open-place.ts'

/**
 * What each persona's first page asks of the database, in a small county and in one that is several times as large:
 * the same statements, as often. What grows with what is stored would show here.
 */
const PERSONAS = join(import.meta.dirname, '../places/southmere/personas.yaml')
const STATEMENTS_MAX = 30

async function county(t: TestContext, people: number) {
  const out = mkdtempSync(join(tmpdir(), 'concordat-county-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people, seed: 'pages', out, asOf: '2026-03-10' })
  const { place, listen, settle } = await openTestPlace(t)
  for (const [folder, source] of [
    ['hospital', 'mere-general'],
    ['gp', 'southmere-gp'],
    ['council', 'southmere-council'],
  ] as const) {
    const names = readdirSync(join(out, folder)).sort()
    const paths = names.map((name) => join(out, folder, name))
    await loadFiles(place, paths, source)
    await settle()
  }
  await listen()
  return async (persona: string, path: string) => {
    const visitor = new Visitor(place.settings.origin)
    await visitor.signIn(persona)
    // Whatever is read once and kept is read now.
    await visitor.go(path)
    const loads: string[][] = []
    while (loads.length < 3) {
      const statements = await statementsOf(async () => {
        const answer = await visitor.follow(await visitor.go(path))
        assert.equal(answer.status, 200, `${persona} ${path}`)
        await answer.text()
      })
      loads.push(statements.filter((one) => !BACKGROUND.test(one)).sort())
    }
    // What is kept for a second is read in one of them.
    return loads.sort((a, b) => a.length - b.length)[0]!
  }
}

/** What the place does by itself meanwhile. */
const BACKGROUND = /^(kernel\.(newsAfter|dueErrands)|select pg_try|notify|trail\.(tryLock|newest))/

function personas(): string[] {
  const text = readFileSync(PERSONAS, 'utf8')
  return [...text.matchAll(/\bid: ([a-z]+\.[a-z]+)/g)].map(([, id]) => id!)
}

test('no persona’s first page asks more of a large county than of a small one', async (t) => {
  const small = await county(t, 30)
  const large = await county(t, 150)
  for (const persona of personas()) {
    const [few, many] = [await small(persona, '/'), await large(persona, '/')]
    t.diagnostic(`${persona}: ${many.length}`)
    assert.ok(many.length <= few.length + 2, `${persona}: ${few.join(' ')} / ${many.join(' ')}`)
    assert.ok(many.length <= STATEMENTS_MAX, `${persona}: ${many.join(' ')}`)
  }
})
