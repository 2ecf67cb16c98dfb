import { openBrowser, openWindow, signInAs } from './test/browser.ts'
const origin = 'http://localhost:8193'
const browser = await openBrowser()
const who = process.argv[2]!.split(',')
for (const persona of who) {
  const window = await openWindow(browser, origin, { height: 1000 })
  const page = await window.newPage()
  await signInAs(page, persona)
  await page.goto(`${origin}/transfer`)
  await page.screenshot({ path: `/tmp/tp/list-${persona}.png` })
  process.stdout.write(`${persona}: ${await page.locator('.cc-lead').first().innerText()}\n`)
  const link = page.locator('table a').first()
  if (await link.count()) {
    await link.click()
    await page.screenshot({ path: `/tmp/tp/stay-${persona}.png`, fullPage: true })
  } else process.stdout.write(await page.locator('main').innerText())
  await window.close()
}
await browser.close()
