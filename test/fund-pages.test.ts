import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeUpFund } from '../src/fund/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { checkAccessibleIn, openBrowser, openWindow, signInAs, WIDE_AND_NARROW } from './browser.ts'
import { openTestPlace } from './open-place.ts'
import { quietPort } from './quiet-port.ts'
import { signIn } from './sign-in.ts'

/** What finance officers of both sides see of the made-up fund, on pages that they click through. */
test('the fund opens down from one screen to each transfer, for whoever a clause lets read it', async (t) => {
  const port = await quietPort()
  const opened = await openTestPlace(t, { env: { PORT: String(port) } })
  await makeUpFund(opened.place, () => {})
  const app = await opened.serve()
  await app.listen({ port, host: 'localhost' })
  const origin = `http://localhost:${port}`
  const cookie = await signIn(origin, 'ian.croft')
  const read = async (path: string, as = cookie) => {
    const answer = await app.inject({
      url: path,
      headers: { cookie: as, accept: 'text/html', host: `localhost:${port}` },
    })
    return { status: answer.statusCode, text: answer.body.replaceAll('<!-- -->', '') }
  }
  const fund = await read('/fund')
  assert.match(fund.text, /Of £45,447,000 for the year, £\d+,\d+,\d+ is spent/)
  assert.match(fund.text, /£1,200,000<\/strong> for Beds for the winter/)
  assert.match(fund.text, /Answer for your side/)
  assert.match(fund.text, / under</)
  const scheme = await read('/fund/pool-2025-26/scheme/bridging')
  assert.match(scheme.text, /Bridging care after hospital/)
  const transfer = /href="(\/fund\/transfer\/[0-9a-f-]+)"/.exec(scheme.text)![1]!
  assert.match((await read(transfer)).text, /Done by/)
  const account = /href="(\/fund\/account\/[^"]+)"/.exec(scheme.text)![1]!
  assert.match((await read(`${account}?at=2025-04-30`)).text, /at the end of 30 Apr 2025/)
  assert.match(
    (await read('/fund/pool-2025-26/journal?month=2025-06')).text,
    /transfers booked in June 2025/,
  )
  assert.match((await read('/fund/pool-2024-25')).text, /Southmere pooled fund 2024-25/)
  for (const bad of [
    '/fund/constructor',
    '/fund/__proto__/journal',
    '/fund/pool-2025-26/scheme/constructor',
    '/fund/transfer/x',
    '/fund/account/a:b',
  ])
    assert.equal((await read(bad)).status, 404, bad)
  const nobody = await signIn(origin, 'priya.shah')
  for (const path of ['/fund', '/fund/pool-2025-26/journal', transfer, account, '/fund/invoices'])
    assert.equal((await read(path, nobody)).status, 403, path)
  const auditor = await read('/fund', await signIn(origin, 'noor.hadley'))
  assert.doesNotMatch(auditor.text, /\/do\/fund\./)
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await openWindow(browser, origin)).newPage()
  await signInAs(page, 'sunita.rao')
  for (const path of ['/fund', '/fund/pool-2025-26/scheme/home-care', transfer, account]) {
    await page.goto(path)
    await checkAccessibleIn(page, WIDE_AND_NARROW)
  }
  // The council's finance lead asks for a road, and is refused by the clause.
  await page.goto('/do/fund.reserve?fund=pool-2025-26&scheme=running-it')
  await page.getByLabel('Amount').fill('45000')
  await page.getByLabel('Which activity?').fill('Carriageway repair')
  await page.getByLabel('What for?').fill('Resurfacing')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page
    .getByText(/Carriageway repair is not a permitted activity of this fund, clause 15\.\d+\./)
    .waitFor()
})

test('Today says what waits for a side to be committed, to whoever speaks for it', async (t) => {
  const { place } = await openTestPlace(t)
  await makeUpFund(place, () => {})
  const lines = async (id: string, role: string, organisation: string, side: string) => {
    const actor: Viewer['actor'] = { id, name: id, role, organisation, side, via: 'web' }
    return (await place.today({ actor, purpose: 'partnership' })).map(({ what }) => what)
  }
  const waits = '1 sum waits for your side to be committed'
  assert.ok((await lines('ian.croft', 'finance-lead', 'southmere-icb', 'nhs')).includes(waits))
  assert.ok(
    !(await lines('sunita.rao', 'finance-lead', 'southmere-council', 'council')).includes(waits),
  )
  assert.ok(
    !(await lines('tessa.quill', 'pool-manager', 'southmere-council', 'council')).includes(waits),
  )
})
