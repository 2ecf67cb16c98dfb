import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readMailbox } from '../src/access/index.ts'
import { openBrowser, openWindow, signInAs } from './browser.ts'
import { quietPort } from './quiet-port.ts'
import { listed, lookedAt } from './transfer-looks.ts'
import { GEORGE, type Message, openTransferPlace, type Patient, WREN } from './transfer-place.ts'
import { LEE, MAYA } from './written-here.ts'

/** The list in real browsers, over real streams: who works with it all day, several of them at once. */
const CAME = '2026-03-01 08:00'
const CARE = 'Other home-based social care service not yet available (Pathway 1)'
const DOE: Patient = { id: 'H3', name: 'Doe^Jane', ward: 'Ward 6' }
const come = (of: Patient): Message => {
  const came = of === DOE ? '2026-03-02 08:00' : CAME
  return { code: 'A01', of, at: came, came }
}
const waits = (of: Patient, at: string): Message => ({
  ...come(of),
  code: 'A08',
  at,
  ready: '2026-03-03 10:00',
  pathway: '1',
  reason: CARE,
})

async function open(t: TestContext) {
  const port = await quietPort()
  const opened = await openTransferPlace(t, { env: { PORT: String(port) } })
  const app = await opened.serve()
  await opened.place.news.start()
  await app.listen({ port, host: 'localhost' })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const { origin } = opened.place.settings
  const at = async (persona: string, path: string, options = {}) => {
    const page = await (await openWindow(browser, origin, options)).newPage()
    await signInAs(page, persona)
    await page.goto(path)
    return page
  }
  return { ...opened, app, browser, at }
}

/** What the council has open: somebody has asked it for his care at home. */
const ASKED = [
  'record_type,la_person_id,nhs_number,given_name,family_name,date_of_birth,reference,kind,start,as_of',
  `person,P-1,${GEORGE.nhs},George,Whitfield,1946-09-21,,,,2026-03-10`,
  `request,P-1,${GEORGE.nhs},George,Whitfield,1946-09-21,R-1,,2026-03-05,2026-03-10`,
]

const row = (page: Page, name: string) => page.locator('tbody tr', { hasText: name })

test('rows come by themselves, and nothing at which somebody is moves', async (t) => {
  const place = await open(t)
  await place.tell(come(GEORGE), come(WREN), come(DOE), waits(WREN, '2026-03-05 09:00'))
  const page = await place.at('lee.carter', '/transfer')
  const names = async () =>
    (await page.locator('tbody th a').allInnerTexts()).map((name) => name.split(' ')[0])
  assert.deepEqual(await names(), ['Barbara', 'George', 'Jane'])

  // She is at the row in the middle: what stands below comes, what stands above waits, and what she ticked stays.
  const tick = row(page, 'George').getByRole('checkbox')
  await tick.check()
  await row(page, 'George').hover()
  const place_ = await row(page, 'George').boundingBox()
  await place.tell({
    ...come(DOE),
    code: 'A08',
    at: '2026-03-09 09:00',
    expected: '2026-03-12 12:00',
  })
  await row(page, 'Jane').getByText('Expected to leave Thu 12 Mar').waitFor()
  await place.tell(
    { ...waits(WREN, '2026-03-09 10:00'), pathway: '3' },
    { ...come(GEORGE), code: 'A08', at: '2026-03-09 10:00', expected: '2026-03-11 12:00' },
  )
  await page.getByText('More has changed: it is shown when you leave the list.').waitFor()
  assert.deepEqual(await row(page, 'George').boundingBox(), place_)
  assert.match(await row(page, 'Barbara').innerText(), /home with care/)
  await page.mouse.move(5, 5)
  await page.evaluate('document.activeElement.blur()')
  await row(page, 'Barbara').getByText('a care home').waitFor()
  await row(page, 'George').getByText('Expected to leave Wed 11 Mar').waitFor()
  assert.equal(await tick.isChecked(), true)
  assert.deepEqual(await names(), ['Barbara', 'George', 'Jane'])

  // Whatever happened while the stream was broken comes when it is there again.
  place.app.server.closeAllConnections()
  await place.tell({
    ...come(DOE),
    code: 'A08',
    at: '2026-03-09 11:00',
    expected: '2026-03-14 12:00',
  })
  await row(page, 'Jane').getByText('Expected to leave Sat 14 Mar').waitFor()

  // Who leaves is marked before they go.
  await place.tell({ ...come(DOE), code: 'A03', at: '2026-03-10 08:00', left: '2026-03-10 08:00' })
  await page.locator('.cc-table__row--gone', { hasText: 'Jane' }).waitFor()

  // What came by itself was a look as well, and extends the one before.
  const [wren] = await listed(place, LEE)
  const looks = await place.place.trail.looksAt([wren!.person], { limit: 9 })
  const own = looks.filter(({ what }) => what.includes('next shift'))
  assert.deepEqual(
    own.map(({ actor }) => actor.id),
    ['lee.carter'],
  )
  assert.ok(own[0]!.times >= 2)

  const plain = await place.at('lee.carter', '/transfer', { script: false })
  await place.tell({
    ...come(GEORGE),
    code: 'A08',
    at: '2026-03-10 08:30',
    expected: '2026-03-13 12:00',
  })
  await row(page, 'George').getByText('Expected to leave Fri 13 Mar').waitFor()
  await plain.getByRole('link', { name: 'Show only what has changed' }).click()
  assert.equal(
    await plain.locator('h1').innerText(),
    '1 person on this list changed since you saw it',
  )
  assert.deepEqual(await plain.locator('tbody th a').allInnerTexts(), ['George Whitfield'])
})

async function says(page: Page, button: string, fill: Readonly<Record<string, string>> = {}) {
  for (const [label, value] of Object.entries(fill)) await page.getByLabel(label).fill(value)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
}

test('four people bring George home, each on their own screen', async (t) => {
  const place = await open(t)
  const known: Message = {
    ...come(GEORGE),
    code: 'A08',
    at: '2026-03-05 09:00',
    pathway: '1',
    reason: CARE,
  }
  await place.tell(come(GEORGE), known, come(WREN))
  await place.load('southmere-council-daily', ASKED)
  const ward = await place.at('priya.shah', '/transfer?ward=Ward+6&order=bed')
  const hub = await place.at('lee.carter', '/transfer')
  const council = await place.at('maya.lowe', '/transfer?show=ready')
  const worker = await place.at('ana.reid', '/transfer?holder=ours')
  await council.getByText('Nobody fits what you have chosen.').waitFor()
  await council.goto('/transfer')

  // The ward says that he can leave; the others read it without asking.
  await row(ward, 'George')
    .getByRole('link', { name: /^Say whether they are ready/ })
    .click()
  await says(ward, 'Say whether they are ready', { 'Since when? (optional)': '6/3/2026 09:00' })
  await place.settle()
  await row(council, 'George').getByText('By the NHS only').waitFor()
  await row(hub, 'George').getByText('By the NHS only').waitFor()
  await row(worker, 'George').getByText('not taken yet').waitFor()

  // The council's social worker takes its task, and the hospital's hub reads that.
  await row(worker, 'George')
    .getByRole('link', { name: /^Take it: care at home/ })
    .click()
  await says(worker, 'Take it')
  await place.settle()
  await row(hub, 'George')
    .getByText(/Care at home: with Southmere Council for [^,]*$/)
    .waitFor()

  // The council's hub contests two days.
  await row(council, 'George').getByRole('link', { name: 'George Whitfield', exact: true }).click()
  const stay = new URL(council.url()).pathname.split('/').at(-1)!
  await council
    .getByRole('link', { name: /^Contest these minutes/ })
    .first()
    .click()
  await council.getByLabel('From when?').fill('7/3/2026 09:00')
  await council.getByLabel('Until when?').fill('9/3/2026 09:00')
  await says(council, 'Contest these minutes', {
    'What your side says': 'The therapist had not seen them yet.',
  })
  await place.settle()
  const clock = await lookedAt(place, MAYA, stay)
  assert.equal(clock.totals.unresolved, 2 * 24 * 60)

  // A home is asked, offers to have him tomorrow, and is taken at its word; his sister reads when he comes.
  const family = { stay, address: 'sister@example.org', agreed: true }
  assert.ok((await place.does(LEE, 'transfer.tell-family', family)).ok)
  const [sent] = await readMailbox(place.place, { limit: 1, to: family.address })
  const sister = await (await openWindow(place.browser, place.place.settings.origin)).newPage()
  const refer = { stay, task: 'recovery-bed', to: 'the-limes', needs: ['nights'] }
  const referred = await place.does(LEE, 'transfer.refer', refer)
  const { asking } = (referred as { result: { asking: string } }).result
  const home = await place.at('olive.marsden', `/transfer/asked/${asking}`)
  assert.doesNotMatch(await home.locator('main').innerText(), /George/)
  await home.getByRole('link', { name: /^Offer/ }).click()
  await home.getByLabel(/^From when/).fill('11/3/2026 11:00')
  await home.getByRole('button', { name: 'Go on' }).click()
  await home.getByRole('button', { name: /^Offer/ }).click()
  await home.getByRole('heading', { name: 'Done' }).waitFor()
  assert.ok((await place.does(LEE, 'transfer.accept-offer', { asking })).ok)
  await sister.goto(new URL(sent!.mail.links[0]!).pathname)
  assert.match(await sister.locator('main').innerText(), /Tomorrow, 11:00/)

  await ward.goto('/transfer?ward=Ward+6&order=bed')
  // He leaves: his row is marked on every screen, and the clock of every hour is there.
  await ward.goto('/transfer?ward=Ward+6&order=bed')
  place.clock.set('2026-03-10T09:20:00Z')
  await place.tell({
    ...come(GEORGE),
    code: 'A03',
    at: '2026-03-10 09:15',
    left: '2026-03-10 09:15',
  })
  await row(ward, 'George').and(ward.locator('.cc-table__row--gone')).waitFor()
  await row(hub, 'George').and(hub.locator('.cc-table__row--gone')).waitFor()
  for (const screen of [hub, council]) {
    await screen.goto(`/transfer/${stay}`)
    await screen.getByText('The stay is over.').waitFor()
  }
  const after = await lookedAt(place, MAYA, stay)
  const minutes = 4 * 24 * 60 + 15
  const held = Object.values(after.totals.held).reduce((sum, one) => sum + one, 0)
  assert.equal(after.totals.minutes, minutes)
  assert.equal(held + after.totals.unresolved, minutes)
  assert.equal(after.totals.unresolved, 2 * 24 * 60)
  const whole = after.segments.reduce(
    (sum, { from, to }) => sum + Date.parse(to!) - Date.parse(from!),
    0,
  )
  assert.equal(whole, minutes * 60_000)
})
