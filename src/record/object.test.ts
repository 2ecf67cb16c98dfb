import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import {
  COUNCIL,
  codeOf,
  JOAN,
  MARTHA,
  MERE,
  NADIA,
  NOBODY,
  NUMBER,
  openWritten,
  PRACTICE,
  PRIYA,
  RUTH,
} from '../../test/written-here.ts'
import type { PersonId, Viewer } from '../kernel/index.ts'
import { emptyTables } from '../kernel/testing.ts'
import { pageTestApp } from '../shell/testing.ts'
import { verifyPlace } from '../trail/index.ts'
import { findLeaks } from './find-leaks.ts'
import { takeOptOuts } from './opt-outs.ts'
import { registerPages } from './register-pages.ts'

/** Who is one person with whom, while the council knows her by her number. */
const ONE: PersonId[][] = [[MERE, PRACTICE, COUNCIL]]

async function opened(t: TestContext) {
  const written = await openWritten(t)
  const { place, call } = written
  const { care, planning } = place.databases
  return {
    ...written,
    object: (who: Viewer, person: PersonId) => call('object', who, { person, says: 'objects' }),
    takeBack: (who: Viewer, person: PersonId) => call('object', who, { person, says: 'no-longer' }),
    counted: async () => (await planning.short.query('select from planning.person')).rowCount,
    leaks: () => findLeaks(care.short, place.agreement.current()),
    /** the national service answers: nobody whom it was asked about has opted out */
    answer: () =>
      care.transaction((tx) =>
        takeOptOuts(tx, [NUMBER, '9990131013'], place.clock.now(), place.agreement.current()),
      ),
  }
}

test('whoever objects on their own page is counted no more at once, and again when they take it back', async (t) => {
  const { place, clock, object, takeBack, counted, leaks } = await opened(t)
  const app = await pageTestApp({ viewer: MARTHA })
  registerPages(app, place)
  const ownPage = async () =>
    (await app.inject('/me')).body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
  assert.equal(await counted(), 1)
  assert.equal(codeOf(await takeBack(MARTHA, MERE)), 'no-objection')
  assert.match(await ownPage(), /You can object here as well\. .* 3\.16 Do not count me any more/)
  assert.equal(codeOf(await object(MARTHA, MERE)), 'ok')
  assert.equal(await counted(), 0)
  assert.deepEqual(await leaks(), { seeded: 1, movers: 1, leaks: [] })
  const page = await ownPage()
  assert.match(page, /On Tue 10 Mar it was written down here that you do not want to be counted/)
  assert.match(page, /Take the objection back/)
  // They know what they said; whoever reads who has looked at them need not.
  const deeds = await place.trail.deedsAbout([MERE, COUNCIL, PRACTICE])
  // That their council was told of a stay is done by itself.
  assert.deepEqual(
    deeds.filter(({ actor }) => actor.role !== 'system'),
    [],
  )
  clock.set('2026-03-12T09:00:00Z')
  assert.equal(codeOf(await object(MARTHA, COUNCIL)), 'objects-already')
  assert.equal(codeOf(await takeBack(MARTHA, PRACTICE)), 'ok')
  assert.equal(await counted(), 1)
  assert.deepEqual(await leaks(), { seeded: 0, movers: 0, leaks: [] })
  assert.match(await ownPage(), /Do not count me any more/)
})

test('a clause says who writes it down for somebody; nobody and not yours are one answer', async (t) => {
  const { place, object, takeBack, counted } = await opened(t)
  for (const [who, person, code] of [
    [PRIYA, MERE, 'no-power'],
    [RUTH, MERE, 'no-such-person'],
    [RUTH, NOBODY, 'no-such-person'],
    [NADIA, NOBODY, 'no-power'],
    [JOAN, NOBODY, 'no-such-person'],
    [{ ...NADIA, actor: { ...NADIA.actor, organisation: 'hill-road-surgery' } }, MERE, 'no-power'],
  ] as const) {
    assert.equal(codeOf(await object(who, person)), code, who.actor.id)
    assert.equal(await counted(), 1)
  }
  assert.equal(codeOf(await object(NADIA, MERE)), 'ok')
  assert.equal(await counted(), 0)
  // What somebody else said in their name, they read.
  const [deed] = await place.trail.deedsAbout([COUNCIL])
  assert.deepEqual([deed!.command, deed!.clause], ['record.object', '12.26'])
  assert.equal(codeOf(await takeBack(JOAN, COUNCIL)), 'ok')
  assert.equal(await counted(), 1)
})

test('what the national service answers next changes nothing about it', async (t) => {
  const { object, answer, counted, leaks } = await opened(t)
  await object(MARTHA, MERE)
  await answer()
  assert.equal(await counted(), 0)
  assert.deepEqual((await leaks()).leaks, [])
})

test('the words are kept and none is changed', async (t) => {
  const { place, object, takeBack } = await opened(t)
  await object(MARTHA, MERE)
  await takeBack(JOAN, MERE)
  await object(NADIA, MERE)
  const { care } = place.databases
  const { rows } = await care.short.query(
    'select number, objects, said_by from record.objection where person_id = $1 order by number',
    [PRACTICE],
  )
  assert.deepEqual(rows, [
    { number: 1, objects: true, said_by: 'martha.okello' },
    { number: 2, objects: false, said_by: 'joan.marsh' },
    { number: 3, objects: true, said_by: 'nadia.khan' },
  ])
  for (const change of [
    'update record.objection set objects = false',
    'delete from record.objection',
  ]) {
    await assert.rejects(care.short.query(change), /permission denied/)
  }
})

test('each word is held to the log, in both directions', async (t) => {
  const { place, clock, object, takeBack } = await opened(t)
  await object(MARTHA, MERE)
  await takeBack(JOAN, MERE)
  clock.set('2026-03-10T09:05:00Z')
  const { short } = place.databases.owner
  const found = async () => {
    const { faults } = await verifyPlace(place)
    return faults.map(({ what }) => what).filter((what) => /objecti/i.test(what))
  }
  assert.deepEqual(await found(), [])
  await short.query('create table public.kept as select * from record.objection')
  for (const change of [
    'update record.objection set objects = not objects where number = 2',
    'update record.objection set number = 9 where number = 1',
    `update record.objection set person_id = '${NOBODY}' where person_id = '${MERE}'`,
    `update record.objection set said_by = 'tom.ellis'`,
    `update record.objection set said_at = said_at - interval '1 day'`,
    'update record.objection set entry_id = gen_random_uuid()',
  ]) {
    await short.query(change)
    assert.match((await found()).join(' '), /no entry in the log says so.*was removed/, change)
    await short.query('delete from record.objection')
    assert.match((await found()).join(' '), /was removed/)
    await short.query('insert into record.objection select * from public.kept')
    assert.deepEqual(await found(), [])
  }
})

test('it goes with each record through merges and their undoing, whatever is said in which order', async (t) => {
  const { place, object, takeBack, merge, unmerge, answer, counted, leaks } = await opened(t)
  const step = fc.oneof(
    fc.record({
      does: fc.constantFrom('object' as const, 'take-back' as const),
      of: fc.constantFrom(MERE, COUNCIL, PRACTICE),
    }),
    fc.record({ does: fc.constantFrom('merge' as const, 'unmerge' as const, 'answer' as const) }),
  )
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 2, maxLength: 6 }),
    async (steps) => {
      await emptyTables(place.databases, ['record.objection'])
      await unmerge()
      await merge()
      // Who objects, and who is one person with whom, as a plain reading has it.
      const objecting = new Set<PersonId>()
      let identities = ONE
      for (const one of steps) {
        if ('of' in one) {
          await (one.does === 'object' ? object : takeBack)(JOAN, one.of)
          for (const id of identities.find((own) => own.includes(one.of))!) {
            if (one.does === 'object') objecting.add(id)
            else objecting.delete(id)
          }
        } else if (one.does === 'answer') await answer()
        else {
          await (one.does === 'merge' ? merge : unmerge)()
          identities = one.does === 'merge' ? ONE : [[MERE, PRACTICE], [COUNCIL]]
        }
        const free = identities.filter((own) => !own.some((id) => objecting.has(id)))
        assert.equal(await counted(), free.length)
        assert.deepEqual((await leaks()).leaks, [])
      }
    },
  )
  await fc.assert(property, { numRuns: 15 })
})
