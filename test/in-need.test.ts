import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAccessibleIn, openBrowser, openWindow, signInAs, WIDE_AND_NARROW } from './browser.ts'
import { MERE, openWritten } from './written-here.ts'

/** Tom breaks the glass on Martha, nobody checks it, she asks why, the hospital answers, and Ruth reads it for her. */
test('a record is opened in need: all see it, the late check is public, the hospital answers', async (t) => {
  const { place, clock, listen, settle, call } = await openWritten(t)
  const [, browser] = await Promise.all([listen(), openBrowser()])
  t.after(() => browser.close())
  const as = async (who: string, path: string) => {
    const window = await openWindow(browser, place.settings.origin)
    const page = await window.newPage()
    page.setDefaultTimeout(60_000)
    await signInAs(page, who)
    await page.goto(path)
    return page
  }
  const main = async (page: Awaited<ReturnType<typeof as>>) => page.locator('main').innerText()

  const tom = await as('tom.ellis', `/people/${MERE}`)
  await tom.getByRole('link', { name: 'break the glass' }).click()
  await tom.getByLabel('Why must you see').fill('She fell on the way to the scanner.')
  await tom.locator('button[value="preview"]').click()
  assert.match(await main(tom), /The person and an officer of each side are told at once/)
  await tom.getByRole('button', { name: 'Break the glass' }).click()
  await tom.getByRole('link', { name: 'See what was done' }).click()
  assert.match(await tom.locator('h1').innerText(), /OKELLO|Okello/)
  await settle()

  for (const [who, waits] of [
    ['joan.marsh', /1 record was opened in need/],
    ['martha.okello', /Tom Ellis, ward coordinator at Mere General, opened this record in need/],
  ] as const) {
    const page = await as(who, who === 'joan.marsh' ? '/' : '/me')
    assert.match(await main(page), waits)
    await checkAccessibleIn(page, WIDE_AND_NARROW)
  }
  const mailed = await as('tom.ellis', '/mailbox')
  assert.match(await main(mailed), /privacy@southmere-icb/)

  clock.set('2026-03-14T09:00:00Z')
  const open = await openWindow(browser, place.settings.origin)
  const anybody = await open.newPage()
  await anybody.goto('/public/questions')
  assert.match(await main(anybody), /Mere General\s+0\s+0\s+0\s+1/)
  await checkAccessibleIn(anybody, WIDE_AND_NARROW)

  const martha = await as('martha.okello', '/me')
  await martha
    .getByRole('row', { name: /broke the glass/ })
    .getByRole('button')
    .click()
  const asked = (await as('david.osei', '/questions')).getByRole('link', { name: 'Answer' })
  const david = asked.page()
  await checkAccessibleIn(david, WIDE_AND_NARROW)
  await asked.click()
  await david.getByLabel('It was in order').check()
  await david.getByLabel('What do you answer?').fill('She fell, and he was the first there.')
  await david.locator('button[value="preview"]').click()
  await david.getByRole('button', { name: 'Answer' }).click()

  const person = { person: MERE, as: 'carer-for', name: 'Ruth Okello', nhsNumber: '9990123462' }
  const resident = { id: 'martha.okello', name: 'Martha Okello', role: 'resident' }
  const actor = { ...resident, organisation: '', side: '', nhsNumber: '9990123454' }
  const viewer = { actor: { ...actor, via: 'web' as const }, purpose: 'own-record' }
  assert.ok((await call('name-proxy', viewer, person)).ok)
  const ruth = await as('ruth.okello', '/me')
  await ruth.getByRole('link', { name: 'Open the record of the person' }).click()
  assert.match(await main(ruth), /It was in order\. She fell, and he was the first there\./)
  await checkAccessibleIn(ruth, WIDE_AND_NARROW)
})
