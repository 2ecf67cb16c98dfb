import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Actor } from '../kernel/index.ts'
import { personIdOf, type SourcePerson, savePeople } from '../people/index.ts'
import type { CareEvent } from '../record/index.ts'
import { storeEvents, testPlace, told, viewerOf } from '../record/testing.ts'
import { pageTestApp } from '../shell/testing.ts'
import { register } from './pages/today.tsx'

/** Which Today somebody gets, and what it says where little is known. */
const learnt = new Date('2026-03-02T10:00:00Z')
const HEARD = ['mere-general', 'southmere-council'].map((feed) => ({
  feed,
  name: feed,
  late: false,
  lastArrivedAt: '2026-03-03T08:00:00Z',
}))

const NHS = { organisation: 'mere-general', side: 'nhs' }
const COUNCIL = { organisation: 'southmere-council', side: 'council' }

function inBed(
  at: number,
  detail: Record<string, string>,
): { person: SourcePerson; event: CareEvent } {
  const sourceId = `H${at}`
  const personId = personIdOf('mere-general', sourceId)
  const person = {
    source: 'mere-general',
    sourceId,
    authority: '',
    personId,
    identifiers: [],
    family: `Family${at}`,
    given: ['Ada'],
    birthDate: '1946-09-21',
    phones: [],
    emails: [],
  }
  const event: CareEvent = {
    personId,
    ...told(sourceId),
    kind: 'stay',
    status: 'active',
    startAt: '2026-02-18T16:40:00Z',
    organisation: 'RXS',
    unit: 'Ward 6',
    label: 'Hospital stay',
    detail,
  }
  return { person, event }
}

async function today(
  t: TestContext,
  actor: Pick<Actor, 'role' | 'organisation' | 'side' | 'unit'>,
  beds: readonly Record<string, string>[] = [],
  feeds = HEARD,
  asHtml = false,
) {
  const place = await testPlace(t)
  const people = beds.map((detail, at) => inBed(at, detail))
  await place.databases.care.transaction(async (tx) => {
    await savePeople(
      tx,
      people.map(({ person }) => person),
      learnt,
    )
    await storeEvents(
      tx,
      'mere-general',
      learnt,
      people.map(({ event }) => event),
    )
  })
  const viewer = viewerOf({ id: 'somebody', name: 'Somebody', ...actor }, 'direct-care')
  const app = await pageTestApp({ viewer, deps: { clock: place.clock } })
  const nothing = async () => []
  register(app, { ...place, feeds: async () => feeds, today: nothing, concerns: nothing })
  t.after(() => app.close())
  return async (url = '/') => {
    const answer = await app.inject({ url, headers: { accept: 'text/html' } })
    assert.equal(answer.statusCode, 200)
    const main = /<main[\s\S]*<\/main>/.exec(answer.body)![0]
    if (asHtml) return main
    return main
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('&#x27;', '’')
      .replace(/\s+/g, ' ')
  }
}

const READY = { readyAt: '2026-02-25T12:00:00Z', pathway: '1' }

test('a coordinator whose ward is not known is told so, never shown an empty ward', async (t) => {
  const get = await today(t, { role: 'ward-coordinator', ...NHS }, [READY])
  const text = await get()
  assert.match(text, /We do not know which ward is yours/)
  assert.match(text, /names these now: Ward 6\./)
  assert.doesNotMatch(text, /nobody is in a bed|Family0/)
})

test('a ward that no feed has named, and one that is known and empty, are two pages', async (t) => {
  const ward = { role: 'ward-coordinator', ...NHS }
  const unnamed = await (await today(t, { ...ward, unit: 'Ward 66' }, [READY]))()
  assert.match(unnamed, /No feed has ever named Ward 66/)
  assert.match(unnamed, /names these now: Ward 6\./)
  const get = await today(t, { ...ward, unit: 'WARD  6' }, [READY])
  assert.match(await get(), /can go home.*Family0/)
})

test('a hospital that sends no ready date has no green nought', async (t) => {
  const ward = { role: 'ward-coordinator', ...NHS, unit: 'Ward 6' }
  const undated = await (await today(t, ward, [{}, {}]))()
  assert.match(undated, /who can go home is not known/)
  assert.match(undated, /not known can go home/)
  assert.match(undated, /Ready date not sent/)
  assert.doesNotMatch(undated, /nobody can go home/i)
  const later = { readyAt: '2026-03-09T10:00:00Z' }
  const dated = await (await today(t, ward, [later, {}]))()
  assert.match(dated, /Ward 6: nobody can go home/)
  assert.match(dated, /Not ready until Mon 9 Mar/)
  assert.match(dated, /No ready date yet/)
})

test('a hub begins with beds at the hospital and with whoever waits at the council', async (t) => {
  const hub = 'transfer-hub-coordinator'
  assert.match(
    await (await today(t, { role: hub, ...NHS }, [READY]))(),
    /Mere General: 1 person can go home/,
  )
  const council = await (await today(t, { role: hub, ...COUNCIL }, [READY]))()
  assert.match(council, /1 person waits in hospital for us/)
  assert.match(council, /Care at home .*6 days, ready since Wed 25 Feb/)
  assert.match(council, /Ring the transfer hub, Mere General/)
})

test('an organisation that sends nothing of its own is told that its cases are not known', async (t) => {
  const districts = { organisation: 'southmere-districts', side: 'council' }
  const text = await (await today(t, { role: 'occupational-therapist', ...districts }, [READY]))()
  assert.match(text, /Southmere Districts sends no record of its own here/)
  assert.match(text, /no clause lets it see people who wait/)
  assert.doesNotMatch(text, /Nothing needs you now|Family0/)
})

test('a feed that is late or was never heard is said before the list', async (t) => {
  const late = [
    {
      feed: 'mere-general',
      name: 'the hospital',
      late: true,
      lastArrivedAt: '2026-03-01T08:00:00Z',
    },
    {
      feed: 'southmere-gp',
      name: 'the practices',
      late: true,
      lastArrivedAt: '2026-01-01T08:00:00Z',
    },
  ]
  const text = await (await today(t, { role: 'social-worker', ...COUNCIL }, [], late))()
  assert.match(text, /The hospital: late\. Last heard 2 days ago; what happened since is not here/)
  // It says nothing of who waits, so it is not said here.
  assert.doesNotMatch(text, /practices/)
  assert.match(text, /Nobody in hospital waits for Southmere Council/)
})

test('a hundred a page, by the address; a page that is not there is the last', async (t) => {
  const get = await today(t, { role: 'social-worker', ...COUNCIL }, Array(130).fill(READY))
  const [first, second] = [await get(), await get('/?page=2')]
  assert.match(first, /130 people wait in hospital for us/)
  assert.match(first, /1 to 100 of 130/)
  assert.match(second, /101 to 130 of 130/)
  assert.match(await get('/?show=way-home&page=99'), /101 to 130 of 130/)
  assert.match(await get('/?show=review'), /Nobody is on this list now/)
  assert.match(await get('/?show=constructor&page=-1'), /1 to 100 of 130/)
  const count = (text: string) => text.match(/Read and plan the way home/g)!.length
  assert.deepEqual([count(first), count(second)], [100, 30])
})

test('a list of before says nothing of now, and one that was asked for in vain says so', async (t) => {
  const worker = { role: 'social-worker', ...COUNCIL }
  const get = await today(t, worker, Array(130).fill(READY), [{ ...HEARD[0]!, late: true }])
  const before = await get('/?known-at=2026-03-01T10:00')
  assert.match(before, /Nobody was known to need Southmere Council/)
  assert.match(before, /Nothing was known then of anybody whom you may see now/)
  assert.doesNotMatch(before, /Nothing needs you now|five figures|0 wait in hospital|Last heard/)
  assert.match(
    await get('/?known-at=2026-03-01&show=review'),
    /Nobody was known then to be on this/,
  )
  const known = await get('/?known-at=2026-03-02T10:30&page=2')
  assert.match(known, /130 people wait in hospital for us As it was known Mon 2 Mar 10:30/)
  assert.match(known, /101 to 130 of 130/)
  for (const wrong of ['yesterday', '2026-02-31T10:00'])
    assert.match(
      await get(`/?known-at=${wrong}`),
      /list as it is now\. The time in the address cannot/,
    )
  assert.match(
    await get('/?known-at=2030-01-01'),
    /list as it is now\. The time that was asked for is/,
  )
  assert.doesNotMatch(await get('/?known-at='), /list as it is now/)
  assert.match(await get('/?since=1'), /This is the whole list\. What has changed on it cannot/)
  assert.doesNotMatch(await get('/'), /whole list/)
})

test('what else is chosen of a list of before keeps to the time', async (t) => {
  const get = await today(t, { role: 'social-worker', ...COUNCIL }, [READY], HEARD, true)
  const page = await get('/?known-at=2026-03-02T10:30&show=way-home')
  const links = [...page.matchAll(/href="(\/\?[^"]*|\/)"/g)].map(([, href]) => href)
  const timed = links.filter((href) => href!.includes('known-at=2026-03-02T10%3A30'))
  assert.deepEqual(
    timed.toSorted(),
    ['/?known-at=2026-03-02T10%3A30', '/?known-at=2026-03-02T10%3A30&amp;show=way-home'].toSorted(),
  )
})
