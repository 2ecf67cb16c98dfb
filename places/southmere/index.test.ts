import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { CannotGenerate, generate } from './index.ts'
import { AS_OF, folderFor } from './reading-extracts.ts'

/** Every file's path and bytes as one hash. */
function hashOf(folder: string): string {
  const hash = createHash('sha256')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  for (const path of paths) {
    if (!statSync(join(folder, path)).isDirectory())
      hash.update(path).update(readFileSync(join(folder, path)))
  }
  return hash.digest('hex')
}

async function hashFor(out: string, seed: string, asOf: string, people = 400): Promise<string> {
  await generate({ people, seed, out, asOf })
  return hashOf(out)
}

test('the same seed, size and day give the same bytes; any other gives others', async (t) => {
  const folder = folderFor(t)
  const first = await hashFor(join(folder, 'a'), 'seed', AS_OF)
  assert.equal(await hashFor(join(folder, 'b'), 'seed', AS_OF), first)
  assert.equal(
    await hashFor(join(folder, 'a'), 'seed', AS_OF),
    first,
    'made again in the same folder',
  )
  assert.notEqual(await hashFor(join(folder, 'b'), 'other', AS_OF), first)
  assert.notEqual(await hashFor(join(folder, 'b'), 'seed', '2026-03-04'), first)
  assert.notEqual(await hashFor(join(folder, 'b'), 'seed', AS_OF, 401), first)
  assert.deepEqual(readdirSync(folder).sort(), ['a', 'b'], 'nothing is left beside them')
})

test('it says what it made, as the files are', async (t) => {
  const out = join(folderFor(t), 'place')
  const made = await generate({ people: 150, seed: '1', out, asOf: AS_OF })
  for (const { path, bytes } of made.files)
    assert.equal(statSync(join(out, path)).size, bytes, path)
  const people = made.files.find(({ path }) => path === 'truth/people.csv')!
  assert.equal(people.items, 150)
  assert.equal(
    made.items,
    made.files.reduce((sum, { items }) => sum + items, 0),
  )
})

test('every size from one person on is made in full', async (t) => {
  const out = join(folderFor(t), 'place')
  for (const people of [1, 7, 15, 16, 17, 100]) {
    const { files } = await generate({ people, seed: 'few', out, asOf: AS_OF })
    assert.equal(files.find(({ path }) => path === 'truth/people.csv')!.items, people)
  }
})

test('what it did not make it does not touch', async (t) => {
  const out = folderFor(t)
  mkdirSync(join(out, 'council'))
  writeFileSync(join(out, 'council', 'mine.txt'), 'mine')
  await assert.rejects(generate({ people: 10, seed: '1', out, asOf: AS_OF }), CannotGenerate)
  assert.equal(readFileSync(join(out, 'council', 'mine.txt'), 'utf8'), 'mine')
})

test('stopped half way it leaves nothing', async (t) => {
  const out = join(folderFor(t), 'place')
  const stop = new AbortController()
  const onProgress = () => stop.abort()
  await assert.rejects(
    generate({ people: 5000, seed: '1', out, asOf: AS_OF, onProgress, signal: stop.signal }),
  )
  assert.ok(!existsSync(out))
  assert.deepEqual(readdirSync(dirname(out)), [])
})

test('what cannot be made is refused by name', async () => {
  const out = join('nowhere', 'at', 'all')
  for (const [wrong, where] of [
    [{ people: 0 }, '--people'],
    [{ people: 3_000_000 }, '--people'],
    [{ asOf: '2026-02-30' }, '--as-of'],
    [{ asOf: '2019-01-01' }, '--as-of'],
  ] as const) {
    const asked = { people: 10, seed: '1', out, asOf: AS_OF, ...wrong }
    await assert.rejects(
      generate(asked),
      (error) => error instanceof CannotGenerate && error.where === where,
    )
  }
})
