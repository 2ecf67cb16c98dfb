import assert from 'node:assert/strict'
import { test } from 'node:test'
import ExcelJS from 'exceljs'
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
  assert.match(fund.text, /Of £45,747,000 for the year, £\d+,\d+,\d+ is spent/)
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
  page.setDefaultTimeout(8_000)
  // Both officers close a month that is over.
  const nhs = await (await openWindow(browser, origin)).newPage()
  nhs.setDefaultTimeout(8_000)
  await signInAs(nhs, 'ian.croft')
  for (const officer of [page, nhs]) {
    await officer.goto('/fund/pool-2025-26')
    await officer.getByRole('link', { name: /Seal it ?: February 2026/ }).click()
    await officer.getByRole('button', { name: 'Go on' }).click()
    await officer.getByRole('button', { name: 'Seal this month' }).click()
    await officer.getByRole('heading', { name: 'Done' }).waitFor()
  }
  assert.match((await read('/fund/pool-2025-26')).text, /February 2026<\/a>.{0,200}Sealed by both/s)
  // One makes a return, edits it in a spreadsheet and loads it back: two cells differ, and one opens to a payment.
  await page.goto('/do/fund.make-return?fund=pool-2025-26')
  await page.getByLabel('A quarter').check()
  await page.getByLabel('Fourth').check()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Make a return' }).click()
  await page.getByRole('link', { name: 'See what was done' }).click()
  await page.getByRole('heading', { name: /^Quarter 4 of the Southmere/ }).waitFor()
  await checkAccessibleIn(page, WIDE_AND_NARROW)
  const made = new URL(page.url()).pathname
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Take it as a workbook' }).click()
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(await (await coming).path())
  book.getWorksheet('Spending')!.getCell('G4').value = 1
  book.getWorksheet('Income')!.getCell('F4').value = 2.5
  await page.goto('/fund/pool-2025-26/returns')
  const buffer = Buffer.from(await book.xlsx.writeBuffer())
  await page
    .getByLabel('The workbook')
    .setInputFiles({ name: 'edited.xlsx', mimeType: 'application/octet-stream', buffer })
  await page.getByRole('button', { name: 'Show what was changed' }).click()
  await page.getByRole('heading', { name: '2 cells differ' }).waitFor()
  await checkAccessibleIn(page, WIDE_AND_NARROW)
  await page.getByRole('link', { name: 'Spending, G4' }).click()
  await page.getByRole('heading', { name: /^Spending, G4: £/ }).waitFor()
  await checkAccessibleIn(page, WIDE_AND_NARROW)
  await page.getByRole('row', { name: /Paid/ }).first().getByRole('link').first().click()
  await page.getByText('Done by').waitFor()
  // The way of the money, for everybody as far as both sides have sealed; nobody is named.
  for (const path of [
    '/fund/pool-2025-26/flow',
    '/fund/pool-2025-26/forecast',
    '/fund/pool-2025-26/differences?month=2026-01',
    '/fund/pool-2025-26/risk-share',
    '/fund/disputes',
    '/fund/duplicates',
    '/public/fund',
  ]) {
    await page.goto(path)
    await checkAccessibleIn(page, WIDE_AND_NARROW)
  }
  const told = await read('/public/fund', '')
  assert.match(told.text, /up to the end of February 2026, which both sides have sealed/)
  assert.doesNotMatch(told.text, /Private sector|District councils|\/do\//)
  assert.match((await read('/public/fund?fund=constructor', '')).text, /2025-26, up to the end/)
  for (const bad of [
    '/fund/return/x',
    '/fund/constructor/flow',
    '/fund/__proto__/forecast',
    '/fund/constructor/differences',
    '/fund/constructor/risk-share',
    `${made}/cell?at=Spending!A4`,
    `${made}/cell?at=constructor!G4`,
    '/fund/constructor/returns',
  ])
    assert.equal((await read(bad)).status, 404, bad)
  // Invoices are held against somebody's care only by whoever pays for it.
  const bea = await signIn(origin, 'bea.stone')
  assert.match((await read('/fund/match?month=2026-02', bea)).text, /What do providers charge/)
  assert.equal((await read('/fund/match')).status, 403)
  assert.equal((await read('/fund', bea)).status, 403)
  for (const path of [made, `${made}/workbook`, `${made}/cell?at=Spending!G4`])
    assert.equal((await read(path, nobody)).status, 403, path)
})

test('Today says what waits for a side to be committed, to whoever speaks for it', async (t) => {
  const { place } = await openTestPlace(t)
  await makeUpFund(place, () => {})
  const lines = async (id: string, role: string, organisation: string, side: string) => {
    const actor: Viewer['actor'] = { id, name: id, role, organisation, side, via: 'web' }
    return (await place.today({ actor, purpose: 'partnership' })).map(({ what }) => what)
  }
  const waits = '1 sum waits for your side to be committed'
  const far = '2 schemes are likely to end the year far from the plan'
  assert.ok(
    (await lines('tessa.quill', 'pool-manager', 'southmere-council', 'council')).includes(far),
  )
  assert.ok(!(await lines('noor.hadley', 'fund-auditor', 'southmere-icb', 'nhs')).includes(far))
  assert.ok((await lines('ian.croft', 'finance-lead', 'southmere-icb', 'nhs')).includes(waits))
  assert.ok(
    !(await lines('sunita.rao', 'finance-lead', 'southmere-council', 'council')).includes(waits),
  )
  assert.ok(
    !(await lines('tessa.quill', 'pool-manager', 'southmere-council', 'council')).includes(waits),
  )
})
