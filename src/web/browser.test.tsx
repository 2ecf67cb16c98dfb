import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import {
  checkAccessible,
  checkAccessibleIn,
  openBrowser,
  openWindow,
  signInAs,
  WIDE_AND_NARROW,
} from '../../test/browser.ts'
import { DAY_MS, freePort, openLog, PUBLIC, readSettings, systemClock } from '../kernel/index.ts'
import { personCalled, testDatabases } from '../kernel/testing.ts'
import type { Concern, TodayLine } from '../room.ts'
import { action, listAddress, requireViewer, SIGN_IN_LIMITS, sendPage } from '../shell/index.ts'
import { Sampler } from '../shell/testing.ts'
import { Cases } from './pages/today-cases.tsx'
import { NoUnit, UnnamedWard } from './pages/today-no-ward.tsx'
import { Oversight } from './pages/today-oversight.tsx'
import { Ward } from './pages/today-ward.tsx'
import { openServer } from './server.ts'
import { drawnFigures } from './testing-figures.ts'

/** Pages in a real browser, as different people meet them. */
const ROOT = join(import.meta.dirname, '../..')
const now = new Date('2026-03-03T12:00:00Z')
const ROLES: Record<string, string> = {
  'ward-coordinator': 'ward coordinator',
  'social-worker': 'social worker',
}
const PURPOSES = [
  { id: 'direct-care', label: 'direct care' },
  { id: 'safeguarding', label: 'safeguarding' },
]

let browser: Promise<Browser> | undefined
after(async () => (await browser)?.close())

async function openTestPlace(t: TestContext): Promise<{ origin: string; browser: Browser }> {
  browser ??= openBrowser()
  const databases = await testDatabases(t)
  const port = await freePort()
  const log = openLog('silent')
  const settings = readSettings({
    PORT: String(port),
    CONCORDAT_PLACE: join(ROOT, 'places/southmere'),
  })
  const app = await openServer({
    settings,
    clock: systemClock,
    log,
    databases,
    news: { subscribe: (topic, react) => newsTo(topic, react) },
    hears: () => () => true,
    shell: {
      databases,
      clock: systemClock,
      log,
      settings,
      placeName: () => 'Southmere',
      knownRole: (role) => ROLES[role],
      purposesOf: () => PURPOSES,
      partner: (id) => ({
        label: id === 'mere-general' ? 'Mere General' : 'Southmere Council',
        side: '',
      }),
      mayOpen: () => undefined,
      destinations: () => [
        { id: 'today', label: 'Today', href: '/' },
        { id: 'people', label: 'People', href: '/people' },
        { id: 'agreement', label: 'Agreement', href: '/agreement' },
        { id: 'trail', label: 'Trail', href: '/trail' },
      ],
      search: () => ({ action: '/people', field: 'q', hint: 'NHS number, or name and birth date' }),
      footerFacts: async () => ({
        agreement: {
          version: '1',
          signatures: [{ side: 'The NHS', name: 'Helen Marsh', at: '2026-03-01' }],
        },
        trail: { size: 12345, words: 'All of it is confirmed, 40 s ago.', late: false },
        feeds: [{ name: 'Mere General', lastArrivedAt: now.toISOString(), late: true }],
      }),
      limits: SIGN_IN_LIMITS,
    },
    checks: [],
    gauges: {},
    register(on) {
      const page = (path: string, title: string, body: () => React.ReactNode) =>
        on.get(path, action(PUBLIC), (request, reply) =>
          requireViewer(request, reply) === undefined
            ? reply
            : sendPage(request, reply, { title, body: body(), nav: 'today', script: ['live'] }),
        )
      page('/', 'Everything', () => <Sampler />)
      page('/ward', 'Ward', () => <Ward {...WARD} lines={MINE} />)
      page('/ward/undated', 'Ward', () => (
        <Ward {...WARD} list={{ ...WARD.list, sendsReadyDates: false }} rows={WARD.rows.slice(1)} />
      ))
      page('/ward/empty', 'Ward', () => (
        <Ward {...WARD} list={{ ...WARD.list, inBed: 0 }} rows={[]} late={[]} />
      ))
      page('/ward/nowhere', 'Ward', () => <UnnamedWard unit="Ward 66" units={['Ward 6']} />)
      page('/ward/whose', 'Ward', () => <NoUnit units={['Ward 3', 'Ward 6']} />)
      page('/cases', 'Cases', () => <Cases {...CASES} lines={MINE} />)
      page('/cases/none', 'Cases', () => <Cases {...CASES} list={NOBODY} rows={[]} />)
      const watch = (path: string, lines: Concern[], counted: boolean) =>
        on.get(path, action(PUBLIC), async (request, reply) => {
          if (requireViewer(request, reply) === undefined) return reply
          const figures = await drawnFigures(now, request.nonce, counted)
          const body = <Oversight log="All of it is confirmed." lines={lines} figures={figures} />
          return sendPage(request, reply, { title: 'Oversight', body, nav: 'today' })
        })
      watch('/oversight', LINES, true)
      watch('/oversight/calm', [], true)
      watch('/oversight/uncounted', [], false)
    },
  })
  await app.listen({ port, host: 'localhost' })
  t.after(() => app.close())
  return { origin: settings.origin, browser: await browser }
}

const ADDRESSES = [
  '/',
  '/ward',
  '/ward/undated',
  '/ward/empty',
  '/ward/nowhere',
  '/ward/whose',
  '/cases',
  '/cases/none',
  '/oversight',
  '/oversight/calm',
  '/oversight/uncounted',
  '/nowhere',
]

/** Of 1280 pixels at 200% there are 640 to lay out in. */
const ZOOMED = { width: 640, height: 450 }
const LOOKS = [...WIDE_AND_NARROW, ZOOMED, { width: 1280, height: 900, forcedColours: true }]

test('every page is accessible and fits: a desk, a phone, 200% zoom, forced colours', async (t) => {
  const { page, problems } = await openPage(await openTestPlace(t))
  for (const address of ['/sign-in', ...ADDRESSES]) {
    await t.test(address, async () => {
      if (address === ADDRESSES[0]) await signInAs(page, 'priya.shah')
      await page.goto(address)
      await checkAccessibleIn(page, LOOKS)
    })
  }
  assert.deepEqual(
    problems.filter((problem) => !problem.includes('404')),
    [],
  )
})

test('every page has its heading without script', async (t) => {
  const { page, problems } = await openPage(await openTestPlace(t), { script: false })
  await page.goto('/sign-in')
  await signInAs(page, 'priya.shah')
  for (const address of ADDRESSES) {
    await page.goto(address)
    assert.equal(await page.locator('h1').count(), 1)
  }
  assert.deepEqual(
    problems.filter((problem) => !problem.includes('404')),
    [],
  )
})

test('on paper everything is open, for nothing can be opened there', async (t) => {
  const { page } = await openPage(await openTestPlace(t))
  await signInAs(page, 'priya.shah')
  await page.goto('/oversight')
  const folded = page.locator('details table').first()
  assert.ok(!(await folded.isVisible()))
  await page.emulateMedia({ media: 'print' })
  assert.ok(await folded.isVisible())
})

test('a person signs in, changes purpose and signs out with the keyboard alone', async (t) => {
  const { page } = await openPage(await openTestPlace(t))
  await page.goto('/sign-in')
  await tabTo(page, 'Tom Ellis')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/')
  assert.ok(await page.getByText('as ward coordinator, Mere General').isVisible())

  await page.goto('/ward')
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'Skip to main content')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'main')
  await page.goto('/ward')
  await tabTo(page, 'safeguarding')
  await page.keyboard.press('Enter')
  await page.getByText('Looking for: safeguarding').waitFor()

  await tabTo(page, 'Sign out')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/sign-in?out')
  assert.ok(await page.getByText('You have signed out of Southmere.').isVisible())
  await page.goto('/ward')
  assert.match(page.url(), /sign-in\?return=%2Fward$/)
})

test('whatever has the focus shows it', async (t) => {
  const { page } = await openPage(await openTestPlace(t))
  await signInAs(page, 'priya.shah')
  await page.goto('/ward')
  const seen = new Set<string>()
  for (let stop = 0; stop < 40; stop++) {
    await page.keyboard.press('Tab')
    const mark = await page.evaluate<string>(`(() => {
      const at = document.activeElement
      if (at === document.body) return ''
      const style = getComputedStyle(at)
      const shows = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
      return shows ? 'shown' : 'hidden: ' + at.outerHTML.slice(0, 80)
    })()`)
    seen.add(mark)
  }
  seen.delete('')
  assert.deepEqual([...seen], ['shown'])
})

test('an error leads to its field', async (t) => {
  const { page } = await openPage(await openTestPlace(t))
  await signInAs(page, 'priya.shah')
  await page.goto('/')
  await page.getByRole('link', { name: 'Birth date must have a day' }).click()
  assert.equal(await page.evaluate('document.activeElement.id'), 'born-day')
})

test('paper carries what was found and leaves out what can only be clicked', async (t) => {
  const { page } = await openPage(await openTestPlace(t))
  await signInAs(page, 'priya.shah')
  await page.goto('/ward')
  await page.emulateMedia({ media: 'print' })
  assert.ok(await page.getByText('Martha Okello').first().isVisible())
  assert.ok(await page.getByText('Looking for: direct care').isVisible())
  for (const gone of ['nav[aria-label="Main"]', 'form[action="/sign-out"]', '.cc-header__search']) {
    assert.ok(!(await page.locator(gone).isVisible()), gone)
  }
})

test('news is offered where it is asked for, and nothing moves by itself', async (t) => {
  const { page } = await openPage(await openTestPlace(t))
  await signInAs(page, 'priya.shah')
  await page.goto('/')
  while (!subscribers.get('record')?.size) await page.waitForTimeout(20)
  const before = await page.locator('main').boundingBox()
  for (const react of subscribers.get('record')!) react({ id: '7', topic: 'record', key: 'x' })
  await page.getByRole('link', { name: 'This list has changed. Show the changes' }).waitFor()
  assert.deepEqual(await page.locator('main').boundingBox(), before)
  await checkAccessible(page)
})

type Subscriber = (news: { id: string; topic: string; key: string }) => unknown
const subscribers = new Map<string, Set<Subscriber>>()

function newsTo(topic: string, react: Subscriber): () => void {
  const set = subscribers.get(topic) ?? new Set()
  subscribers.set(topic, set.add(react))
  return () => set.delete(react)
}

async function openPage(
  place: { origin: string; browser: Browser },
  options: Parameters<typeof openWindow>[2] & BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const page = await (await openWindow(place.browser, place.origin, options)).newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  return { page, problems }
}

async function tabTo(page: Page, words: string): Promise<void> {
  for (let stop = 0; stop < 60; stop++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)).includes(words)) return
  }
  assert.fail(`the keyboard does not reach ${words}`)
}

function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent')
}

const LATE = [{ feed: 'mere-general', name: 'Mere General', late: true }]
const martha = {
  personId: personCalled('1'),
  name: 'Martha Okello',
  nhsNumber: '999 012 3454',
  born: '12 Mar 1944 (81)',
  stay: { days: 22, mark: 21 as const },
  other: {
    last: { words: 'Home care began', at: '2026-01-20' },
    ring: { who: 'the hospital social work team', at: 'Southmere Council', how: '01632 960127' },
  },
}
const inBed = { ...martha, bed: 'Ward 6, bay 2, bed 4', inSince: '2026-02-09', neededBy: [] }
const WARD = {
  list: {
    version: '7001764142465',
    page: { number: 1, pages: 2, from: 1, to: 2, of: 102 },
    inBed: 102,
    ready: 1,
    waitedMs: 4 * DAY_MS,
    sendsReadyDates: true,
  },
  rows: [
    {
      ...inBed,
      readyAt: '2026-02-27T12:00:00Z',
      waitedMs: 4 * DAY_MS,
      waitsFor: { what: 'care at home', why: 'Awaiting a home care package' },
      neededBy: ['Southmere Council'],
      leaving: '',
      care: { known: 'some' as const, labels: ['Home care'] },
    },
    {
      ...inBed,
      personId: personCalled('2'),
      name: 'Arthur Penhaligon',
      leaving: 'No ready date yet',
      care: { known: 'none' as const, at: 'Southmere Council', asAt: '2026-03-02T00:00:00Z' },
      other: {},
    },
  ],
  where: 'Ward 6',
  address: listAddress('/', {}, {}),
  late: LATE,
  isHeard: true,
  other: 'the council',
  now,
}
const NOUGHT = {
  'way-home': 0,
  service: 0,
  assessment: 0,
  'in-hospital': 0,
  'left-hospital': 0,
  letter: 0,
  review: 0,
  placed: 0,
}
const NOBODY = {
  version: '7001764142465',
  page: { number: 1, pages: 1, from: 0, to: 0, of: 0 },
  counts: NOUGHT,
  more: new Set<never>(),
  sendReadyDates: new Set<string>(),
}
const CASES = {
  list: {
    ...NOBODY,
    counts: { ...NOUGHT, 'way-home': 1, review: 1 },
    asAt: '2025-09-30T00:00:00Z',
  },
  rows: [
    {
      ...martha,
      kind: 'way-home' as const,
      where: 'Mere General, Ward 6, bay 2, bed 4',
      needs: [
        {
          what: 'care at home',
          why: 'Awaiting a package',
          since: 'Ready since Fri 27 Feb',
          waited: '4 days',
        },
        { what: 'support', since: 'since Wed 25 Feb', waited: '6 days' },
      ],
      held: { who: 'Ana Reid, social worker', at: 'Southmere Council', how: '01632 960127' },
    },
    {
      ...martha,
      personId: personCalled('3'),
      kind: 'review' as const,
      needs: [{ what: 'a review', since: 'No review known; support since Thu 2 Jan 2025' }],
      other: {},
    },
  ],
  heard: {
    late: LATE,
    hospitals: true,
    councils: true,
    own: 'heard' as const,
    ownEvery: { words: '3 months', ms: 93 * DAY_MS },
  },
  sees: new Set(['waits-for-us']),
  address: listAddress('/', {}, {}),
  organisation: 'Southmere Council',
  other: 'the NHS',
  now,
}
const LINES: Concern[] = [
  { what: '3 items could not be read', since: 'Kept as they came.', first: 'waits' },
  {
    what: 'Late: Mere General',
    since: 'Last heard yesterday.',
    first: 'harm',
    at: { href: '/intake', verb: 'See the feeds', action: 'intake.watch' },
  },
  {
    what: 'Somebody was refused a look in the last week',
    since: 'Each refusal is in the log.',
    first: 'told',
  },
]
const MINE: TodayLine[] = [
  {
    what: 'The two sides differ: the late feed',
    since: 'Open for 3 days.',
    first: 'waits',
    at: { href: '/disputes/1', verb: 'Answer it', action: 'agreement.disputes' },
  },
]
