import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkInclusion, hashLeaf } from '../../test/independent-verifier.ts'
import {
  type Databases,
  openLog,
  type PersonId,
  systemClock,
  type Viewer,
} from '../kernel/index.ts'
import { somebody } from '../kernel/testing.ts'
import { eraseEntries, openTrail, verifyPlace, verifyTakenHome } from './index.ts'
import type { ListRequest } from './list-look.ts'
import {
  coordinator,
  lookOften,
  socialWorker,
  testSettings,
  testTrail,
  witnessedTrail,
} from './testing.ts'
import type { Trail } from './trail.ts'

/** A list that is shown is one entry; each of its people has their own number, proof and page all the same. */
const SINCE = '2020-01-01T00:00:00Z'

function listOf(
  identities: readonly (readonly PersonId[])[],
  what = 'ward list',
  outcome: 'allowed' | 'refused' = 'allowed',
): ListRequest {
  const people = identities.map((identity) => ({ identity: [...identity], outcome, clause: '4.2' }))
  return { what, people }
}

function identities(count: number): PersonId[][] {
  return Array.from({ length: count }, () => [somebody(), somebody()])
}

function viewerOf(id: string): Viewer {
  return { ...coordinator, actor: { ...coordinator.actor, id } }
}

async function count({ care }: Databases): Promise<Record<string, number>> {
  const tables = ['entry', 'list', 'look', 'look_again']
  const counts = tables.map(async (table) => {
    const { rows } = await care.short.query<{ n: string }>(
      `select count(*) as n from trail.${table}`,
    )
    return [table, Number(rows[0]!.n)] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

test('a list of a hundred is one entry, and the same again one row for the list', async (t) => {
  const { trail, databases } = await testTrail(t)
  const people = identities(100)
  const [martha] = people
  await trail.look(socialWorker, [
    { identity: martha!, what: 'person page', outcome: 'allowed', clause: '4.2' },
  ])
  const first = await trail.lookAtList(coordinator, listOf(people))
  assert.deepEqual(await count(databases), { entry: 2, list: 1, look: 202, look_again: 0 })
  assert.deepEqual(Object.values(first[0]!.numbers), [2, 2])
  assert.deepEqual(Object.values(first[1]!.numbers), [1, 1])
  assert.equal(new Set(first.map(({ entryId }) => entryId)).size, 1)
  const again = await trail.lookAtList(coordinator, listOf(people.toReversed()))
  assert.deepEqual(again, first.toReversed())
  assert.deepEqual(await count(databases), { entry: 3, list: 1, look: 202, look_again: 1 })
  const looks = await trail.looksAt(martha!)
  assert.deepEqual(
    looks.map(({ what, number, times, actor }) => [what, number, times, actor.name]),
    [
      ['ward list', 2, 2, 'Priya Shah'],
      ['person page', 1, 1, 'Ana Reid'],
    ],
  )
  assert.deepEqual(await trail.lookCounts(martha!, SINCE), { people: 2, looks: 2 })
})

test('who came and who left: those who are still shown are one row, the newcomer is a look', async (t) => {
  const { trail, databases } = await testTrail(t)
  const people = identities(50)
  await trail.lookAtList(coordinator, listOf(people))
  const [gone, ...rest] = people
  const newcomer = [somebody()]
  await trail.lookAtList(coordinator, listOf([...rest, newcomer]))
  assert.deepEqual(await count(databases), { entry: 3, list: 2, look: 101, look_again: 1 })
  const timesOf = async (identity: PersonId[]) => (await trail.looksAt(identity))[0]!.times
  assert.deepEqual(
    [await timesOf(gone!), await timesOf(rest[0]!), await timesOf(newcomer)],
    [1, 2, 1],
  )
  // What one person changed is asked for alone: that too is the same list, to the same actor.
  await trail.lookAtList(coordinator, listOf([rest[7]!]))
  assert.deepEqual(await count(databases), { entry: 4, list: 2, look: 101, look_again: 2 })
  assert.deepEqual([await timesOf(rest[7]!), await timesOf(rest[8]!)], [3, 2])
})

test('another actor, purpose or list, or an hour later: each is a look of its own', async (t) => {
  let now = new Date()
  const { trail, databases } = await testTrail(t, { clock: { now: () => now } })
  const people = identities(3)
  await trail.lookAtList(coordinator, listOf(people))
  await trail.lookAtList(socialWorker, listOf(people))
  await trail.lookAtList({ ...coordinator, purpose: 'audit' }, listOf(people))
  await trail.lookAtList(coordinator, listOf(people, 'search result'))
  await trail.lookAtList(coordinator, listOf(people, 'ward list', 'refused'))
  now = new Date(now.getTime() + 61 * 60_000)
  const last = await trail.lookAtList(coordinator, listOf(people))
  assert.deepEqual(await count(databases), { entry: 6, list: 6, look: 36, look_again: 0 })
  assert.deepEqual(Object.values(last[0]!.numbers), [6, 6])
  assert.deepEqual((await trail.refusedLooks(new Date(SINCE))).looks, 1)
})

test('whatever is looked at by two processes at once, the numbers run and the log is in order', async (t) => {
  const { trail, databases, settings, place } = await witnessedTrail(t)
  const deps = { databases, clock: systemClock, log: openLog('silent'), settings }
  const second = await openTrail(deps)
  t.after(() => second.close())
  const people = identities(6)
  const some = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1 })
  const act = fc.record({ who: fc.integer({ min: 0, max: 3 }), some, alone: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
      await Promise.all(
        acts.map(({ who, some: chosen, alone }, at) => {
          const by = at % 2 === 0 ? trail : second
          const viewer = viewerOf(`user-${who}`)
          const shown = chosen.map((one) => people[one]!)
          if (!alone) return by.lookAtList(viewer, listOf(shown))
          const look = { what: 'person page', outcome: 'allowed' as const, clause: '4.2' }
          return by.look(
            viewer,
            shown.map((identity) => ({ ...look, identity })),
          )
        }),
      )
    }),
    { numRuns: 15 },
  )
  const { rows } = await databases.care.short.query<{ n: string; top: string }>(
    'select count(*) as n, max(number) as top from trail.look group by person_id',
  )
  for (const { n, top } of rows) assert.equal(n, top)
  assert.deepEqual((await verifyPlace(place)).faults, [])
})

async function takenHome(trail: Trail, t: Parameters<typeof testSettings>[0], person: PersonId[]) {
  const bundle = await trail.exportBundle(person)
  const [log, ...witnesses] = trail.published.keys.map(({ vkey }) => vkey)
  const checked = await verifyTakenHome(
    { text: JSON.stringify(bundle), path: 'bundle.json' },
    { log, witnesses },
    testSettings(t) as Parameters<typeof verifyTakenHome>[2],
    systemClock,
  )
  return { bundle, checked }
}

test('a resident proves that they stood on a list, and their file names nobody else of it', async (t) => {
  const { trail } = await witnessedTrail(t)
  const people = identities(30)
  const [martha, ...others] = people as [PersonId[], ...PersonId[][]]
  await lookOften(trail, martha, 3)
  await trail.lookAtList(coordinator, listOf(people))
  await trail.lookAtList(socialWorker, listOf(people))
  await lookOften(trail, martha, 2)
  const { bundle, checked } = await takenHome(trail, t, martha)
  assert.deepEqual(checked.faults, [])
  const text = JSON.stringify(bundle)
  for (const other of others.flat()) assert.ok(!text.includes(other))
  const steps = bundle.people.flatMap(({ person, looks }) =>
    looks.flatMap((look) => (look.part ? [{ person, ...look, part: look.part }] : [])),
  )
  assert.equal(steps.length, 4)
  // The same by a verifier that shares no line with ours.
  for (const { person, number, previous, part, entry } of steps) {
    const told = JSON.parse(bundle.entries.find(({ id }) => id === entry)!.text!)
    const said = `{"number":${number},"person":"${person}","previous":${JSON.stringify(previous)}}`
    const leaf = hashLeaf(Buffer.concat([Buffer.from(part.salt, 'base64'), Buffer.from(said)]))
    const proof = part.proof.map((hash) => Buffer.from(hash, 'base64'))
    const [place, size] = [BigInt(part.place), BigInt(told.list.size)]
    assert.ok(checkInclusion(leaf, place, size, proof, Buffer.from(told.list.root, 'base64')))
  }
})

test('one person is erased from a list: the others stay proved, and nothing leads to the list', async (t) => {
  const { trail, databases, place } = await witnessedTrail(t)
  const people = identities(8)
  const [martha, john] = people as [PersonId[], PersonId[]]
  const [first] = await trail.lookAtList(coordinator, listOf(people))
  await trail.lookAtList(socialWorker, listOf(people))
  await trail.sequence()
  const looks = martha.map((person) => ({ person, number: 1 }))
  const erasure = { entries: [], looks, clause: '9.1', reason: 'ordered by the court' }
  const id = await eraseEntries(databases.owner, socialWorker, erasure, new Date())
  assert.equal(typeof id, 'string')
  const good = await verifyPlace(place)
  assert.deepEqual(good.faults, [])
  assert.equal(good.erasures[0]!.erased.length, 2)
  assert.deepEqual(
    (await trail.looksAt(martha)).map(({ what, number }) => [what, number]),
    [
      ['ward list', 2],
      ['no longer kept', 1],
      ['no longer kept', 1],
    ],
  )
  assert.equal((await trail.looksAt(john)).length, 2)
  const { rows } = await databases.owner.short.query<Record<string, unknown>>(
    `select to_jsonb(k) - 'person_id' as row from trail.look k where number = 1 and person_id = any($1)`,
    [martha],
  )
  const { rows: kept } = await databases.owner.short.query<{ list: string }>(
    `select e.text || encode(e.salt, 'hex') || encode(l.parts, 'hex') as list
     from trail.list l join trail.entry e on e.id = l.entry_id where l.entry_id = $1`,
    [first!.entryId],
  )
  for (const person of martha) assert.ok(!kept[0]!.list.includes(person.replaceAll('-', '')))
  for (const { row } of rows as { row: Record<string, unknown> }[]) {
    const hash = String(row.data).replace('\\x', '')
    assert.ok(!JSON.stringify(row).includes(first!.entryId) && !kept[0]!.list.includes(hash))
    assert.deepEqual([row.actor_id, row.place], ['', null])
  }
  for (const person of [martha, john]) {
    const { checked, bundle } = await takenHome(trail, t, person)
    assert.deepEqual(checked.faults, [])
    const erased = checked.notes.filter((note) => /was erased on/.test(note))
    assert.equal(erased.length, person === martha ? 2 : 0)
    assert.ok(!JSON.stringify(bundle).includes(person === martha ? john[0]! : martha[0]!))
  }
  const again = await eraseEntries(databases.owner, socialWorker, erasure, new Date())
  assert.ok(typeof again !== 'string' && again.code === 'not-erasable')
})

test('a whole list is erased, and whoever takes more than was decided is found', async (t) => {
  const { trail, databases, place } = await witnessedTrail(t)
  const people = identities(5)
  const [first] = await trail.lookAtList(coordinator, listOf(people))
  const [second] = await trail.lookAtList(socialWorker, listOf(people))
  await trail.sequence()
  const erasure = { entries: [first!.entryId], clause: '9.1', reason: 'ordered by the court' }
  await eraseEntries(databases.owner, socialWorker, erasure, new Date())
  assert.deepEqual((await verifyPlace(place)).faults, [])
  const { checked } = await takenHome(trail, t, people[0]!)
  assert.deepEqual(checked.faults, [])
  // The leaf of somebody's part, as an erasure leaves it, and nobody has decided it.
  await databases.owner.short.query(
    `update trail.list set parts = overlay(parts placing
       (select substring(parts from 1 for 88) from trail.list where entry_id = $2) from 1 for 88) where entry_id = $1`,
    [second!.entryId, first!.entryId],
  )
  const { faults } = await verifyPlace(place, undefined, { all: true })
  assert.ok(faults.some(({ what }) => /11 looks in lists only a hash is left/.test(what)))
})
