import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { personIdOf, type SourcePerson, savePeople } from '../people/index.ts'
import type { CareEvent } from './event.ts'
import { lookAtBeds } from './look-at-beds.ts'
import { lookAtPerson, type RecordDeps } from './look-at-person.ts'
import { lookAtWaiting } from './look-at-waiting.ts'
import type { ParsedResource } from './resource.ts'
import { searchPeople } from './search-people.ts'
import { PRIYA, STAMP, storeEvents, storeResources, testPlace, told, viewerOf } from './testing.ts'

const HOSPITAL = 'mere-general'
const COUNCIL = 'southmere-council'
const learnt = new Date('2026-03-03T10:15:00Z')
const WHAT = { what: 'list of who waits' }

const staff = (id: string, role: string, organisation: string, side: string) =>
  viewerOf({ id, name: id, role, organisation, side }, 'direct-care')
const ANA = staff('ana.reid', 'social-worker', COUNCIL, 'council')
const MAYA = staff('maya.lowe', 'transfer-hub-coordinator', COUNCIL, 'council')
const CARL = staff('carl.boyd', 'reablement-coordinator', COUNCIL, 'council')
const SALLY = staff('sally.firth', 'social-worker', 'highfell-council', 'council')

function person(source: string, sourceId: string, more: Partial<SourcePerson> = {}): SourcePerson {
  return {
    source,
    sourceId,
    authority: '',
    personId: personIdOf(source, sourceId),
    identifiers: [],
    family: 'Whitfield',
    given: ['George'],
    birthDate: '1946-09-21',
    phones: [],
    emails: [],
    ...more,
  }
}

function stay(sourceId: string, detail: Record<string, string>, more = {}): CareEvent {
  return {
    personId: personIdOf(HOSPITAL, sourceId),
    ...told(`V${sourceId}`),
    kind: 'stay',
    status: 'active',
    startAt: '2026-02-18T16:40:00Z',
    organisation: 'RXS',
    unit: 'Ward 6',
    label: 'Hospital stay',
    detail,
    ...more,
  }
}

function council(sourceId: string, kind: CareEvent['kind'], more: Partial<CareEvent>): CareEvent {
  return {
    personId: personIdOf(COUNCIL, sourceId),
    ...told(`${kind}${sourceId}`),
    kind,
    status: 'finished',
    startAt: '2026-02-24',
    organisation: 'E10000099',
    label: kind,
    detail: {},
    ...more,
  }
}

const GEORGE = { nhsNumber: '9990131015', nhsNumberStatus: '01' }
const BARBARA = {
  nhsNumber: '9990132038',
  family: 'Clarke',
  given: ['Barbara'],
  birthDate: '1940-05-02',
}
const IRENE = {
  nhsNumber: '9990133034',
  family: 'Castle',
  given: ['Irene'],
  birthDate: '1938-01-30',
}

/**
 * George is assessed and in hospital, Barbara is in hospital and nobody at the council has heard of her; Irene
 * asked from home. Hal lies in the same hospital and lives in the county next door.
 */
async function southmere(t: TestContext) {
  const place = await testPlace(t)
  const ready = (day: string) => `2026-02-${day}T10:15:00Z`
  const team: ParsedResource = {
    type: 'CareTeam',
    sourceId: 'T1',
    stamp: STAMP,
    personId: personIdOf(COUNCIL, 'C1'),
    content: {
      resourceType: 'CareTeam',
      status: 'active',
      name: 'Mere hospital team',
      telecom: [{ system: 'phone', value: '01632960127' }],
      participant: [{ role: [{ text: 'Social worker' }], member: { display: 'Ana Reid' } }],
    },
  }
  await place.databases.care.transaction(async (tx) => {
    await savePeople(
      tx,
      [
        person(HOSPITAL, 'H1', GEORGE),
        person(COUNCIL, 'C1', { ...GEORGE, asAt: '2026-03-02T00:00:00.000Z' }),
        person(HOSPITAL, 'H2', BARBARA),
        person(COUNCIL, 'C3', { ...IRENE, asAt: '2026-03-02T00:00:00.000Z' }),
        person(HOSPITAL, 'H4', {
          family: 'Stone',
          given: ['Hal'],
          birthDate: '1950-01-01',
          address: { lines: [], postcode: 'ZH1 2AB' },
        }),
      ],
      learnt,
    )
    await storeEvents(tx, HOSPITAL, learnt, [
      stay('H1', { readyAt: ready('25'), pathway: '1', bay: 'Bay 2', bed: 'Bed 2' }),
      stay('H2', {
        readyAt: ready('13'),
        pathway: '3',
        delayReason: 'Safeguarding concern or Court of Protection',
      }),
      stay('H4', { readyAt: ready('20'), pathway: '1' }),
    ])
    await storeEvents(tx, COUNCIL, learnt, [
      council('C1', 'assessment', {
        endAt: '2026-02-26',
        detail: { next: 'support', outcome: 'Went on to support' },
      }),
      council('C3', 'request', { endAt: '2026-02-25', detail: { next: 'assessment' } }),
    ])
    await storeResources(tx, COUNCIL, learnt, [team])
  })
  return place
}

test('the council sees who waits for it, the most harmful first, each once', async (t) => {
  const place = await southmere(t)
  for (const viewer of [ANA, MAYA]) {
    const { people, counts, asAt } = await lookAtWaiting(place, viewer, WHAT)
    assert.deepEqual(
      people.map(({ person: { who }, cases }) => [who.name, ...cases.map(({ kind }) => kind)]),
      [
        ['Barbara Clarke', 'way-home'],
        ['George Whitfield', 'way-home', 'service'],
        ['Irene Castle', 'assessment'],
      ],
    )
    assert.deepEqual([counts['way-home'], counts.assessment, counts.service], [2, 1, 0])
    assert.equal(asAt, '2026-03-02T00:00:00.000Z')
  }
  const [george] = (await lookAtWaiting(place, ANA, WHAT)).people.slice(1)
  assert.equal(george!.person.holders[0]!.name, 'Ana Reid')
})

test('somebody at another council sees none of them, and nobody hears of it', async (t) => {
  const place = await southmere(t)
  const { people, counts } = await lookAtWaiting(place, SALLY, WHAT)
  assert.deepEqual(
    people.map(({ person: { who } }) => who.name),
    ['Hal Stone'],
  )
  assert.equal(counts.assessment, 0)
  for (const id of ['H1', 'H2']) {
    const look = await lookAtPerson(place, SALLY, personIdOf(HOSPITAL, id))
    assert.ok(look.outcome === 'refused')
    assert.match(look.refusal.sentence, /this person does not wait for Highfell Council/)
  }
  assert.equal((await lookAtPerson(place, ANA, personIdOf(HOSPITAL, 'H4'))).outcome, 'refused')
  // The list wrote nothing about those whom it did not show.
  const looks = await place.trail.looksAt([personIdOf(HOSPITAL, 'H1')])
  assert.deepEqual(
    looks.map(({ what, outcome }) => [what, outcome]),
    [['person page', 'refused']],
  )
})

test('the page, the search and the list are allowed by the new clause, and the look names it', async (t) => {
  const place = await southmere(t)
  const barbara = personIdOf(HOSPITAL, 'H2')
  const found = await searchPeople(place, ANA, BARBARA.nhsNumber)
  assert.ok('people' in found)
  assert.equal(found.people[0]!.person.who.name, 'Barbara Clarke')
  assert.equal((await lookAtPerson(place, ANA, barbara)).outcome, 'allowed')
  await lookAtWaiting(place, MAYA, WHAT)
  const looks = await place.trail.looksAt([barbara])
  assert.deepEqual(
    looks.map(({ actor, clause }) => [actor.id, clause]),
    [
      ['maya.lowe', '6.13'],
      ['ana.reid', '6.14'],
      ['ana.reid', '6.14'],
    ],
  )
})

test('the wait over, the door closes: home, dead, or served', async (t) => {
  const place = await southmere(t)
  const names = async () =>
    (await lookAtWaiting(place, ANA, WHAT)).people.map(({ person: { who } }) => who.name)
  await place.databases.care.transaction(async (tx) => {
    const left = { status: 'finished', endAt: '2026-03-03T11:00:00Z' }
    await storeEvents(tx, HOSPITAL, learnt, [stay('H1', { pathway: '1' }, left)])
    const started = council('C3', 'service', { status: 'active', startAt: '2026-03-01' })
    await storeEvents(tx, COUNCIL, learnt, [started])
    const died = { ...BARBARA, deathDate: '2026-03-02' }
    await savePeople(tx, [person(HOSPITAL, 'H2', died)], learnt)
  })
  // George is at home: assessed, and still without support.
  assert.deepEqual(await names(), ['George Whitfield'])
  assert.equal((await lookAtPerson(place, ANA, personIdOf(HOSPITAL, 'H2'))).outcome, 'refused')
})

test('a role that no clause lets see those who wait sees its open cases and no more', async (t) => {
  const place = await southmere(t)
  assert.deepEqual((await lookAtWaiting(place, CARL, WHAT)).people, [])
  const care = council('C1', 'service', { status: 'active', startAt: '2026-01-01' })
  await place.databases.care.transaction((tx) => storeEvents(tx, COUNCIL, learnt, [care]))
  const { people } = await lookAtWaiting(place, CARL, WHAT)
  assert.deepEqual(
    people.map(({ person: { who } }) => who.name),
    ['George Whitfield'],
  )
})

test('a reason that speaks of safeguarding is shown to nobody who may not see that', async (t) => {
  const place = await southmere(t)
  const waiting = await lookAtWaiting(place, ANA, WHAT)
  const beds = await lookAtBeds(place, PRIYA, { unit: 'ward  6', what: 'ward list' })
  assert.equal(beds.inBed, 3)
  assert.doesNotMatch(JSON.stringify([waiting, beds]), /safeguard/i)
})

test('a ward: who is ready first; whom they need; a ward that no feed has named', async (t) => {
  const place = await southmere(t)
  const beds = await lookAtBeds(place, PRIYA, { unit: 'Ward 6', what: 'ward list' })
  assert.deepEqual(
    beds.people.map(({ who, neededBy }) => [who.name, ...neededBy]),
    [
      ['Barbara Clarke', COUNCIL],
      ['Hal Stone', 'highfell-council'],
      ['George Whitfield', COUNCIL],
    ],
  )
  assert.deepEqual([beds.ready, beds.sendsReadyDates, beds.unitIsNamed], [3, true, true])
  const none = await lookAtBeds(place, PRIYA, { unit: 'Ward 66', what: 'ward list' })
  assert.deepEqual([none.people, none.unitIsNamed, none.units], [[], false, ['Ward 6']])
})

test('a hundred a page, and as many statements for many people as for few', async (t) => {
  const place = await southmere(t)
  const before = await counting(place, (deps) => lookAtWaiting(deps, ANA, WHAT))
  const beds = await counting(place, (deps) =>
    lookAtBeds(deps, PRIYA, { unit: 'Ward 6', what: 'ward list' }),
  )
  const many = Array.from({ length: 230 }, (_, at) => `M${at}`)
  await place.databases.care.transaction(async (tx) => {
    const people = many.map((id, at) =>
      person(HOSPITAL, id, {
        family: `Family${at}`,
        given: [`Given${at}`],
        birthDate: '1940-01-01',
      }),
    )
    await savePeople(tx, people, learnt)
    await storeEvents(
      tx,
      HOSPITAL,
      learnt,
      many.map((id) => stay(id, { pathway: '1' })),
    )
  })
  const after = await counting(place, (deps) => lookAtWaiting(deps, ANA, WHAT))
  assert.equal(after.statements, before.statements)
  assert.ok(after.statements > 5 && after.statements <= 13, String(after.statements))
  assert.deepEqual([after.result.people.length, after.result.page.of], [100, 233])
  const last = await lookAtWaiting(place, ANA, { ...WHAT, page: 3 })
  assert.deepEqual([last.people.length, last.page.from, last.page.to], [33, 201, 233])
  const requests = await lookAtWaiting(place, ANA, { ...WHAT, kind: 'assessment' })
  assert.deepEqual([requests.page.of, requests.counts['way-home']], [1, 232])
  const ward = await counting(place, (deps) =>
    lookAtBeds(deps, PRIYA, { unit: 'Ward 6', what: 'ward list' }),
  )
  assert.equal(ward.statements, beds.statements)
  assert.deepEqual([ward.result.people.length, ward.result.inBed], [100, 233])
})

/** The statements that the record sends; the looks are written in flights of the trail's own. */
async function counting<T>(place: RecordDeps, work: (deps: RecordDeps) => Promise<T>) {
  let statements = 0
  const { care } = place.databases
  const short = {
    query: (...asked: Parameters<typeof care.short.query>) => {
      statements++
      return care.short.query(...asked)
    },
  } as typeof care.short
  const counted = Object.assign(Object.create(care), { short })
  const result = await work({ ...place, databases: { care: counted } })
  return { statements, result }
}

test('whoever else tells of a bed, a case or an outcome puts nobody on a list, and takes nobody off', async (t) => {
  const place = await southmere(t)
  const before = await names(place)
  const forged = (source: string, one: CareEvent): [string, CareEvent] => [
    source,
    { ...one, ...told(`forged${source}${one.eventId}`) },
  ]
  const said: [string, CareEvent][] = [
    // The practices tell of a bed and a way home, the hospital of what the council is to do for somebody.
    forged('southmere-gp', stay('H9', { pathway: '1', readyAt: '2026-02-20T10:15:00Z' })),
    forged(HOSPITAL, { ...council('C9', 'request', { status: 'active' }), personId: H9 }),
    forged(HOSPITAL, {
      ...council('C9', 'assessment', { detail: { next: 'support' } }),
      personId: H9,
    }),
    forged(HOSPITAL, {
      ...council('C9', 'service', {
        status: 'active',
        startAt: '2020-01-01',
        detail: { term: 'long' },
      }),
      personId: H9,
    }),
    // And that what others wait for has begun.
    forged(HOSPITAL, {
      ...council('C1', 'service', { status: 'active', startAt: '2026-03-01' }),
      personId: personIdOf(HOSPITAL, 'H1'),
    }),
  ]
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, [person(HOSPITAL, 'H9', { ...EVE })], learnt)
    for (const [source, one] of said) await storeEvents(tx, source, learnt, [one])
  })
  assert.deepEqual(await names(place), before)
  const beds = await lookAtBeds(place, PRIYA, { what: 'ward list' })
  assert.ok(!beds.people.some(({ identity }) => identity.includes(H9)))
})

const H9 = personIdOf(HOSPITAL, 'H9')
const EVE = { nhsNumber: '9990134030', family: 'Quill', given: ['Eve'], birthDate: '1950-02-01' }

/** Who is on the lists of the council and of the ward, and what for. */
async function names(place: RecordDeps): Promise<string[]> {
  const lists = await Promise.all(
    [ANA, MAYA, CARL, SALLY].map((one) => lookAtWaiting(place, one, WHAT)),
  )
  return lists.flatMap(({ people }, at) =>
    people.map(
      ({ person: { who }, cases }) => `${at} ${who.name} ${cases.map(({ kind }) => kind)}`,
    ),
  )
}
