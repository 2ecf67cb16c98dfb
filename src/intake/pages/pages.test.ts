import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  checkAccessibleIn,
  openBrowser,
  openWindow,
  WIDE_AND_NARROW,
} from '../../../test/browser.ts'
import { refuse, toSourceId, type Viewer } from '../../kernel/index.ts'
import type { PageRefusal } from '../../shell/index.ts'
import { pageTestApp } from '../../shell/testing.ts'
import type { Feed } from '../feeds.ts'
import { loadFiles } from '../load-files.ts'
import { listQuarantine } from '../quarantine.ts'
import { register } from '../register.ts'
import { type TestIntake, testIntake } from '../testing.ts'

const JOAN: Viewer = {
  actor: {
    id: 'joan.marsh',
    name: 'Joan Marsh',
    role: 'governance-lead',
    organisation: 'southmere-council',
    side: 'council',
    via: 'web',
  },
  purpose: 'governance',
}
const PRIYA: Viewer = {
  actor: { ...JOAN.actor, id: 'priya.shah', name: 'Priya Shah', role: 'ward-coordinator' },
  purpose: 'direct-care',
}
const MARTHA: Viewer = {
  actor: { ...JOAN.actor, id: 'martha.okello', name: 'Martha Okello', role: 'resident', side: '' },
  purpose: 'own-record',
}
const HOSPITAL: Feed = {
  feed: toSourceId('mere-general'),
  name: 'the hospital’s messages and record',
  lastArrivedAt: '2026-03-10T07:12:00Z',
  late: false,
  every: '24 h',
  clause: '9.1',
  items: 12_345,
}
const COMMUNITY: Feed = {
  feed: toSourceId('southmere-community'),
  name: 'the community nursing record',
  late: true,
  every: '24 h',
  clause: '9.4',
  items: 0,
}
const STRANGER: Feed = {
  feed: toSourceId('elsewhere'),
  name: 'elsewhere',
  lastArrivedAt: '2026-03-09T07:12:00Z',
  late: false,
  items: 1,
}

/** Staff may see what arrived, whoever checks may read again, a resident may do neither. */
function whyNotOpen({ actor, purpose }: Viewer, what: string): PageRefusal | undefined {
  const may = what === 'intake.replay' ? purpose === 'governance' : actor.role !== 'resident'
  return may ? undefined : { asked: 'You asked for this page.', sentence: 'No clause lets you.' }
}

async function openPages(
  t: TestContext,
  place: TestIntake,
  viewer: Viewer | undefined,
  feeds: Feed[] = [],
) {
  const deps = { clock: place.clock, mayOpen: whyNotOpen }
  const app = await pageTestApp({ viewer, deps })
  register(app, {
    ...place,
    feeds: async () => feeds,
    whyNot: (who, what) => {
      const why = whyNotOpen(who, what)
      return why && refuse('no-power', why.sentence)
    },
  })
  t.after(() => app.close())
  const get = async (url: string) => {
    const answer = await app.inject(url)
    return { status: answer.statusCode, html: answer.body, location: answer.headers.location }
  }
  return { app, get }
}

async function quarantined(place: TestIntake): Promise<string[]> {
  const bad = (id: string) => `{"resourceType":"Patient","id":"${id}","birthDate":"2026-02-31"}`
  await loadFiles(
    place,
    [place.write('Martha-Okello.ndjson', `${bad('OKELLO')}\n{}\n`)],
    'mere-general',
  )
  return (await listQuarantine(place.databases.care.short)).items.map(({ id }) => id)
}

test('the feeds page says first what is late, with the clause that promises it', async (t) => {
  const place = await testIntake(t)
  const late = await openPages(t, place, JOAN, [HOSPITAL, STRANGER, COMMUNITY])
  const { status, html } = await late.get('/intake')
  assert.equal(status, 200)
  assert.match(
    html,
    /No: 1 feed is late \(the community nursing record\)\. What it would have said/,
  )
  assert.ok(html.indexOf('community nursing record</') < html.indexOf('messages and record</'))
  assert.match(html, /every 24 h \(<a href="\/agreement\/part\/9#clause-9\.1">/)
  assert.match(html, /never/)
  assert.match(html, /not in the agreement/)
  assert.match(html, /12,345/)
  const good = await openPages(t, place, JOAN, [HOSPITAL])
  assert.match((await good.get('/intake')).html, /Yes: no feed is late/)
  const none = await openPages(t, place, JOAN)
  assert.match((await none.get('/intake')).html, /No feed yet/)
})

test('quarantine shows where and why, never what or whose, and not the name of the file', async (t) => {
  const place = await testIntake(t)
  await quarantined(place)
  const { get } = await openPages(t, place, JOAN)
  const { status, html } = await get('/intake/quarantine')
  assert.equal(status, 200)
  assert.match(html, /2 items/)
  assert.match(html, /31 February 2026/)
  assert.match(html, /Patient\.birthDate/)
  assert.match(html, /line 2/)
  assert.doesNotMatch(html, /okello/i)
  // What no clause names is no party's: only whoever reads again sees that it waits.
  const other = await openPages(t, place, PRIYA)
  assert.match((await other.get('/intake/quarantine')).html, /Quarantine is empty/)
})

test('reading again is for whoever checks; a resident is led to their own record', async (t) => {
  const place = await testIntake(t)
  const [id] = await quarantined(place)
  const checking = await openPages(t, place, JOAN)
  const link = `/do/intake.replay?id=${id}&amp;then=/intake/quarantine`
  assert.ok((await checking.get('/intake/quarantine')).html.includes(`href="${link}"`))
  const caring = await openPages(t, place, PRIYA)
  assert.ok(!(await caring.get('/intake/quarantine')).html.includes('/do/intake.replay'))
  const own = await openPages(t, place, MARTHA)
  assert.equal((await own.get('/intake/quarantine')).status, 403)
  const nobody = await openPages(t, place, undefined)
  assert.match(String((await nobody.get('/intake')).location), /^\/sign-in/)
})

test('a long quarantine arrives in pages', async (t) => {
  const place = await testIntake(t)
  const lines = Array.from({ length: 130 }, (_, at) => `{"number":${at}}`).join('\n')
  await loadFiles(place, [place.write('many.ndjson', lines)], 'mere-general')
  const { get } = await openPages(t, place, JOAN)
  const { html } = await get('/intake/quarantine')
  const next = /href="(\/intake\/quarantine\?page=2)"/.exec(html)![1]!
  const second = await get(next)
  assert.equal(second.html.match(/Item \d+/g)!.length >= 30, true)
  assert.match(second.html, /Previous page/)
  const first = (page: { html: string }) => Number(/Item (\d+)/.exec(page.html)![1])
  const oldest = await get('/intake/quarantine?order=oldest')
  assert.ok(first(oldest) < first(second) && first(second) < first({ html }))
  assert.match(oldest.html, /order=oldest&amp;page=2/)
  assert.match((await get('/intake/quarantine?kind=hl7v2')).html, /Nothing of this is there/)
  assert.equal((await get('/intake/quarantine?page=x%27&order=__proto__&source=x')).status, 200)
})

test('both pages pass axe, wide and narrow, with nothing, a few and late', async (t) => {
  const place = await testIntake(t)
  const empty = await openPages(t, place, JOAN, [])
  const browser = await openBrowser()
  t.after(() => browser.close())
  const check = async (app: typeof empty.app) => {
    const origin = await app.listen({ port: 0, host: '127.0.0.1' })
    const page = await (await openWindow(browser, origin)).newPage()
    for (const path of ['/intake', '/intake/quarantine']) {
      await page.goto(path)
      await checkAccessibleIn(page, WIDE_AND_NARROW)
    }
  }
  await check(empty.app)
  await quarantined(place)
  await check((await openPages(t, place, JOAN, [HOSPITAL, COMMUNITY, STRANGER])).app)
})
