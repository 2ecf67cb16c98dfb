import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openTestPlace } from '../../test/open-place.ts'
import { purposesOf } from '../access/index.ts'
import { actorAt } from '../agreement/index.ts'
import { newId, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readPersonas } from '../shell/index.ts'
import { pageTestApp } from '../shell/testing.ts'
import type { FeedRow } from './feed-kind.ts'
import { loadFiles } from './load-files.ts'
import { listQuarantine } from './quarantine.ts'
import { register } from './register.ts'

/** Something that cannot be read from each feed of Southmere, and from a source that no clause names. */
async function openSouthmere(t: TestContext) {
  const opened = await openTestPlace(t)
  const { place, dataFolder } = opened
  const feeds = place.agreement.current()!.table<FeedRow>('feed')
  const bad = '{"resourceType":"Patient","id":"H1","birthDate":"2026-02-31"}\n{}\n'
  const path = join(dataFolder, 'bad.ndjson')
  writeFileSync(path, bad)
  const answer = join(dataFolder, 'bad.dat')
  writeFileSync(answer, 'not a number\n')
  const table = join(dataFolder, 'bad.csv')
  writeFileSync(table, await badReturn())
  for (const { id, gives } of feeds) {
    if (gives.includes('opt-outs')) continue
    const file = gives.includes('council-care') ? table : path
    await loadFiles(place, [file], id)
  }
  await loadFiles(place, [path], 'nobody-named')
  const { items } = await listQuarantine(place.databases.care.short)
  return { ...opened, feeds, items }
}

async function badReturn(): Promise<string> {
  const { CLD_COLUMNS } = await import('./cld-columns.ts')
  return `${CLD_COLUMNS.join(',')}\n${CLD_COLUMNS.map(() => 'x').join(',')}\n`
}

/** Everybody of the made-up place, for each purpose that they may have. */
function viewersOf(place: Place): Viewer[] {
  const agreement = place.agreement.current()!
  return readPersonas(place.settings.placeFolder)
    .flatMap(({ people }) => people)
    .flatMap((persona) => {
      const { id, name, role, organisation = '', unit, nhsNumber } = persona
      const actor = actorAt(agreement, { id, name, role, organisation, unit, nhsNumber })
      return purposesOf(agreement, role).map((purpose) => ({ actor, purpose: purpose.id }))
    })
}

test('a partner sees its own quarantine and nobody else’s, whoever asks and whatever for', async (t) => {
  const { place, feeds, items } = await openSouthmere(t)
  const partyOf = (source: string) => feeds.find(({ id }) => id === source)?.party
  assert.ok(new Set(items.map(({ source }) => source)).size > 3)
  let shown = 0
  for (const viewer of viewersOf(place)) {
    const mayReplay = place.whyNot(viewer, 'intake.replay') === undefined
    const deps = { clock: place.clock, mayOpen: () => undefined }
    const app = await pageTestApp({ viewer, deps })
    register(app, place)
    const { body } = await app.inject('/intake/quarantine')
    await app.close()
    for (const { id, source } of items) {
      const party = partyOf(source)
      // That a feed which is kept apart sent anything is told to nobody, its own party among them.
      const isApart = feeds.find((feed) => feed.id === source)?.apart !== undefined
      const isTheirs = party === undefined ? mayReplay : party === viewer.actor.organisation
      const isOwn = isTheirs && !isApart
      const isShown = new RegExp(`Item ${id}\\b`).test(body)
      assert.equal(isShown, isOwn, `${viewer.actor.id} ${viewer.purpose}: ${source}`)
      if (isShown) shown += 1
    }
  }
  assert.ok(shown > 10)
})

test('nobody reads again what another party sent, one by one or all at once', async (t) => {
  const { place, feeds, items } = await openSouthmere(t)
  const partyOf = (source: string) => feeds.find(({ id }) => id === source)?.party
  const asked = { one: 0, refused: 0 }
  const sources = [...new Set(items.map(({ source }) => source))]
  const acts = [
    ...items.map(({ id, source }) => ({ source, name: 'intake.replay', input: { id } })),
    ...sources.map((source) => ({ source, name: 'intake.replay-many', input: { source } })),
  ]
  for (const viewer of viewersOf(place)) {
    const mayReplay = place.whyNot(viewer, 'intake.replay') === undefined
    const answers = acts.map(async ({ source, name, input }) => {
      const answer = await place.call(name, { viewer, input, dryRun: true, key: newId() })
      const party = partyOf(source)
      const own = party === undefined || party === viewer.actor.organisation
      const may = mayReplay && own
      assert.equal(answer.ok, may, `${viewer.actor.id} ${source}: ${JSON.stringify(answer)}`)
      asked[may ? 'one' : 'refused'] += 1
    })
    await Promise.all(answers)
  }
  assert.ok(asked.one > 4 && asked.refused > 50, JSON.stringify(asked))
})

test('all of one reason is read again at once, and what would change is said first', async (t) => {
  const { place, dataFolder } = await openTestPlace(t)
  const run = (input: object, dryRun: boolean) =>
    place.call('intake.replay-many', { viewer: joan(place), input, dryRun })
  const row = (id: string) => `{"resourceType":"Patient","id":"${id}","birthDate":"2026-02-31"}`
  const path = join(dataFolder, 'held.ndjson')
  writeFileSync(path, `${row('H1')}\n${row('H2')}\n{}\n`)
  await loadFiles(place, [path], 'mere-general')
  const { items } = await listQuarantine(place.databases.care.short)
  const { reason } = items.find(({ reason: why }) => why.includes('31 February'))!
  const all = await run({ source: 'mere-general' }, true)
  assert.deepEqual(all.ok && all.result, { items: 3, parsed: 0, new: 0, changed: 0, left: 0 })
  await place.databases.owner.short.query(
    `update intake.item set reason = 'of a reader that is mended' where reason = $1`,
    [reason],
  )
  await mend(place)
  const input = { source: 'mere-general', reason: 'of a reader that is mended' }
  const would = await run(input, true)
  assert.ok(would.ok)
  assert.deepEqual(would.result, { items: 2, parsed: 2, new: 4, changed: 0, left: 0 })
  assert.equal((await listQuarantine(place.databases.care.short)).total, 3)
  const done = await run(input, false)
  assert.deepEqual(done.ok && done.result, would.result)
  assert.equal((await listQuarantine(place.databases.care.short)).total, 1)
  const again = await run(input, false)
  assert.ok(!again.ok && 'refusal' in again && again.refusal.code === 'nothing-there')
})

function joan(place: Place): Viewer {
  const asked = { id: 'david.osei', name: 'David Osei', role: 'governance-lead' }
  const organisation = 'mere-general'
  const actor = actorAt(place.agreement.current()!, { ...asked, organisation })
  return { actor, purpose: 'governance' }
}

/** As if a later version of the program could read what this one cannot. */
async function mend({ databases }: Place): Promise<void> {
  const { pack, unpack } = await import('./pack.ts')
  const { rows } = await databases.owner.short.query<{ first: string; bytes: Buffer }>(
    'select first, bytes from intake.pack',
  )
  for (const { first, bytes } of rows) {
    const items = unpack(bytes).map((item) => {
      const text = item.bytes!.toString().replace('02-31', '02-28')
      return { ...item, bytes: Buffer.from(text), size: text.length }
    })
    const values = [first, await pack(items)]
    await databases.owner.short.query('update intake.pack set bytes = $2 where first = $1', values)
  }
}
