import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type SourcePerson, savePeople } from '../people/index.ts'
import { testPerson } from '../people/testing.ts'
import { pageTestApp } from '../shell/testing.ts'
import type { CareEvent } from './event.ts'
import { lookAtBeds } from './look-at-beds.ts'
import { lookAtKept } from './look-at-kept.ts'
import { lookAtPerson } from './look-at-person.ts'
import type { PersonView } from './person-view.ts'
import { registerPages } from './register-pages.ts'
import type { JsonObject, ParsedResource } from './resource.ts'
import { PRIYA, STAMP, storeEvents, storeResources, testPlace, told } from './testing.ts'

/** Who somebody was said to be, and what was kept beside, as it was known at a time. */
const GP = 'southmere-gp'
const day = (number: number) => new Date(`2026-02-2${number}T10:00:00Z`)
const nhsNumber = '9990123454'
const oldHome = { lines: ['7 Orchard Row'], city: 'Eastmere', postcode: 'ZM1 4QT' }
const newHome = { lines: ['31 Quay Street'], city: 'Westmere', postcode: 'ZM2 9AB' }
const asShe = { nhsNumber, given: ['Martha'], birthDate: '1944-03-12' }
const before = testPerson('H1', {
  ...asShe,
  family: 'Quill',
  address: oldHome,
  phones: ['01632960144'],
})
const now = testPerson('H1', {
  ...asShe,
  family: 'Okello',
  address: newHome,
  phones: ['01632960955'],
})
const { personId } = before

type Place = Awaited<ReturnType<typeof testPlace>>

const save = (place: Place, people: SourcePerson[], at: Date) =>
  place.databases.care.transaction((tx) => savePeople(tx, people, at))

function result(sourceId: string, content: JsonObject): ParsedResource {
  const resource = { resourceType: 'Observation', id: sourceId, status: 'final', ...content }
  return { type: 'Observation', sourceId, personId, stamp: STAMP, content: resource }
}

const stay: CareEvent = {
  personId,
  ...told('V1'),
  kind: 'stay',
  status: 'active',
  startAt: '2026-02-21T09:00:00Z',
  organisation: 'RXS',
  unit: 'Ward 6',
  label: 'Hospital stay',
  detail: {},
}

/** Martha Quill on the 21st, Martha Okello and somewhere else from the 23rd on. */
async function moved(t: TestContext): Promise<Place> {
  const place = await testPlace(t)
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, [before], day(1))
    await storeEvents(tx, 'mere-general', day(1), [stay])
    await storeResources(tx, GP, day(1), [result('O1', { code: { text: 'Weight' } })])
  })
  await save(place, [now], day(3))
  return place
}

async function viewAt(place: Place, at?: Date): Promise<PersonView> {
  const look = await lookAtPerson(place, PRIYA, personId, { at })
  assert.equal(look.outcome, 'allowed')
  return look.view
}

const values = (fact: readonly { value: string }[]) => fact.map(({ value }) => value)

test('name, address and telephone number are as they were known then', async (t) => {
  const place = await moved(t)
  const seen = async (at?: Date) => {
    const { who } = await viewAt(place, at)
    return [who.name, values(who.address)[0], values(who.phones)[0]]
  }
  const old = ['Martha Quill', '7 Orchard Row, Eastmere, ZM1 4QT', '01632 960144']
  const later = ['Martha Okello', '31 Quay Street, Westmere, ZM2 9AB', '01632 960955']
  assert.deepEqual(await seen(day(2)), old)
  assert.deepEqual(await seen(new Date(day(3).getTime() - 1)), old)
  assert.deepEqual(await seen(day(3)), later)
  assert.deepEqual(await seen(), later)
  const list = await lookAtBeds(place, PRIYA, { unit: 'Ward 6', what: 'list', at: day(2) })
  assert.deepEqual(
    list.people.map(({ who }) => who.name),
    ['Martha Quill'],
  )
  assert.deepEqual(await seen(new Date('2026-02-01')), ['Name not known', undefined, undefined])
})

test('who came and went within one moment, and a clock that was set back, leave one word for each time', async (t) => {
  const place = await testPlace(t)
  const called = (family: string) => testPerson('H1', { ...asShe, family })
  for (const family of ['Ash', 'Birch', 'Cedar']) await save(place, [called(family)], day(2))
  await save(place, [called('Drew')], day(5))
  await save(place, [called('Elm')], day(4))
  await place.databases.care.transaction((tx) =>
    storeEvents(tx, 'mere-general', day(1), [{ ...stay, startAt: '2026-02-20T09:00:00Z' }]),
  )
  const name = async (at: Date) => (await viewAt(place, at)).who.name
  assert.equal(await name(day(1)), 'Name not known')
  assert.equal(await name(day(2)), 'Martha Cedar')
  assert.equal(await name(day(3)), 'Martha Cedar')
  assert.equal(await name(day(4)), 'Martha Elm')
  assert.equal(await name(day(6)), 'Martha Elm')
})

test('of whoever is restricted now it is not told where they were, on any day', async (t) => {
  const place = await moved(t)
  await save(place, [{ ...now, address: undefined, phones: [], restricted: true }], day(5))
  for (const at of [undefined, day(2), day(4)]) {
    const view = await viewAt(place, at)
    const whole = JSON.stringify(view)
    for (const hidden of ['Orchard', 'Quay', 'ZM1', 'ZM2', '960144', '960955'])
      assert.ok(!whole.includes(hidden), `${hidden} as known ${at?.toISOString() ?? 'now'}`)
    assert.equal(view.who.name, 'Martha Okello')
    assert.ok(view.who.restricted)
  }
  const list = await lookAtBeds(place, PRIYA, { unit: 'Ward 6', what: 'list', at: day(2) })
  assert.ok(!JSON.stringify(list).includes('Orchard'))
})

test('whoever was restricted then is shown without their address then, and with it now', async (t) => {
  const place = await testPlace(t)
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, [{ ...before, restricted: true }], day(1))
    await storeEvents(tx, 'mere-general', day(1), [stay])
  })
  await save(place, [now], day(3))
  assert.deepEqual((await viewAt(place, day(2))).who.address, [])
  assert.equal((await viewAt(place)).who.address.length, 1)
})

test('what is kept beside is counted and listed as it was known then', async (t) => {
  const place = await moved(t)
  await place.databases.care.transaction((tx) =>
    storeResources(tx, GP, day(4), [
      { ...result('O1', { code: { text: 'Weight, corrected' } }), stamp: `${STAMP}1` },
      result('O2', { code: { text: 'Height' } }),
    ]),
  )
  const kept = async (at?: Date) => {
    const look = await lookAtKept(place, PRIYA, personId, 1, at)
    assert.equal(look.outcome, 'allowed')
    const { total, lines, name } = look.page
    return { total, name, words: lines.map(({ words }) => words).sort() }
  }
  const today = await kept()
  assert.deepEqual(await kept(day(2)), { total: 1, name: 'Martha Quill', words: ['Weight'] })
  assert.deepEqual(await kept(day(5)), today)
  assert.deepEqual(today, {
    total: 2,
    name: 'Martha Okello',
    words: ['Height', 'Weight, corrected'],
  })
  assert.deepEqual((await viewAt(place, day(2))).kept.total, 1)
})

test('the pages as known then lead to each other and to those of now', async (t) => {
  const place = await moved(t)
  const app = await pageTestApp({ viewer: PRIYA, deps: { clock: place.clock } })
  registerPages(app, place)
  t.after(() => app.close())
  const get = async (url: string) => {
    const { statusCode, body, headers } = await app.inject({
      url,
      headers: { accept: 'text/html' },
    })
    return {
      statusCode,
      body: body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '),
      html: body,
      headers,
    }
  }
  const path = `/people/${personId}/known/2026-02-22T10%3A00`
  const then = await get(path)
  assert.match(then.body, /As it was known Sun 22 Feb 10:00/)
  assert.match(then.body, /Martha Quill/i)
  assert.match(then.body, /7 Orchard Row/)
  assert.doesNotMatch(then.body, /Okello|Quay Street/)
  assert.ok(then.html.includes(`href="${path}/kept"`))
  const kept = await get(`${path}/kept`)
  assert.match(kept.body, /As it was known Sun 22 Feb 10:00.*Also kept about Martha Quill.*Weight/)
  assert.ok(kept.html.includes(`href="/people/${personId}/kept"`))
  assert.match(
    (await get(`/people/${personId}/known/2026-02-01`)).body,
    /Nothing was known of this/,
  )
  const tomorrow = await get(`/people/${personId}/known/2030-01-01/kept`)
  assert.equal(tomorrow.headers.location, `/people/${personId}`)
  assert.equal((await get(`/people/${personId}/known/yesterday/kept`)).statusCode, 404)
})
