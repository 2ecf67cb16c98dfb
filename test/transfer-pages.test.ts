import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Viewer } from '../src/kernel/index.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import { registerFigures } from '../src/transfer/pages/figures.tsx'
import { registerList } from '../src/transfer/pages/list.tsx'
import { registerStay } from '../src/transfer/pages/stay.tsx'
import { checkAccessibleIn, openBrowser, openWindow, WIDE_AND_NARROW } from './browser.ts'
import { listed } from './transfer-looks.ts'
import {
  GEORGE,
  type Message,
  openTransferPlace,
  type TransferPlace,
  WREN,
} from './transfer-place.ts'
import { ANA, LEE, MAYA, PRIYA, TOM } from './written-here.ts'

const CAME = '2026-03-01 08:00'
const came: Message = { code: 'A01', of: GEORGE, at: CAME, came: CAME }
const care: Message = {
  ...came,
  code: 'A08',
  at: '2026-03-05 09:00',
  ready: '2026-03-03 10:00',
  pathway: '1',
  reason: 'Other home-based social care service not yet available (Pathway 1)',
}

async function open(t: TestContext): Promise<TransferPlace & { stay: string }> {
  const place = await openTransferPlace(t)
  await place.tell(came, care, { code: 'A01', of: WREN, at: CAME, came: CAME })
  const { stay } = (await listed(place, LEE)).find(({ name }) => name === 'George Whitfield')!
  return { ...place, stay }
}

async function appFor({ place }: TransferPlace, viewer: Viewer) {
  const app = await pageTestApp({ viewer })
  registerList(app, place)
  registerFigures(app, place)
  registerStay(app, place)
  return app
}

async function textOf(place: TransferPlace, viewer: Viewer, path: string): Promise<string> {
  const answer = await (await appFor(place, viewer)).inject(path)
  return answer.body.replaceAll(/<!-- -->/g, '')
}

test('each reads one list, with the step that is theirs and none that a clause does not open to them', async (t) => {
  const place = await open(t)
  const hub = await textOf(place, LEE, '/transfer')
  assert.match(hub, /Of 2 people in hospital whom you help, 1 can leave/)
  assert.match(hub, /By the NHS only; home with care/)
  assert.match(hub, /Care at home: with Southmere Council for 5 days, not taken yet/)
  assert.doesNotMatch(hub, /Take it/)
  const council = await textOf(place, ANA, '/transfer')
  assert.match(council, /\/do\/transfer\.take-task\?task=/)
  assert.doesNotMatch(council, /Barbara Wren/)
  assert.doesNotMatch(await textOf(place, TOM, '/transfer'), /George/)
  assert.match(await textOf(place, LEE, '/transfer?show=ready'), /George/)
  assert.doesNotMatch(await textOf(place, LEE, '/transfer?show=ready'), /Barbara/)
  assert.doesNotMatch(await textOf(place, LEE, '/transfer?ward=Ward+3'), /George/)
  assert.match(await textOf(place, MAYA, '/transfer?holder=ours'), /George/)
  assert.match(
    await textOf(place, LEE, '/transfer?holder=ours'),
    /Nobody fits what you have chosen/,
  )
  assert.match(await textOf(place, LEE, '/transfer?known-at=2026-02-01'), /As it was known on/)
})

test('the page of a stay says whose each hour was, and lets each side do what is theirs', async (t) => {
  const place = await open(t)
  const path = `/transfer/${place.stay}`
  const council = await textOf(place, MAYA, path)
  assert.match(council, /the NHS says so, and the other side has not confirmed it/)
  assert.match(council, /Of 7 days: Southmere Council 5 days and nobody 47 h|nobody 1 day 23 h/)
  for (const verb of [
    /Confirm that they are ready/,
    /Take it/,
    /Hand it over/,
    /Contest these minutes/,
  ])
    assert.match(council, verb)
  const ward = await textOf(place, PRIYA, path)
  assert.doesNotMatch(ward, /Contest these minutes|Confirm that they are ready|Take it/)
  assert.match(ward, /Say whether they are ready/)
  const refused = await (await appFor(place, TOM)).inject(path)
  assert.equal(refused.statusCode, 403)
  assert.doesNotMatch(refused.body, /George/)
  const nobody = await (await appFor(place, TOM)).inject(
    `/transfer/${place.stay.replace(/^./, '0')}`,
  )
  assert.equal(nobody.statusCode, refused.statusCode)
})

test('the pages pass axe, wide and on a phone', async (t) => {
  const place = await open(t)
  const app = await appFor(place, MAYA)
  t.after(() => app.close())
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await openWindow(browser, origin)).newPage()
  for (const path of ['/transfer', `/transfer/${place.stay}`, '/transfer/figures']) {
    await page.goto(path)
    await checkAccessibleIn(page, WIDE_AND_NARROW)
  }
})
