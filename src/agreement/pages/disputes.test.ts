import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  checkAccessibleIn,
  openBrowser,
  openWindow,
  WIDE_AND_NARROW,
} from '../../../test/browser.ts'
import { mayDo, powerDecider } from '../../access/index.ts'
import { callCommand } from '../../call-command.ts'
import { disputedAt } from '../../handed-in.ts'
import { fixedClock, isRefusal, newId, openLog, type Viewer } from '../../kernel/index.ts'
import { testDatabases } from '../../kernel/testing.ts'
import type { Disputed, Place } from '../../room.ts'
import { actions, commands, houseOf, rooms } from '../../rooms.ts'
import { pageTestApp } from '../../shell/testing.ts'
import { openTrail } from '../../trail/index.ts'
import { testSettings } from '../../trail/testing.ts'
import { web } from '../../web/index.ts'
import type { Agreement } from '../agreement.ts'
import { endDispute, insertDispute, insertFact } from '../queries-disputes.ts'
import { agreement as agreementRoom } from '../room.ts'
import { southmere } from '../testing.ts'

const viewer = (role: string, organisation: string, side: string): Viewer => ({
  actor: { id: `${role}.${side}`, name: `${side} ${role}`, role, organisation, side, via: 'web' },
  purpose: 'partnership',
})
const IAN = viewer('finance-lead', 'southmere-icb', 'nhs')
const SUNITA = viewer('finance-lead', 'southmere-council', 'council')
const MEG = viewer('clerk', 'southmere-council', 'council')

async function openPlace(t: TestContext) {
  const clock = fixedClock('2026-03-02T10:00:00Z')
  const databases = await testDatabases(t)
  const agreement: Agreement = await southmere(clock)
  const current = () => agreement
  const trail = await openTrail({
    databases,
    clock,
    log: openLog('silent'),
    settings: testSettings(t),
    decide: powerDecider(current),
  })
  t.after(() => trail.close())
  const place: Place = {
    databases,
    clock,
    trail,
    agreement: { current },
    house: houseOf(rooms),
    commands,
    disputedAt: (who: Viewer, about: Disputed) => disputedAt(place, who, about),
    roomWords: (name: string) => rooms.find((room) => room.name === name)?.words ?? name,
    call: (name: string, call: Parameters<Place['call']>[1]) => callCommand(place, name, call),
    whyNot(who: Viewer, name: string) {
      const answer = mayDo(agreement, who, actions.find((one) => one.name === name)!)
      return isRefusal(answer) ? answer : undefined
    },
  } as unknown as Place
  const appOf = async (who?: Viewer) => {
    const mayOpen = (asking: Viewer, name: string) => {
      const refusal = place.whyNot(asking, name)
      return refusal && { asked: '', sentence: refusal.sentence }
    }
    const app = await pageTestApp({ viewer: who, deps: { clock, mayOpen } })
    agreementRoom.pages!(app, place)
    web.pages!(app, place)
    t.after(() => app.close())
    const get = async (url: string) => {
      const answer = await app.inject(url)
      return { status: answer.statusCode, html: answer.body }
    }
    const post = async (url: string, fields: Record<string, string>) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const payload = new URLSearchParams(fields).toString()
      const answer = await app.inject({ method: 'POST', url, headers, payload })
      return { status: answer.statusCode, html: answer.body }
    }
    return { app, get, post }
  }
  const open = async (who = IAN) => {
    const input = {
      room: 'intake',
      key: newId(),
      about: 'The feed of ward 6',
      says: 'Secret words of ours',
    }
    const answer = await place.call('agreement.open-dispute', { viewer: who, input })
    assert.ok(answer.ok, JSON.stringify(answer))
    return (answer.result as { id: string }).id
  }
  return { place, clock, databases, appOf, open }
}

/** Straight into the tables, because three hundred of them are many commands. */
async function manyDisputes({ databases }: Awaited<ReturnType<typeof openPlace>>, count: number) {
  await databases.care.transaction(async (tx) => {
    for (let n = 0; n < count; n++) {
      const id = newId()
      const at = new Date(Date.UTC(2026, 1, 1 + (n % 28), 9))
      const about = `A difference about stay ${n}`
      await insertDispute(tx, { id, room: 'transfer', key: `stay-${n}`, about }, at)
      const { actor } = n % 2 === 0 ? IAN : SUNITA
      const { side, role, organisation, name } = actor
      const fact = { act: 'open' as const, at, side, role, organisation, name, words: 'We say so.' }
      const by = { actor: actor.id, entryId: newId() }
      await insertFact(tx, id, 1, by, fact)
      if (n % 10 === 0) await endDispute(tx, id, at)
      if (n % 10 === 0) await insertFact(tx, id, 2, by, { ...fact, act: 'withdraw' })
    }
  })
}

test('nothing, one, and three hundred: the list says what is due first and what waits for me', async (t) => {
  const own = await openPlace(t)
  const { get } = await own.appOf(SUNITA)
  assert.match((await get('/disputes')).html, /The two sides have not differed yet/)
  const id = await own.open()
  const one = (await get('/disputes')).html
  assert.match(one, /1 thing not settled, 1 waits for you\. The next step is due on Mon 16 Mar/)
  assert.match(one, new RegExp(`<a href="/disputes/${id}">The feed of ward 6</a>`))
  assert.match(one, /\/do\/agreement\.propose-settlement\?dispute=/)
  await manyDisputes(own, 300)
  const first = (await get('/disputes')).html
  assert.match(first, /271 things not settled/)
  assert.match(first, /1 to 100 of 271/)
  assert.ok(first.length < 150_000, `${first.length} bytes`)
  assert.match((await get('/disputes?page=3')).html, /201 to 271 of 271/)
  const oldest = (await get('/disputes?order=oldest')).html
  const newest = (await get('/disputes?order=newest&room=transfer')).html
  assert.match(newest, /1 to 100 of 270/)
  assert.match(newest, /\/disputes\?order=newest&amp;room=transfer&amp;page=2/)
  assert.notEqual(firstOf(oldest), firstOf(newest))
  assert.match((await get('/disputes?show=ended')).html, /Withdrawn/)
  assert.equal((await get("/disputes?show=x&page=1'&order=constructor")).status, 200)
})

test('buttons stand only where the command would be done, and each leads to its form', async (t) => {
  const { appOf, open, clock } = await openPlace(t)
  const id = await open()
  const labels = async (who: Viewer) => {
    const { html } = await (await appOf(who)).get(`/disputes/${id}`)
    return [...html.matchAll(/href="\/do\/agreement\.([a-z-]+)\?/g)].map(([, name]) => name)
  }
  assert.deepEqual(await labels(IAN), [
    'propose-settlement',
    'say-in-dispute',
    'move-dispute',
    'withdraw-dispute',
  ])
  assert.deepEqual(await labels(SUNITA), ['propose-settlement', 'say-in-dispute', 'move-dispute'])
  assert.deepEqual(await labels(MEG), [])
  clock.set('2026-03-20T10:00:00Z')
  assert.deepEqual(await labels(SUNITA), ['say-in-dispute'])
  const resident = { ...viewer('resident', '', ''), purpose: 'own-record' }
  assert.equal((await (await appOf(resident)).get(`/disputes/${id}`)).status, 403)
  assert.equal((await (await appOf(IAN)).get(`/disputes/${newId()}`)).status, 404)
})

test('everybody sees that there is a dispute; nobody outside sees its words or its people', async (t) => {
  const { appOf, open } = await openPlace(t)
  await open()
  const { status, html } = await (await appOf()).get('/public/disputes')
  assert.equal(status, 200)
  assert.match(html, /What arrives/)
  assert.match(html, /Two officers/)
  assert.match(html, /what was done for a person goes on being done/)
  assert.doesNotMatch(html, /Secret words|ward 6|finance-lead\.|nhs finance/)
})

test('the form is filled in, looked at and sent; what is wrong is said and kept', async (t) => {
  const { appOf, place } = await openPlace(t)
  const { get, post } = await appOf(IAN)
  const path = '/do/agreement.open-dispute'
  const start = await get(
    `${path}?room=agreement&key=clause-9.1&about=Clause%209.1&then=/agreement`,
  )
  assert.equal(start.status, 200)
  assert.match(start.html, /<input type="hidden" name="key" value="clause-9.1"/)
  const key = /name="_key" value="([^"]+)"/.exec(start.html)![1]!
  const typed = Object.fromEntries([
    ['room', 'agreement'],
    ['key', 'clause-9.1'],
    ['about', 'Clause 9.1'],
    ['_key', key],
    ['then', '/agreement'],
  ])
  const wrong = await post(path, { ...typed, says: 'word '.repeat(301), _step: 'preview' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.html, /<title>Error: Open a dispute/)
  assert.match(wrong.html, /<a href="#says">What your side says: it has more than 300 words/)
  assert.match(wrong.html, /word word word/)
  const good = { ...typed, says: 'Ours is\r\nother <b>' }
  const preview = await post(path, { ...good, _step: 'preview' })
  assert.equal(preview.status, 200)
  assert.match(preview.html, /A dispute is opened\. It goes to two officers first/)
  assert.match(preview.html, /other &lt;b&gt;/)
  const count = async () =>
    (await place.databases.care.short.query('select from agreement.dispute')).rowCount
  assert.equal(await count(), 0)
  const done = await post(path, { ...good, _step: 'do' })
  const again = await post(path, { ...good, _step: 'do' })
  assert.equal(done.status, 200)
  assert.match(done.html, /See what was done/)
  assert.match(done.html, /href="\/agreement">Go back/)
  assert.equal(again.html, done.html)
  assert.equal(await count(), 1)
  const second = await post(path, { ...good, _key: newId(), _step: 'do' })
  assert.equal(second.status, 409)
  assert.match(second.html, /<a href="\/disputes\/[^"]+">Read it, and say there/)
  const change = await post(path, { ...good, _step: 'change' })
  assert.match(change.html, /Ours is\nother &lt;b&gt;<\/textarea>/)
})

test('a form that nobody lets me send is not drawn; one that is not there is not there', async (t) => {
  const { appOf } = await openPlace(t)
  const { get, post } = await appOf(MEG)
  const refused = await get('/do/agreement.open-dispute')
  assert.equal(refused.status, 403)
  assert.match(refused.html, /none lets clerks open a dispute/)
  assert.equal((await post('/do/agreement.open-dispute', { _step: 'do' })).status, 422)
  for (const name of ['nope', 'constructor', '__proto__'])
    assert.equal((await get(`/do/${name}`)).status, 404)
  const away = await (await appOf(IAN)).get('/do/agreement.open-dispute?then=https://evil.example/')
  assert.doesNotMatch(away.html, /href="[^"]*evil\.example|name="then"/)
  assert.match(away.html, /class="nhsuk-back-link" href="\/"/)
})

test('the pages pass axe, wide and narrow, with nothing, and with many', async (t) => {
  const own = await openPlace(t)
  const { app } = await own.appOf(IAN)
  const browser = await openBrowser()
  t.after(() => browser.close())
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const check = async (paths: string[]) => {
    const page = await (await openWindow(browser, origin)).newPage()
    for (const path of paths) {
      await page.goto(path)
      await checkAccessibleIn(page, WIDE_AND_NARROW)
    }
  }
  await check(['/disputes', '/public/disputes'])
  const id = await own.open(SUNITA)
  await manyDisputes(own, 12)
  const form = `/do/agreement.say-in-dispute?dispute=${id}`
  const blank = '/do/agreement.open-dispute'
  await check(['/disputes', `/disputes/${id}`, '/public/disputes', form, blank])
})

function firstOf(html: string): string {
  return /<a href="(\/disputes\/[^"?]+)">/.exec(html)![1]!
}
