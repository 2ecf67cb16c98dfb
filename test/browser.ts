import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core'
import { withFileLock } from '../src/kernel/index.ts'
import { signIn } from './sign-in.ts'

/**
 * A real browser for tests: the one that comes inside a package, unpacked once below node_modules, so
 * that no machine has to have its own.
 */
const CACHE = join(import.meta.dirname, '../node_modules/.cache/concordat')
const UNPACKED = join(CACHE, 'browser')
const FONTS = join(UNPACKED, 'fonts.conf')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/**
 * Asked for what is wrong alone, in the page itself: what is right is a megabyte a page, and no page has frames of
 * its own, for which the driver's package opens another page each time.
 */
const AXE = readFileSync(join(import.meta.dirname, '../node_modules/axe-core/axe.min.js'), 'utf8')
const CHECK = `axe.run(${JSON.stringify({
  runOnly: { type: 'tag', values: RULES },
  resultTypes: ['violations'],
  // Style sheets and media for rules that are off, or of what no page has.
  preload: false,
})}).then(({ violations }) => violations.map(
  ({ id, help, nodes }) => id + ': ' + help + nodes.map(({ html }) => '\\n    ' + html).join(''),
))`
const ARGUMENTS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

/** Close it when done: `t.after(() => browser.close())`. */
export async function openBrowser(): Promise<Browser> {
  await unpack()
  return driver.launch({
    executablePath: join(UNPACKED, 'chromium'),
    args: ARGUMENTS,
    headless: true,
    env: { ...process.env, TMPDIR: CACHE, FONTCONFIG_FILE: FONTS },
  })
}

const origins = new WeakMap<BrowserContext, string>()

/** A person's own window: 1280 × 900 unless told, without script where `script` is false. */
export async function openWindow(
  browser: Browser,
  origin: string,
  options: { width?: number; height?: number; script?: boolean; forcedColours?: boolean } = {},
): Promise<BrowserContext> {
  const window = await browser.newContext({
    baseURL: origin,
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    javaScriptEnabled: options.script ?? true,
    forcedColors: options.forcedColours ? 'active' : 'none',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  })
  // A machine may be as busy as it likes: the runner ends a test that hangs.
  window.setDefaultTimeout(0)
  origins.set(window, origin)
  return window
}

/** As one of the made-up people from now on, without the pages of sign-in; it ends on their first page. */
export async function signInAs(page: Page, personaId: string): Promise<void> {
  const window = page.context()
  const origin = origins.get(window)!
  const cookies = (await signIn(origin, personaId)).split('; ').map((one) => {
    const [name, value] = [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]
    return { name, value, url: origin }
  })
  await window.clearCookies()
  await window.addCookies(cookies)
  await page.goto('/')
}

/** Signs in as a person would: by the button that carries the name. */
export async function pressSignIn(page: Page, personaId: string): Promise<void> {
  await page.goto('/sign-in')
  await page.locator(`button[name="person"][value="${personaId}"]`).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

/** No violation of WCAG 2.2 AA, nothing to scroll sideways for, one main heading. */
export async function checkAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate<boolean>(`typeof axe !== 'undefined'`))) await page.evaluate(AXE)
  const found = await page.evaluate<string[]>(CHECK)
  const where = `${page.url()} in ${JSON.stringify(page.viewportSize())}`
  assert.deepEqual(found, [], `${where}\n${found.join('\n')}`)
  assert.equal(await page.locator('h1').count(), 1, `${page.url()} has not one main heading`)
  await checkFits(page)
}

/** A desk and a phone. */
export const WIDE_AND_NARROW = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
] as const

type Look = { width: number; height: number; forcedColours?: boolean }

/** The same in each of several windows, one after the other: what checks it is brought into the page once. */
export async function checkAccessibleIn(page: Page, looks: readonly Look[]): Promise<void> {
  for (const { width, height, forcedColours } of looks) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ forcedColors: forcedColours ? 'active' : 'none' })
    await checkAccessible(page)
  }
}

/** Nothing sticks out of the window on the right. */
export async function checkFits(page: Page): Promise<void> {
  const [needed, there] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )
  assert.ok(needed <= there, `${page.url()} needs ${needed} px where there are ${there}`)
}

/** Unpacked beside its place and then moved there, so that a kill leaves no half of a browser. */
async function unpack(): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  // The browser driver and the package keep what they unpack in the folder for temporary files.
  process.env.TMPDIR = CACHE
  await withFileLock(join(CACHE, 'browser.lock'), async () => {
    if (existsSync(UNPACKED)) return
    const beside = `${UNPACKED}.part`
    rmSync(beside, { recursive: true, force: true })
    mkdirSync(beside)
    process.env.TMPDIR = beside
    await chromium.executablePath()
    process.env.TMPDIR = CACHE
    writeFileSync(join(beside, 'fonts.conf'), fontSettings())
    renameSync(beside, UNPACKED)
  })
}

/** The package's own settings point at folders of another machine. */
function fontSettings(): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(UNPACKED, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(CACHE, 'font-cache')}</cachedir>
</fontconfig>
`
}
