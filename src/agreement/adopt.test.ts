import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  type Clock,
  type Databases,
  Fault,
  fixedClock,
  isRefusal,
  openLog,
  openNews,
  type Refusal,
  systemActor,
  type Viewer,
} from '../kernel/index.ts'
import { testTrail } from '../trail/testing.ts'
import type { Adopted } from './adopt.ts'
import { type AgreementDeps, type AgreementRoom, openAgreement } from './open-agreement.ts'
import type { Texts } from './read-agreement.ts'
import { edit, kinds, SOUTHMERE, sign, southmereTexts } from './testing.ts'

const viewer: Viewer = { actor: systemActor('test'), purpose: 'agreement' }

type Place = {
  room: AgreementRoom
  databases: Databases
  deps: AgreementDeps
  clock: Clock & { set(at: string): void }
}

async function openTestPlace(t: TestContext, mode: 'made-up' | 'live' = 'made-up'): Promise<Place> {
  const clock = fixedClock('2026-03-03T10:00:00Z')
  const { trail, databases } = await testTrail(t, { clock })
  const deps = { databases, trail, kinds, clock, log: openLog('silent'), mode }
  return { room: await openAgreement(deps), databases, deps, clock }
}

test('before anything is adopted there is no agreement; Southmere’s folder is adopted once', async (t) => {
  const { room, databases } = await openTestPlace(t)
  assert.equal(room.current(), undefined)
  assert.equal(room.coverage(), undefined)
  const first = adopted(await room.adoptFolder(SOUTHMERE))
  assert.equal(first.already, false)
  assert.equal(first.effectiveAt, '2026-03-03T10:00:00.000Z')
  assert.equal(room.current()!.hash, first.hash)
  assert.equal(room.current()!.place, 'Southmere')
  assert.deepEqual(
    room
      .current()!
      .signatures.map(({ name }) => name)
      .sort(),
    ['Dr Amara Nwosu', 'Helen Marlow', 'Peter Lindqvist', 'Rafiq Anwar'],
  )
  const again = adopted(await room.adoptFolder(SOUTHMERE))
  assert.deepEqual(again, { ...first, already: true })
  assert.equal(await count(databases, 'agreement.adoption'), 1)
  assert.equal(room.previous(), undefined)
})

test('two processes that start at once adopt the folder once', async (t) => {
  const { room, databases, deps } = await openTestPlace(t)
  const other = await openAgreement(deps)
  const both = await Promise.all([room.adoptFolder(SOUTHMERE), other.adoptFolder(SOUTHMERE)])
  assert.equal(adopted(both[0]).hash, adopted(both[1]).hash)
  assert.equal(await count(databases, 'agreement.adoption'), 1)
})

test('nothing takes effect until both sides have signed the same text', async (t) => {
  const { room, databases } = await openTestPlace(t)
  const texts = await southmereTexts()
  const cases: [Texts, code: string, sentence: RegExp][] = [
    [sign(texts, []), 'agreement-unsigned', /for the NHS and local government\.$/],
    [
      sign(texts, ['amara.nwosu', 'peter.lindqvist']),
      'agreement-unsigned',
      /for local government\.$/,
    ],
    [edit(texts, 'one team', 'a team'), 'agreement-unsigned', /for the NHS and local government/],
    [edit(texts, 'role: gp\n', 'role: vet\n'), 'agreement-faulty', /2 faults|1 fault/],
  ]
  for (const [given, code, sentence] of cases) {
    const refusal = refused(await room.adopt(viewer, given))
    assert.equal(refusal.code, code)
    assert.match(refusal.sentence, sentence)
  }
  assert.equal(room.current(), undefined)
  assert.equal(await count(databases, 'agreement.version'), 0)
  adopted(await room.adopt(viewer, sign(texts, ['peter.lindqvist', 'helen.marlow'])))
  assert.equal(room.current()!.signatures.length, 2)
})

test('a new version takes effect without a restart, in every process', async (t) => {
  const { room, databases, deps } = await openTestPlace(t)
  const news = openNews(databases.care, openLog('silent'))
  t.after(() => news.close())
  const other = await openAgreement({ ...deps, news })
  t.after(() => other.close())
  await news.start()
  adopted(await room.adoptFolder(SOUTHMERE))
  const first = room.current()!
  const changed = sign(edit(await southmereTexts(), "version: '1.0'", "version: '1.1'"))
  adopted(await room.adopt(viewer, changed))
  assert.equal(room.current()!.version, '1.1')
  assert.equal(room.previous()!.hash, first.hash)
  await until(() => other.current()?.version === '1.1')
  assert.equal(other.previous()!.version, '1.0')
})

test('a text whose first day is to come waits for it, and nobody has to do anything then', async (t) => {
  const { room, clock } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  const later = sign(
    edit(
      edit(await southmereTexts(), 'starts: 2025-04-01', 'starts: 2026-06-01'),
      'first: 2026-02-01',
      'first: 2026-07-01',
    ),
  )
  const answer = adopted(await room.adopt(viewer, later))
  assert.equal(answer.effectiveAt, '2026-05-31T23:00:00.000Z')
  assert.notEqual(room.current()!.hash, answer.hash)
  assert.equal(room.upcoming()!.agreement.hash, answer.hash)
  clock.set('2026-05-31T22:59:59Z')
  assert.notEqual(room.current()!.hash, answer.hash)
  clock.set('2026-05-31T23:00:00Z')
  assert.equal(room.current()!.hash, answer.hash)
  assert.equal(room.upcoming(), undefined)
  assert.equal(room.previous()!.version, '1.0')
})

test('neither side can put its own people in the place of the other’s officers', async (t) => {
  const { room } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  const texts = await southmereTexts()
  // Both council officers now carry keys that the NHS side's officers hold, and the other way about.
  const swapped = {
    ...texts,
    files: texts.files.map(({ path, text }) => ({
      path,
      text: text
        .replace('party: southmere-icb\n    authority', 'party: SWAP\n    authority')
        .replace('party: southmere-council\n    authority', 'party: southmere-icb\n    authority')
        .replace('party: SWAP\n    authority', 'party: southmere-council\n    authority'),
    })),
  }
  const usurped = sign(swapped, ['amara.nwosu', 'peter.lindqvist'])
  const refusal = refused(await room.adopt(viewer, usurped))
  assert.equal(refusal.code, 'agreement-officers')
  assert.match(refusal.sentence, /lets sign for local government/)
  assert.equal(refusal.clause, '2.15')
  assert.equal(room.current()!.version, '1.0')
})

test('an officer who signs later is added; the text in effect stays the same', async (t) => {
  const { room, databases } = await openTestPlace(t)
  const texts = await southmereTexts()
  adopted(await room.adopt(viewer, sign(texts, ['amara.nwosu', 'helen.marlow'])))
  assert.equal(adopted(await room.adoptFolder(SOUTHMERE)).already, false)
  assert.equal(room.current()!.signatures.length, 4)
  assert.equal(room.previous(), undefined)
  assert.equal(await count(databases, 'agreement.version'), 1)
})

test('going back to an earlier text is an adoption like any other', async (t) => {
  const { room } = await openTestPlace(t)
  const first = await southmereTexts()
  const second = sign(edit(first, "version: '1.0'", "version: '2.0'"))
  for (const texts of [first, second, first, second]) {
    const { hash } = adopted(await room.adopt(viewer, texts))
    assert.equal(room.current()!.hash, hash)
  }
  assert.equal(room.current()!.version, '2.0')
})

test('live mode refuses the made-up officers, on the way in and at the start', async (t) => {
  const { room, deps } = await openTestPlace(t, 'live')
  const refusal = refused(await room.adoptFolder(SOUTHMERE))
  assert.equal(refusal.code, 'made-up-officers')
  const madeUp = await openAgreement({ ...deps, mode: 'made-up' })
  adopted(await madeUp.adoptFolder(SOUTHMERE))
  await assert.rejects(openAgreement(deps), (error) => {
    return (
      error instanceof Fault && /cannot be obeyed: The keys of .* made-up place/.test(error.message)
    )
  })
})

test('a text that was changed in the database is not obeyed', async (t) => {
  const { room, databases, deps } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  const { rowCount } = await databases.owner.short.query(
    `update agreement.version set files = replace(files::text, 'role: gp', 'role: analyst')::jsonb`,
  )
  assert.equal(rowCount, 1)
  await assert.rejects(openAgreement(deps), /not the one that was signed/)
  await room.reload()
  assert.ok(room.current(), 'the process that runs keeps the text that it has read')
})

test('the role of care may add a version and never change one', async (t) => {
  const { room, databases } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  for (const statement of [
    `update agreement.version set title = 'x'`,
    'delete from agreement.adoption',
    'truncate agreement.adoption',
  ]) {
    await assert.rejects(databases.care.short.query(statement), /permission denied/)
  }
})

test('a dry run, a second key and the trail: an adoption is a command like any other', async (t) => {
  const { room, databases } = await openTestPlace(t)
  const texts = sign(await southmereTexts())
  const first = adopted(await room.adopt(viewer, texts, 'one key'))
  assert.deepEqual(await room.adopt(viewer, texts, 'one key'), first)
  const { rows } = await databases.owner.short.query<{ text: string }>(
    'select text from trail.entry',
  )
  assert.equal(rows.length, 1)
  assert.match(rows[0]!.text, /"command":"agreement\.adopt"/)
  assert.ok(rows[0]!.text.includes(first.hash))
})

function adopted(answer: Adopted | Refusal): Adopted {
  assert.ok(!isRefusal(answer), JSON.stringify(answer))
  return answer
}

function refused(answer: Adopted | Refusal): Refusal {
  assert.ok(isRefusal(answer), JSON.stringify(answer))
  return answer
}

async function count(databases: Databases, table: string): Promise<number> {
  const { rows } = await databases.owner.short.query<{ n: string }>(
    `select count(*) as n from ${table}`,
  )
  return Number(rows[0]!.n)
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !holds(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.ok(holds(), 'in five seconds it did not come to hold')
}
