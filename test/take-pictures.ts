import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser, openWindow, signInAs } from './browser.ts'

/**
 * Takes the README's pictures from a running made-up place, so that they show what is there:
 *
 *     bin/run test/take-pictures.ts http://localhost:8080 [FOLDER]
 */
const [origin = 'http://localhost:8080', folder = join(import.meta.dirname, '../docs/pictures')] =
  process.argv.slice(2)

const browser = await openBrowser()
let martha = ''
await as('priya.shah', async (page) => {
  await take(page, 'today')
  await page
    .getByRole('link', { name: /Okello/ })
    .first()
    .click()
  martha = new URL(page.url()).pathname
  await take(page, 'person')
})
await as('tom.ellis', async (page) => {
  await page.goto(martha)
  await take(page, 'refusal')
})
await as('ana.reid', (page) => take(page, 'today-social-worker'))
await as('joan.marsh', async (page) => {
  await take(page, 'today-governance')
  await page.goto('/intake')
  await take(page, 'feeds')
})
await as('martha.okello', async (page) => {
  await page.goto('/me')
  await take(page, 'me')
  await page.goto('/trail')
  await take(page, 'trail')
})
await browser.close()

async function as(persona: string, steps: (page: Page) => Promise<unknown>): Promise<void> {
  const window = await openWindow(browser, origin, { height: 1000 })
  const page = await window.newPage()
  await signInAs(page, persona)
  await steps(page)
  await window.close()
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
