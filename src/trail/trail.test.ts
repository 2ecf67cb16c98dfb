import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS, isRefusal, openLog, type PersonId, refuse } from '../kernel/index.ts'
import { somebody } from '../kernel/testing.ts'
import type { Command } from './command.ts'
import { writeEntry } from './entry.ts'
import { eraseEntries, openTrail, verifyPlace } from './index.ts'
import { copyEntries } from './queries.ts'
import { coordinator, socialWorker, testTrail, witnessedTrail } from './testing.ts'

const note: Command<{ text: string }, { said: string }, 'no'> = {
  basis: 'public',
  name: 'test.note',
  async run({ announce }, { text }) {
    if (text === 'no') return refuse('no', 'Not that.')
    announce('test.noted', text)
    return { result: { said: text }, entry: { text } }
  },
}

test('a command leaves one entry, the same key gives the same answer, other input is refused', async (t) => {
  const { trail, databases } = await testTrail(t)
  const call = { viewer: coordinator, input: { text: 'a' }, key: 'k1' }
  assert.deepEqual(await trail.run(note, call), { said: 'a' })
  assert.deepEqual(await trail.run(note, call), { said: 'a' })
  const other = await trail.run(note, { ...call, input: { text: 'b' } })
  assert.ok(isRefusal(other) && other.code === 'key-used')
  const stranger = await trail.run(note, { ...call, viewer: socialWorker })
  assert.ok(isRefusal(stranger) && stranger.code === 'key-used')
  const { rows } = await databases.care.short.query<{ text: string }>(
    'select text from trail.entry',
  )
  const entries = rows.map(({ text }) => JSON.parse(text))
  const [written, ...others] = entries.filter(({ entry }) => entry !== undefined)
  assert.deepEqual(others, [])
  assert.deepEqual(
    entries.flatMap(({ refused, actor }) => (refused ? [[actor.id, refused.code]] : [])).sort(),
    [
      ['ana.reid', 'key-used'],
      ['priya.shah', 'key-used'],
    ],
  )
  assert.deepEqual(written.entry, { text: 'a' })
  assert.equal(written.actor.id, 'priya.shah')
  assert.equal(written.command, 'test.note')
})

test('a refused command leaves an entry of the refusal alone, a dry run nothing; the key stays free', async (t) => {
  const { trail, databases } = await testTrail(t)
  const refused = await trail.run(note, { viewer: coordinator, input: { text: 'no' }, key: 'k' })
  assert.ok(isRefusal(refused))
  const call = { viewer: coordinator, input: { text: 'a' }, key: 'k' }
  assert.deepEqual(await trail.run(note, { ...call, dryRun: true }), { said: 'a' })
  const count =
    'select (select count(*) from trail.entry) + (select count(*) from kernel.news) as n'
  const { rows } = await databases.owner.short.query<{ n: string }>(count)
  assert.equal(rows[0]!.n, '1')
  assert.deepEqual(await trail.run(note, call), { said: 'a' })
})

test('a command whose text holds half a character is refused in words', async (t) => {
  const { trail } = await testTrail(t)
  const call = { viewer: coordinator, input: { text: 'a\ud83d' }, key: 'k' }
  const answer = await trail.run(note, call)
  assert.ok(isRefusal(answer) && answer.code === 'unwritable-text', JSON.stringify(answer))
})

test('many callers with one key: one does it, all get its answer', async (t) => {
  const { trail, databases } = await testTrail(t)
  const call = { viewer: coordinator, input: { text: 'a' }, key: 'k' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => trail.run(note, call)))
  for (const answer of answers) assert.deepEqual(answer, { said: 'a' })
  const { rows } = await databases.care.short.query('select from trail.entry')
  assert.equal(rows.length, 1)
})

test('the care role cannot change or delete anything, nor number anything', async (t) => {
  const { trail, databases } = await testTrail(t)
  const person = somebody()
  await trail.run(note, { viewer: coordinator, input: { text: 'a' }, key: 'k' })
  await trail.look(coordinator, [lookAt(person)])
  await trail.sequence()
  const tables = [
    'entry',
    'command_key',
    'look',
    'look_again',
    'leaf',
    'tile',
    'checkpoint',
    'witness',
  ]
  for (const table of tables) {
    const column =
      { witness: 'name', command_key: 'key', checkpoint: 'note', tile: 'root' }[table] ?? 'at'
    const refused = { code: '42501' }
    const { short } = databases.care
    await assert.rejects(short.query(`delete from trail.${table}`), refused)
    await assert.rejects(short.query(`truncate trail.${table}`), refused)
    if (table !== 'leaf') {
      await assert.rejects(short.query(`update trail.${table} set ${column} = ${column}`), refused)
    }
  }
  for (const statement of [
    'update trail.leaf set data = data',
    "insert into trail.leaf values (9, gen_random_uuid(), sha256(''))",
    'insert into trail.checkpoint select 9, at, note, leaves, cluster, seen from trail.checkpoint',
    `insert into trail.entry (id, at, kind, text, salt, data, xid)
     values (gen_random_uuid(), now(), 'look', '', 'aaaaaaaaaaaaaaaa', sha256(''), '1')`,
  ]) {
    await assert.rejects(databases.care.short.query(statement), { code: '42501' })
  }
  for (const statement of [
    'delete from trail.leaf',
    'update trail.entry set text = text',
    'delete from trail.checkpoint',
  ]) {
    await assert.rejects(databases.log.short.query(statement), { code: '42501' })
  }
})

test('looks carry running numbers, and the same again within the hour extends the look', async (t) => {
  const { trail, databases } = await testTrail(t)
  const [a, b] = [somebody(), somebody()]
  const [first] = await trail.look(coordinator, [lookAt(a, b)])
  assert.deepEqual(first!.numbers, { [a]: 1, [b]: 1 })
  const [again] = await trail.look(coordinator, [lookAt(b, a)])
  assert.equal(again!.entryId, first!.entryId)
  const [other] = await trail.look(socialWorker, [lookAt(a)])
  assert.deepEqual(other!.numbers, { [a]: 2 })
  const looks = await trail.looksAt([a, b])
  assert.deepEqual(
    looks.map(({ number, times, actor }) => [actor.name, number, times]),
    [
      ['Ana Reid', 2, 1],
      ['Priya Shah', 1, 2],
    ],
  )
  assert.deepEqual((await trail.looksAt([a, b], { before: looks[0]!.entryId })).length, 1)
  const since = '2020-01-01T00:00:00Z'
  assert.deepEqual(await trail.lookCounts([a, b], since), { people: 2, looks: 2 })
  assert.equal(await trail.lookersBeside([a, b], since, 'nobody'), 2)
  assert.equal(await trail.lookersBeside([a, b], since, socialWorker.actor.id), 1)
  // Two looks, and one entry that says that the first was shown again.
  const { rows } = await databases.care.short.query('select from trail.entry')
  assert.equal(rows.length, 3)
})

test('refused looks are counted, with how many people they were', async (t) => {
  const { trail } = await testTrail(t)
  const look = (outcome: 'allowed' | 'refused') => ({
    identity: [somebody()],
    what: 'person page',
    outcome,
    clause: '6.1',
  })
  await trail.look(coordinator, [look('refused'), look('allowed'), look('refused')])
  await trail.look(socialWorker, [look('refused')])
  const since = new Date(Date.now() - 60_000)
  assert.deepEqual(await trail.refusedLooks(since), { people: 2, looks: 3 })
  const later = new Date(Date.now() + 365 * DAY_MS)
  assert.deepEqual(await trail.refusedLooks(later), { people: 0, looks: 0 })
})

test('a withheld look tells its number, its clause and when it opens, and nothing else', async (t) => {
  const { trail } = await testTrail(t)
  const person = somebody()
  const withheld = { clause: '7.3', until: '2999-01-01T00:00:00Z' }
  await trail.look(socialWorker, [{ ...lookAt(person), withheld }])
  const [look] = await trail.looksAt([person])
  assert.equal(look!.number, 1)
  assert.equal(look!.clause, '7.3')
  assert.equal(look!.withheldUntil, '2999-01-01T00:00:00.000Z')
  assert.ok(!JSON.stringify(look).includes('ana.reid') && !JSON.stringify(look).includes('Ana'))
})

test('many looks at the same people at once: numbers run without a gap', async (t) => {
  const { trail, databases, settings } = await testTrail(t)
  const second = await openTrail({
    databases,
    clock: { now: () => new Date() },
    log: openLog('silent'),
    settings,
  })
  t.after(() => second.close())
  const people = Array.from({ length: 5 }, () => somebody())
  const work = Array.from({ length: 120 }, (_, at) => {
    const viewer = { ...coordinator, actor: { ...coordinator.actor, id: `user-${at}` } }
    const chosen = people.filter((_, place) => (at + place) % 3 !== 0)
    return (at % 2 === 0 ? trail : second).look(viewer, [lookAt(...chosen)])
  })
  await Promise.all(work)
  const { rows } = await databases.care.short.query<{ person_id: string; n: string; top: string }>(
    'select person_id, count(*) as n, max(number) as top from trail.look group by person_id',
  )
  for (const { n, top } of rows) assert.equal(n, top)
  assert.equal(
    rows.reduce((sum, { n }) => sum + Number(n), 0),
    120 * 5 - 200,
  )
})

test('an erased entry is gone for good, and the log says so and stays in order', async (t) => {
  const { trail, databases, place } = await witnessedTrail(t)
  const person = somebody()
  const [look] = await trail.look(coordinator, [lookAt(person)])
  const erasure = { entries: [look!.entryId], clause: '9.1', reason: 'ordered by the court' }
  const early = await eraseEntries(databases.owner, socialWorker, erasure, new Date())
  assert.ok(isRefusal(early))
  await trail.sequence()
  const id = await eraseEntries(databases.owner, socialWorker, erasure, new Date())
  assert.ok(typeof id === 'string')
  assert.deepEqual((await verifyPlace(place)).faults, [])
  assert.equal((await trail.looksAt([person]))[0]!.what, 'no longer kept')
  assert.ok((await trail.exportBundle([person])).entries[0]!.erased)
  for (const entries of [[look!.entryId], [id], []]) {
    const again = await eraseEntries(
      databases.owner,
      socialWorker,
      { ...erasure, entries },
      new Date(),
    )
    assert.ok(isRefusal(again))
  }
})

test('entries that are copied in are, byte for byte, the entries that were written', async (t) => {
  const { databases } = await testTrail(t)
  const texts = ['plain', 'a\\b "q" \t\n\r\u0000 \\N \\.', 'é 😀 \u2028', '']
  const entries = texts.map((text) => writeEntry('command', new Date(), { text }))
  await databases.care.copying((tx) => copyEntries(tx, entries))
  const { rows } = await databases.care.short.query<(typeof entries)[number]>(
    'select id, at, kind, text, salt, data from trail.entry order by id',
  )
  const read = rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
  assert.deepEqual(read.toSorted(byId), entries.toSorted(byId))
})

test('a look that the database refuses fails alone', async (t) => {
  const { trail } = await testTrail(t)
  const bad = { ...lookAt(somebody()), withheld: { clause: '1', until: 'never' } }
  const answers = await Promise.allSettled([
    trail.look(coordinator, [lookAt(somebody())]),
    trail.look(coordinator, [bad]),
    trail.look(coordinator, [lookAt(somebody())]),
    trail.look(coordinator, [{ ...lookAt(), identity: ['x' as PersonId] }]),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
  )
})

function lookAt(...identity: PersonId[]) {
  return { identity, what: 'person page', outcome: 'allowed' as const, clause: '4.2' }
}
