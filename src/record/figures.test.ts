import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { savePeople } from '../people/index.ts'
import { testPerson } from '../people/testing.ts'
import type { CareEvent } from './event.ts'
import { figuresKnownOn, type PartnershipFigures, partnershipFigures } from './figures.ts'
import { planPeople } from './plan-people.ts'
import { rebuildOccurrences } from './rebuild-occurrences.ts'
import { PRIYA, storeEvents, testPlace, told } from './testing.ts'

const LEARNT = new Date('2026-03-02T10:00:00Z')

type Had = (at: number) => (Partial<CareEvent> & Pick<CareEvent, 'kind'>)[]

/** So many people, each with what happened to them. */
async function counted(t: TestContext, size: number, had: Had) {
  const place = await testPlace(t)
  const people = Array.from({ length: size }, (_, at) =>
    testPerson(`H${at}`, { family: `Family${at}`, birthDate: `${1930 + (at % 60)}-05-01` }),
  )
  const ids = people.map(({ personId }) => personId)
  const events = people.flatMap(({ personId }, at) =>
    had(at).map((one, place): CareEvent => {
      const rest = { status: 'active', organisation: 'RXS', label: one.kind, detail: {} } as const
      return { personId, ...told(`${at}-${place}`), ...rest, ...one }
    }),
  )
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, people, LEARNT)
    await storeEvents(tx, 'mere-general', LEARNT, events)
    await planPeople(tx, ids, [])
    await rebuildOccurrences(tx, ids)
  })
  return place
}

function readyIf(ready: boolean, pathway: string, readyAt = '2026-02-27T09:00:00Z') {
  const detail: Record<string, string> = ready ? { readyAt, pathway } : {}
  return detail
}

const figure = (found: PartnershipFigures | undefined, id: string) =>
  found!.figures.find((one) => one.id === id)!

test('while much that has just come is not counted, nothing is told', async (t) => {
  const place = await counted(t, 30, () => [{ kind: 'stay', startAt: '2026-02-20T10:00:00Z' }])
  const since = (seconds: number) => new Date(place.clock.now().getTime() - seconds * 1_000)
  let waits: Date | undefined = since(30)
  const errands = { waitsSince: async () => waits }
  assert.equal(await partnershipFigures({ ...place, errands }), undefined)
  waits = since(1)
  assert.deepEqual(figure(await partnershipFigures({ ...place, errands }), 'in-hospital').now, {
    about: 30,
  })
})

test('in hospital, ready, bed days: as they are, as they were, and of what they are made', async (t) => {
  const place = await counted(t, 60, (at) => [
    {
      kind: 'stay',
      startAt: '2026-02-20T10:00:00Z',
      ...(at < 47 ? {} : { status: 'finished', endAt: '2026-02-28T10:00:00Z' }),
      detail: readyIf(at < 24, at < 12 ? '0' : '1'),
    },
  ])
  const found = await partnershipFigures(place)
  assert.deepEqual(found!.rule, { least: 10, base: 5, clause: '3.14' })
  const stays = figure(found, 'in-hospital')
  assert.deepEqual(stays.now, { about: 45 })
  assert.deepEqual(stays.series.slice(-3), [
    { at: '2026-02-17', told: { tooFew: true } },
    { at: '2026-02-24', told: { about: 60 } },
    { at: '2026-03-03', told: { about: 45 } },
  ])
  const ready = figure(found, 'ready')
  assert.deepEqual(ready.now, { about: 25 })
  // Nobody is on the others: they stand with the first that follows and is large enough.
  assert.deepEqual(ready.parts!.parts, [
    { names: ['1'], told: [{ about: 10 }] },
    { names: ['0', '2', '3', 'not known'], told: [{ about: 10 }] },
  ])
  // Two midnights of February, 24 people each; March goes on, and tomorrow less today would be a night of it.
  const days = figure(found, 'bed-days')
  assert.deepEqual(days.now, { about: 50 })
  assert.deepEqual(days.series.slice(-2), [
    { at: '2026-01-01', told: { tooFew: true } },
    { at: '2026-02-01', told: { about: 50 } },
  ])
})

test('bed days of few people are not told, however many days they are', async (t) => {
  const place = await counted(t, 40, (at) => [
    {
      kind: 'stay',
      startAt: '2025-12-20T10:00:00Z',
      detail: readyIf(at < 4, '1', '2025-12-27T09:00:00Z'),
    },
  ])
  const found = await partnershipFigures(place)
  const { now, series } = figure(found, 'bed-days')
  assert.ok([now, ...series.map((line) => line.told)].every((told) => 'tooFew' in told))
  assert.deepEqual(figure(found, 'ready').now, { tooFew: true })
})

test('ready is not told where nearly all are: the others would be few', async (t) => {
  const place = await counted(t, 40, (at) => [
    {
      kind: 'stay',
      startAt: '2026-02-20T10:00:00Z',
      detail: readyIf(at < 37, '1'),
    },
  ])
  const found = await partnershipFigures(place)
  assert.deepEqual(figure(found, 'in-hospital').now, { about: 40 })
  assert.deepEqual(figure(found, 'ready').now, { tooFew: true })
  assert.deepEqual(figure(found, 'ready').parts, { name: 'pathway', parts: [] })
})

test('who asked and was neither assessed nor given anything since waits, once, by the longest', async (t) => {
  const ask = { kind: 'request', status: 'finished', organisation: 'E10000099' } as const
  const place = await counted(t, 60, (at) => {
    const asked = {
      ...ask,
      startAt: '2026-01-10',
      endAt: '2026-01-12',
      detail: { next: 'assessment' },
    }
    if (at < 12) return [asked]
    if (at < 26) return [{ ...ask, status: 'active', startAt: '2026-02-27' }]
    if (at < 36) return [asked, { kind: 'assessment', status: 'finished', startAt: '2026-01-20' }]
    if (at < 46) return [asked, { kind: 'service', startAt: '2026-02-01' }]
    if (at < 56) return [{ ...ask, startAt: '2026-01-10', detail: { next: 'ended' } }]
    return [{ ...asked, startAt: '2023-01-10', endAt: '2023-01-12' }]
  })
  const { now, parts } = figure(await partnershipFigures(place), 'requests')
  assert.deepEqual(now, { about: 25 })
  assert.deepEqual(parts!.parts, [
    { names: ['0'], told: [{ about: 15 }] },
    { names: ['7', '28', '84'], told: [{ about: 10 }] },
  ])
})

test('looks are told by the week, and those at few people are not', async (t) => {
  const place = await counted(t, 30, () => [])
  const look = async (sourceIds: readonly number[], outcome: 'allowed' | 'refused') => {
    const looks = sourceIds.map((at) => ({
      identity: [testPerson(`H${at}`).personId],
      ...{ what: 'person page', outcome, clause: '6.1' },
      ...(outcome === 'refused' ? { sentence: 'not yours' } : {}),
    }))
    await place.trail.look(PRIYA, looks)
  }
  await look(
    Array.from({ length: 22 }, (_, at) => at),
    'allowed',
  )
  await look([22, 23, 24], 'refused')
  const on = async (day: string) => {
    const clock = { ...place.clock, now: () => new Date(`${day}T10:00:00Z`) }
    return figure(await partnershipFigures({ ...place, clock }), 'looks')
  }
  // A week that goes on is not told: tomorrow’s number less today’s would be the looks of a day.
  assert.deepEqual((await on('2026-03-08')).now, { tooFew: true })
  const { now, series } = await on('2026-03-09')
  assert.deepEqual(now, { about: 25 })
  assert.deepEqual(series.at(-1)!.second, { tooFew: true })
  assert.equal(series.length, 8)
})

test('nothing is told where nobody is counted yet, and nothing that was never said is a nought', async (t) => {
  const empty = await testPlace(t)
  assert.equal(await partnershipFigures(empty), undefined)
  const place = await counted(t, 20, () => [{ kind: 'stay', startAt: '2026-02-20T10:00:00Z' }])
  const found = await partnershipFigures(place)
  assert.deepEqual(
    found!.figures.map(({ id, said }) => [id, said]),
    [
      ['in-hospital', true],
      ['ready', false],
      ['bed-days', false],
      ['requests', true],
      ['looks', true],
    ],
  )
})

test('figures are counted anew after a minute, and nobody waits for that but the first', async (t) => {
  const place = await counted(t, 40, (at) => [
    { kind: 'stay', startAt: at < 20 ? '2026-02-20T10:00:00Z' : '2026-03-03T12:00:30Z' },
  ])
  const now = async () => figure(await partnershipFigures(place), 'in-hospital').now
  assert.deepEqual(await now(), { about: 20 })
  place.clock.set('2026-03-03T12:00:50Z')
  assert.deepEqual(await now(), { about: 20 })
  place.clock.set('2026-03-03T12:01:10Z')
  assert.deepEqual(await now(), { about: 20 })
  const told = async () => JSON.stringify(await now())
  while ((await told()) === '{"about":20}') await new Promise((next) => setTimeout(next, 20))
  assert.deepEqual(await now(), { about: 40 })
})

test('figures as known when a day was over count what was told by then, of whoever may be counted now', async (t) => {
  const size = 40
  const place = await testPlace(t)
  const people = Array.from({ length: size }, (_, at) => testPerson(`H${at}`, { family: `F${at}` }))
  const ids = people.map(({ personId }) => personId)
  const stay = (at: number, ready: boolean): CareEvent => ({
    personId: ids[at]!,
    ...told(`${at}`),
    kind: 'stay',
    status: 'active',
    startAt: '2026-01-20T10:00:00Z',
    organisation: 'RXS',
    label: 'stay',
    detail: readyIf(ready, '1', '2026-01-29T09:00:00Z'),
  })
  const asks = (at: number): CareEvent => ({
    personId: ids[at]!,
    ...told(`asks ${at}`),
    kind: 'request',
    status: 'active',
    startAt: '2026-02-20',
    organisation: 'E10000099',
    label: 'request',
    detail: {},
  })
  const all = ids.map((_, at) => at)
  const tell = (on: string, events: CareEvent[], said = people) =>
    place.databases.care.transaction(async (tx) => {
      await savePeople(tx, said, new Date(on))
      await storeEvents(tx, 'mere-general', new Date(on), events)
      await planPeople(tx, ids, [])
      await rebuildOccurrences(tx, ids)
    })
  await tell('2026-02-23T10:00:00Z', [...all.map((at) => stay(at, false)), ...all.map(asks)])
  // Learnt on the 25th: 20 could have left on the 29th of January, and 15 have died.
  const died = people.slice(0, 15).map((one) => ({ ...one, dead: true }))
  await tell(
    '2026-02-25T10:00:00Z',
    all.slice(0, 20).map((at) => stay(at, true)),
    [...died, ...people.slice(15)],
  )
  const on = async (day: string) => {
    const found = await figuresKnownOn(place, day)
    return ['in-hospital', 'ready', 'bed-days', 'requests'].map((id) => figure(found, id).now)
  }
  const few = { tooFew: true }
  assert.equal(await figuresKnownOn(place, '2026-02-22'), undefined, 'nothing was told by then')
  assert.deepEqual(await on('2026-02-24'), [{ about: 40 }, few, few, { about: 40 }])
  // Of 20, three midnights of January each.
  const later = [{ about: 40 }, { about: 20 }, { about: 60 }, { about: 25 }]
  assert.deepEqual(await on('2026-02-25'), later)
  assert.deepEqual(await on('2026-02-24'), [{ about: 40 }, few, few, { about: 40 }], 'for ever')
  assert.equal(await figuresKnownOn(place, '2026-03-03'), undefined, 'the day is not over')
  // Whoever objects since is in no figure, of no day.
  await place.databases.owner.short.query(
    'delete from record.planned_person where identity_id = any($1)',
    [ids.slice(20, 32)],
  )
  const [inHospital] = await on('2026-02-24')
  assert.deepEqual(inHospital, { about: 30 })
})
