import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  checkAccessibleIn,
  openBrowser,
  openWindow,
  WIDE_AND_NARROW,
} from '../../../test/browser.ts'
import { fixedClock, isRefusal, openLog, systemActor, type Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import { pageTestApp } from '../../shell/testing.ts'
import { testTrail } from '../../trail/testing.ts'
import { openAgreement } from '../open-agreement.ts'
import type { Texts } from '../read-agreement.ts'
import { agreement as agreementRoom } from '../room.ts'
import { edit, kinds, sign, southmereTexts } from '../testing.ts'

const reader: Viewer = {
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

/** The pages of a place that adopted these texts, one after the other. */
async function openPages(t: TestContext, adopted: Texts[], viewer?: Viewer) {
  const clock = fixedClock('2026-03-03T10:00:00Z')
  const { trail, databases } = await testTrail(t, { clock })
  const log = openLog('silent')
  const room = await openAgreement({ databases, trail, kinds, clock, log, mode: 'made-up' })
  for (const texts of adopted) {
    const answer = await room.adopt({ actor: systemActor('test'), purpose: 'agreement' }, texts)
    assert.ok(!isRefusal(answer))
  }
  const app = await pageTestApp({ viewer, deps: { clock } })
  agreementRoom.pages!(app, { agreement: room, clock, whyNot: () => undefined } as unknown as Place)
  t.after(() => app.close())
  const get = async (path: string) => {
    const answer = await app.inject(path)
    return { status: answer.statusCode, html: answer.body, location: answer.headers.location }
  }
  return { app, clock, room, get }
}

async function changedTexts(): Promise<Texts> {
  const first = await southmereTexts()
  const narrower = edit(
    first,
    'data: [demographics, hospital, leaving, leaving-need, health-record, council-care, carer, do-not-tell, looks]',
    'data: [demographics, hospital, leaving, leaving-need, council-care, carer, do-not-tell, looks]',
  )
  return sign(edit(narrower, "version: '1.0'", "version: '1.1'"))
}

const BYTES_MAX = 100_000

test('anybody can read the whole agreement without signing in, a page a part', async (t) => {
  const { get, room } = await openPages(t, [await southmereTexts()])
  const { status, html } = await get('/public/agreement')
  assert.equal(status, 200)
  assert.ok(html.includes('Version 1.0, in effect since'))
  assert.ok(html.includes('Dr Amara Nwosu') && html.includes('Tue 18 Mar 2025 10:05'))
  assert.ok(html.includes(room.current()!.hash))
  const parts = await Promise.all(
    room.current()!.parts.map(async ({ number }) => {
      const page = await get(`/public/agreement/part/${number}`)
      assert.equal(page.status, 200)
      return [number, page.html] as const
    }),
  )
  const pages = new Map(parts)
  for (const { number } of room.current()!.clauses) {
    const [part] = number.split('.')
    assert.ok(html.includes(`href="/public/agreement/part/${part}#clause-${number}"`), number)
    assert.ok(pages.get(part!)!.includes(`id="clause-${number}"`), number)
  }
  assert.match(pages.get('6')!, /Ward coordinators may see, for direct care/)
  assert.match(pages.get('3')!, /Asked for by (<!-- -->)?Southmere Voluntary Action/)
  for (const [number, page] of [['contents', html] as const, ...parts]) {
    assert.ok(Buffer.byteLength(page) < BYTES_MAX, `${number}: ${Buffer.byteLength(page)} bytes`)
    for (const [, part, target] of page.matchAll(
      /href="\/public\/agreement\/part\/(\d+)#([^"]+)"/g,
    )) {
      assert.ok(pages.get(part!)!.includes(`id="${target}"`), `${part}#${target} leads nowhere`)
    }
  }
  const none = await get('/public/agreement/part/99')
  assert.equal(none.status, 404)
  assert.match(none.html, /The agreement has no such part/)
})

test('every word that was signed stands on one page, for paper', async (t) => {
  const { get, room } = await openPages(t, [await southmereTexts()])
  const { html } = await get('/public/agreement/whole')
  for (const { number } of room.current()!.clauses) {
    assert.ok(html.includes(`id="clause-${number}"`), number)
  }
  assert.ok(Buffer.byteLength(html) < BYTES_MAX, `${Buffer.byteLength(html)} bytes`)
})

test('who is signed in reads the same; who is not is led to sign in', async (t) => {
  const texts = [await southmereTexts()]
  const { get } = await openPages(t, texts, reader)
  assert.match((await get('/agreement')).html, /What runs by which clause/)
  assert.match((await get('/agreement/coverage')).html, /Nothing\. Whatever the software does/)
  const outside = await openPages(t, texts)
  for (const path of [
    '/agreement',
    '/agreement/part/1',
    '/agreement/whole',
    '/agreement/coverage',
    '/agreement/changes',
  ]) {
    const { status, location } = await outside.get(path)
    assert.equal(status, 303)
    assert.match(String(location), /^\/sign-in/)
  }
})

test('before any text is adopted every page says what that means', async (t) => {
  const { get } = await openPages(t, [], reader)
  for (const path of [
    '/public/agreement',
    '/public/agreement/part/1',
    '/public/agreement/whole',
    '/public/agreement/changes',
    '/agreement/coverage',
  ]) {
    const { status, html } = await get(path)
    assert.equal(status, 200)
    assert.match(html, /No agreement is in effect/)
  }
})

test('the text in effect stands beside the one before it', async (t) => {
  const { get } = await openPages(t, [await southmereTexts(), await changedTexts()])
  const page = await get('/public/agreement')
  assert.match(page.html, /What changed from version/)
  const { html } = await get('/public/agreement/changes')
  assert.match(html, /Ward coordinators may no longer see the health record\./)
  assert.match(html, /There was no such clause\.|Before/)
  assert.match(page.html, /Versions/)
  assert.ok(page.html.includes('href="/public/agreement/changes?version=2"'))
  const second = await get('/public/agreement/changes?version=2')
  assert.match(second.html, /Ward coordinators may no longer see the health record\./)
  assert.match((await get('/public/agreement/changes?version=1')).html, /This is the first version/)
  const only = await openPages(t, [await southmereTexts()])
  assert.match((await only.get('/public/agreement/changes')).html, /This is the first version/)
})

test('an agreement that has ended says on its first screen what stops, and by which clause', async (t) => {
  const { get, clock } = await openPages(t, [await southmereTexts()])
  clock.set('2028-10-01T10:00:00Z')
  const { html } = await get('/public/agreement')
  assert.match(html, /cc-flag--alert">The agreement ended half a year ago/)
  assert.match(html, /href="\/public\/agreement\/part\/11#clause-11\.5"/)
})

test('who is signed in reads which clauses open something to them, and no others', async (t) => {
  const { get } = await openPages(t, [await southmereTexts()], reader)
  const { html } = await get('/agreement/mine')
  assert.match(html, /As governance lead at Southmere Council\./)
  assert.ok(html.includes('href="/agreement/part/6#clause-6.11"'))
  assert.ok(!html.includes('clause-6.1"'))
})

test('codes and keys are signed with the text, and stand where nobody has to read past them', async (t) => {
  const { get, room } = await openPages(t, [await southmereTexts()])
  const { html } = await get('/public/agreement/part/2')
  const codes = room.current()!.parties.flatMap((party) => party.codes)
  const shut = html.replaceAll(/<details[\s\S]*?<\/details>/g, '')
  assert.ok(codes.length > 5)
  for (const code of codes) assert.ok(html.includes(code) && !shut.includes(code), code)
})

test('the contents stay in view, wide, on a phone and at twice the size, and each clause has an address', async (t) => {
  const { app } = await openPages(t, [await southmereTexts()], reader)
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await openBrowser()
  t.after(() => browser.close())
  for (const options of [{}, { width: 640, height: 450 }, { width: 360, height: 740 }]) {
    const page = await (await openWindow(browser, origin, { ...options, script: false })).newPage()
    await page.goto('/agreement/part/6#clause-6.9')
    const contents = page.locator('.cc-reading__contents')
    const wide = options.width === undefined
    if (!wide) await contents.locator('summary').click()
    await page.locator('#clause-6\\.15').scrollIntoViewIfNeeded()
    const { y: top } = (await contents.boundingBox())!
    assert.ok(top >= 0 && top < 40, `${JSON.stringify(options)}: the contents are at ${top}`)
    const link = contents.getByRole('link', { name: /^6\.1 / })
    await link.scrollIntoViewIfNeeded()
    const { y } = (await link.boundingBox())!
    assert.ok(y >= 0 && y < (options.height ?? 900), `${JSON.stringify(options)}: ${y}`)
    await link.click()
    assert.match(page.url(), /\/agreement\/part\/6#clause-6\.1$/)
    await page.locator('#clause-6\\.2').getByRole('link', { name: '6.2', exact: true }).click()
    assert.match(page.url(), /#clause-6\.2$/)
  }
})

test('every page passes axe, wide, on a phone and without script', async (t) => {
  const { app } = await openPages(t, [await southmereTexts(), await changedTexts()], reader)
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await openWindow(browser, origin)).newPage()
  for (const path of [
    '/public/agreement',
    '/agreement/part/6',
    '/agreement/whole',
    '/agreement/changes',
    '/agreement/coverage',
    '/agreement/mine',
  ]) {
    await page.goto(path)
    await checkAccessibleIn(page, WIDE_AND_NARROW)
  }
  for (const size of WIDE_AND_NARROW) {
    await page.setViewportSize(size)
    await page.goto('/agreement/part/6#clause-6.1')
    assert.ok(await page.locator('#clause-6\\.1').isVisible())
  }
})
