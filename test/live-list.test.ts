import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import { PUBLIC, type Viewer } from '../src/kernel/index.ts'
import { personIdOf, type SourcePerson, savePeople } from '../src/people/index.ts'
import { type CareEvent, IDENTITY } from '../src/record/index.ts'
import { storeEvents, told } from '../src/record/testing.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import type { Command } from '../src/trail/index.ts'
import { lookAtLeaving } from '../src/transfer/index.ts'
import { registerRows } from '../src/transfer/pages/list-rows.tsx'
import { WHAT } from '../src/transfer/pages/people-table.tsx'
import { register } from '../src/web/pages/today.tsx'
import { checkAccessible, openBrowser, openWindow } from './browser.ts'
import { openTestPlace } from './open-place.ts'

/**
 * A whole hospital's list that many look at: what is asked and written when somebody changes follows from who
 * changed and who looks, never from how many stand on it.
 */
const BROWSERS = 200
const SOURCE = 'mere-general'
const TABLES = ['trail.entry', 'trail.list', 'trail.look', 'trail.look_again', 'kernel.news']

const tell: Command<{ people?: SourcePerson[]; events: CareEvent[] }, number> = {
  name: 'test.tell',
  basis: 'public',
  async run({ tx, now, follow }, { people = [], events }) {
    await savePeople(tx, people, now)
    await storeEvents(tx, SOURCE, now, events)
    follow(
      IDENTITY,
      events.map(({ personId }) => personId),
    )
    return { result: events.length, entry: { told: events.length } }
  },
}

function inBed(at: number, detail: Record<string, string> = {}, more: Partial<CareEvent> = {}) {
  const sourceId = `H${at}`
  const personId = personIdOf(SOURCE, sourceId)
  const person: SourcePerson = {
    source: SOURCE,
    sourceId,
    authority: '',
    personId,
    identifiers: [],
    family: `Family${at}`,
    given: [`Ada${at}`],
    birthDate: '1946-09-21',
    phones: [],
    emails: [],
  }
  const event = {
    personId,
    ...told(sourceId),
    kind: 'stay',
    status: 'active',
    startAt: '2026-02-18T16:40:00Z',
    organisation: 'RXS',
    unit: `Ward ${at % 40}`,
    label: 'Hospital stay',
    detail,
    ...more,
  } as CareEvent
  return { person, event }
}

function coordinator(at: number): Viewer {
  const who = { id: `user-${at}`, name: `User ${at}`, role: 'transfer-hub-coordinator' }
  return {
    actor: { ...who, organisation: SOURCE, side: 'nhs', via: 'web' },
    purpose: 'direct-care',
  }
}

/** So many in bed, on a list that anybody looks at as whoever the test says. */
async function hospital(t: TestContext, beds: number) {
  const { place, settle } = await openTestPlace(t)
  const all = Array.from({ length: beds }, (_, at) => inBed(at))
  let key = 0
  const change = async (events: CareEvent[], people?: SourcePerson[]) => {
    const call = { viewer: coordinator(0), input: { people, events }, key: `told ${key++}` }
    await place.trail.run(tell, call)
    await settle()
  }
  await change(
    all.map(({ event }) => event),
    all.map(({ person }) => person),
  )
  const app = await pageTestApp({ deps: { clock: place.clock } })
  t.after(() => app.close())
  app.addHook('onRequest', async (request) => {
    request.viewer = coordinator(Number(request.headers['x-browser'] ?? 0))
  })
  const nothing = async () => []
  register(app, { ...place, feeds: nothing, today: nothing, concerns: nothing })
  registerRows(app, place)
  const get = async (browser: number, url: string) => {
    const headers = { accept: 'text/html', 'x-browser': String(browser) }
    const answer = await app.inject({ url, headers })
    assert.equal(answer.statusCode, 200)
    return answer.body.replaceAll('&amp;', '&')
  }
  return { app, place, get, change }
}

type Place = Awaited<ReturnType<typeof hospital>>['place']

async function rowsOf({ databases }: Place): Promise<Record<string, number>> {
  const counts = TABLES.map(async (table) => {
    const { rows } = await databases.owner.short.query<{ n: string }>(
      `select count(*) as n from ${table}`,
    )
    return [table, Number(rows[0]!.n)] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

/** The statements that leave this process, and the rows that are more afterwards. */
async function counting(place: Place, work: () => Promise<unknown>) {
  const before = await rowsOf(place)
  const query = Client.prototype.query
  let statements = 0
  Client.prototype.query = function (this: Client, ...asked: unknown[]) {
    statements++
    return Reflect.apply(query, this, asked)
  } as typeof query
  try {
    await work()
  } finally {
    Client.prototype.query = query
  }
  const after = await rowsOf(place)
  const rows = Object.fromEntries(TABLES.map((table) => [table, after[table]! - before[table]!]))
  return { statements, rows }
}

function namesIn(page: string): string[] {
  return [...page.matchAll(/href="\/people\/[^"]+">([^<]+)</g)].map(([, name]) => name!)
}

function goneIn(page: string): string[] {
  return /data-gone="([^"]*)"/.exec(page)![1]!.split(' ').filter(Boolean)
}

function nextOf(page: string): string {
  return /href="([^"]*since=[\d.-]+)"/.exec(page)![1]!
}

/** As much as a hospital and a council ever say of one person in a bed. */
function inBedInFull(at: number) {
  const reason = 'Awaiting availability of assessment and start of care at home'
  const bed = { bay: String((at % 6) + 1), bed: String(at % 30), delayReason: reason }
  const unit = `Acute Medical Unit ${at % 40}`
  const stay = inBed(at, { readyAt: '2026-03-01T12:00:00Z', pathway: '1', ...bed }, { unit })
  const { personId } = stay.event
  const nhsNumber = nhsNumberOf(at)
  const names = { family: `Featherstonehaugh${at}`, given: ['Wilhelmina', 'Ada'] }
  const council = { personId, organisation: 'E10000099', unit: undefined, detail: {} } as const
  const service = {
    ...stay.event,
    ...council,
    ...told(`care ${at}`),
    kind: 'service',
    startAt: '2025-11-03',
    label: 'Home care, four visits a day',
  } as CareEvent
  const assessed = { next: 'reablement', outcome: 'Reablement' }
  const assessment = {
    ...service,
    ...told(`assessed ${at}`),
    kind: 'assessment',
    status: 'finished',
    startAt: '2026-03-03',
    endAt: '2026-03-04',
    label: 'Care Act assessment',
    detail: assessed,
  } as CareEvent
  const person = { ...stay.person, ...names, nhsNumber, nhsNumberStatus: '01' }
  return { person, events: [stay.event, service, assessment] }
}

function nhsNumberOf(at: number): string {
  for (let nine = 999_000_000 + at * 10; ; nine++) {
    const digits = String(nine)
    const sum = [...digits].reduce((all, digit, place) => all + Number(digit) * (10 - place), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return digits + check
  }
}

const READY = { readyAt: '2026-03-01T12:00:00Z', pathway: '1' }

async function refreshed(t: TestContext, beds: number) {
  const { place, get, change } = await hospital(t, beds)
  const first = await get(0, '/')
  const since = nextOf(first)
  const [name] = namesIn(first)
  const changed = Number(/\d+/.exec(name!)![0])
  await change([inBed(changed, READY).event])
  const everybody = async (url: string) => {
    const pages = await Promise.all(Array.from({ length: BROWSERS }, (_, at) => get(at, url)))
    for (const page of pages) assert.deepEqual(namesIn(page), [name])
    return pages
  }
  const seen = await counting(place, () => everybody(since))
  await change([inBed(changed, { ...READY, pathway: '2' }).event])
  const again = await counting(place, () => everybody(since))
  const stays = await counting(place, async () => {
    const version = /since=([\d.-]+)/.exec(since)![1]
    const pages = await Promise.all(
      Array.from({ length: BROWSERS }, (_, at) => get(at, `/transfer/rows?since=${version}`)),
    )
    for (const page of pages)
      assert.match(page, new RegExp(`<a href="/transfer/[^"]+">${name}</a>`))
  })
  return { place, changed: personIdOf(SOURCE, `H${changed}`), seen, again, stays, first }
}

test('two hundred browsers after one change: what is asked and written does not grow with the list', async (t) => {
  const few = await refreshed(t, 60)
  const many = await refreshed(t, 1_200)
  assert.match(many.first, /1 to 100 of 1,200/)
  // One showing each; the one who has seen the whole list within the hour is shown it again.
  for (const { seen, again, stays } of [few, many]) {
    const { 'trail.entry': entries, ...rows } = seen.rows
    assert.deepEqual(rows, {
      'trail.list': BROWSERS - 1,
      'trail.look': BROWSERS - 1,
      'trail.look_again': 1,
      'kernel.news': 0,
    })
    assert.ok(entries! >= BROWSERS && entries! <= BROWSERS + 5, `${entries} entries`)
    const { 'trail.entry': flights, ...later } = again.rows
    assert.deepEqual(later, {
      'trail.list': 0,
      'trail.look': 0,
      'trail.look_again': BROWSERS,
      'kernel.news': 0,
    })
    assert.ok(flights! <= 60, `${flights} entries for all that was shown again`)
    // Whoever asks the same at once gets one answer; what is written is written of each.
    for (const { statements } of [seen, again, stays])
      assert.ok(statements <= BROWSERS, `${statements} statements`)
  }
  for (const { seen, again, stays } of [few, many])
    t.diagnostic(`statements: ${[seen, again, stays].map(({ statements }) => statements)}`)
  const looks = await many.place.trail.looksAt([many.changed], { limit: 500 })
  const own = looks.filter(({ what }) => what !== WHAT)
  assert.equal(looks.length - own.length, BROWSERS)
  assert.equal(new Set(own.map(({ actor }) => actor.id)).size, BROWSERS)
  const times = own.map((look) => look.times).sort()
  assert.deepEqual(times, [...Array(BROWSERS - 1).fill(2), 3])
})

test('of a page that is not there, a person sees the last that is, and a script nobody', async (t) => {
  const { place } = await hospital(t, 120)
  const asked = { what: WHAT, state: 'all', page: 99 } as const
  const shown = await lookAtLeaving(place, coordinator(1), asked)
  assert.deepEqual([shown.people.length, shown.page.number, shown.page.pages], [20, 2, 2])
  const { rows } = await counting(place, async () => {
    const told = await lookAtLeaving(place, coordinator(2), { ...asked, exactly: true })
    assert.deepEqual([told.people.length, told.page.of], [0, 120])
  })
  assert.equal(rows['trail.look'], 0, 'nobody is looked at who was not asked for')
})

test('who came, who left, who is otherwise: no more is answered, and by itself it is a page', async (t) => {
  const { place, get, change } = await hospital(t, 120)
  const first = await get(0, '/?page=2')
  const since = nextOf(first)
  assert.match(since, /^\/\?page=2&since=[\d.-]+$/)
  const nothing = await counting(place, async () => {
    assert.match(await get(0, since), /Nothing has changed/)
  })
  assert.deepEqual(new Set(Object.values(nothing.rows)), new Set([0]))
  const gone = inBed(3, {}, { status: 'finished', endAt: '2026-03-09T10:00:00Z' })
  const came = inBed(500)
  await change([gone.event, inBed(5, READY).event, came.event], [came.person])
  const page = await get(0, since)
  assert.deepEqual(namesIn(page), ['Ada5 Family5', 'Ada500 Family500'])
  assert.match(page, /2 people on this list changed since you saw it/)
  assert.deepEqual(goneIn(page), [gone.event.personId])
  assert.match(page, /<a[^>]* href="\/\?page=2"[^>]*>The whole list/)
  assert.match(await get(0, nextOf(page)), /Nothing has changed/)
  const left = inBed(7, {}, { status: 'finished', endAt: '2026-03-09T10:00:00Z' })
  await change([left.event])
  const only = await get(0, nextOf(page))
  assert.match(only, /Nobody who is on this list now has changed/)
  assert.doesNotMatch(only, /Nothing has changed|as you saw them/)
  // Of whoever has left nobody is told anything: they are no look.
  const looks = await place.trail.looksAt([gone.event.personId], { limit: 5 })
  assert.ok(looks.length <= 1)
})

test('a page of a hundred, each row as full as it gets, is under 100 kB', async (t) => {
  const { get, change } = await hospital(t, 0)
  const all = Array.from({ length: 120 }, (_, at) => inBedInFull(at))
  await change(
    all.flatMap(({ events }) => events),
    all.map(({ person }) => person),
  )
  const page = await get(0, '/')
  assert.equal(namesIn(page).length, 100)
  const row = /<tr[^>]*><th role="rowheader".*?<\/tr>/.exec(page)![0]
  const words = row.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  assert.match(words, /Needs Southmere Council.*Home care.*reablement, .*Ring the hospital/)
  const bytes = Buffer.byteLength(page)
  t.diagnostic(`${bytes} bytes, ${row.length} a row`)
  assert.ok(bytes < 100_000, `${bytes} bytes`)
})

test('a version that is old, from elsewhere or no version at all gives the whole list', async (t) => {
  const { get } = await hospital(t, 5)
  const [, seen] = /since=\d{10}-([\d.-]+)"/.exec(await get(0, '/'))!
  const now = String(Math.floor(Date.now() / 1000))
  const old = String(Math.floor(Date.now() / 1000) - 3_500)
  for (const since of [
    `${old}-${seen}`,
    `${now}-5-999999999999`,
    `9999999999-${seen}`,
    `${now}-9-5`,
    ...['1', '-1', 'x', '1e9', '%00', '9'.repeat(29), '9'.repeat(400), 'constructor'],
  ]) {
    assert.equal(namesIn(await get(0, `/?since=${since}`)).length, 5, since)
  }
  assert.equal(namesIn(await get(0, '/?since=1&since=2')).length, 5)
})

test('a page loaded anew after one came writes one look, and one row for all the others', async (t) => {
  const { place, get, change } = await hospital(t, 60)
  for (let browser = 0; browser < 20; browser++) await get(browser, '/')
  const came = inBed(500)
  await change([came.event], [came.person])
  const { rows } = await counting(place, async () => {
    for (let browser = 0; browser < 20; browser++) await get(browser, '/')
  })
  assert.deepEqual([rows['trail.list'], rows['trail.look'], rows['trail.look_again']], [20, 20, 20])
})

test('in a browser the rows change where they stand, and nothing moves before somebody asks', async (t) => {
  const { app, change } = await hospital(t, 4)
  let tellNews = () => {}
  const streams: ServerResponse[] = []
  app.get('/events/:topic', { config: { action: PUBLIC } }, (_, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
    reply.raw.write(': here\n\n')
    tellNews = () => void reply.raw.write('id: 1\nevent: changed\ndata: 1\n\n')
    streams.push(reply.raw)
  })
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end()
  })
  const origin = await app.listen({ port: 0, host: 'localhost' })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await openWindow(browser, origin)).newPage()
  await page.goto('/')
  const shown = () => page.locator('tbody tr').allInnerTexts()
  const before = await shown()
  const place = () => page.locator('tbody tr').first().boundingBox()
  const placed = await place()
  const [gone, came] = [
    inBed(3, {}, { status: 'finished', endAt: '2026-03-09T10:00:00Z' }),
    inBed(9),
  ]
  await change([inBed(1, READY).event, came.event, gone.event], [came.person])
  tellNews()
  const note = page.getByRole('link', { name: 'Something has changed' })
  await note.waitFor()
  assert.deepEqual(await shown(), before)
  assert.deepEqual(await place(), placed, 'news stands above the list and moves nothing of it')
  await note.click()
  await page.getByText('2 rows shown as now. 1 row no longer on this list.').waitFor()
  const after = await shown()
  assert.equal(after.length, 5)
  assert.match(after[0]!, /Ada1 Family1[\s\S]*ready/)
  assert.match(after[1]!, /Ada9 Family9/)
  assert.match(await page.locator('.cc-table__row--gone').innerText(), /Ada3 Family3/)
  assert.equal(await page.locator('.cc-table__row--changed').count(), 2)
  // The table that is new says what its cells are on a phone, as those that came with the page do.
  await page.setViewportSize({ width: 360, height: 740 })
  const labels = await page.evaluate<string[]>(
    `[...document.querySelectorAll('tbody td:nth-child(2)')].map((cell) => getComputedStyle(cell, '::before').content)`,
  )
  assert.equal(labels.length, 5)
  for (const label of labels) assert.match(label, /^"In hospital: "/)
  await checkAccessible(page)
})
