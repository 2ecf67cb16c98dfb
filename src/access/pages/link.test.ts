import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { checkAccessible, openBrowser } from '../../../test/browser.ts'
import { openTestPlace } from '../../../test/open-place.ts'

test('a post opens the mailbox, is told what is missing, and answers, with the keyboard and accessibly', async (t) => {
  const opened = await openTestPlace(t)
  await opened.settle()
  const app = await opened.serve()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const browser = await openBrowser()
  t.after(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 360, height: 700 } })
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/mailbox`)
  await checkAccessible(page)
  const href = await page.getAttribute('main a[href*="/link/"]', 'href')
  await page.goto(`http://127.0.0.1:${port}${new URL(href!).pathname}`)
  await checkAccessible(page)
  await page.getByRole('button', { name: 'Send the answer' }).press('Enter')
  await checkAccessible(page)
  await page.getByRole('link', { name: 'What happened: it is missing' }).press('Enter')
  await page.keyboard.type('The line was cut.')
  await page.getByRole('button', { name: 'Send the answer' }).press('Enter')
  assert.equal(await page.textContent('h1'), 'Thank you')
  await checkAccessible(page)
  const [feed] = (await opened.place.feeds()).filter(({ explained }) => explained?.includes('cut'))
  assert.equal(feed?.late, true)
})
