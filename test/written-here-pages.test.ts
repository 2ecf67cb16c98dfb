import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { checkAccessible, checkFits, openBrowser, openWindow, signInAs } from './browser.ts'
import { startPlace } from './running-place.ts'

/** Notes as people meet them: a ward coordinator with the keyboard alone, a social worker, Martha on her telephone. */
test('a note is written, read by whom it is for, and taken back', async (t) => {
  const [place, browser] = await Promise.all([startPlace(t, { people: 60 }), openBrowser()])
  t.after(() => browser.close())
  const as = async (who: string, options = {}) => {
    const window = await openWindow(browser, place.origin, options)
    const page = await window.newPage()
    await signInAs(page, who)
    return page
  }
  const priya = await as('priya.shah')
  await priya
    .getByRole('link', { name: /Okello/ })
    .first()
    .click()
  const martha = new URL(priya.url()).pathname
  const said = (page: Page) => page.locator('#notes').innerText()

  await t.test('the made-up place has notes of both sides', async () => {
    assert.match(await said(priya), /hearing aid.*Priya Shah, ward coordinator, Ward 6.*Ana Reid/s)
    await checkAccessible(priya)
  })

  await t.test('it is written without a mouse, and says first who will read it', async () => {
    await priya.locator('#notes summary').focus()
    await priya.keyboard.press('Enter')
    await priya.keyboard.press('Tab')
    await priya.keyboard.type('<script>document.title = 1</script> Sit on her right.')
    await priya.keyboard.press('Tab')
    await priya.keyboard.press('Space')
    await priya.keyboard.press('Tab')
    await priya.keyboard.press('Enter')
    await priya.waitForURL(/record\.note/)
    assert.match(
      await priya.locator('main').innerText(),
      /Whoever is of your team .* hospital care/,
    )
    await checkAccessible(priya)
    await priya.getByRole('button', { name: 'Write a note' }).press('Enter')
    await priya.getByRole('link', { name: 'See what was done' }).press('Enter')
    await priya.waitForURL(/#notes$/)
    assert.match(await said(priya), /<script>document\.title = 1<\/script> Sit on her right\./)
    assert.match(await priya.title(), /Okello/)
  })

  await t.test('an error keeps what was typed, and stands at its field', async () => {
    await priya.locator('#notes summary').click()
    await priya.locator('#text').fill('Nobody is chosen.')
    await priya.getByRole('button', { name: 'Go on' }).click()
    await checkAccessible(priya)
    assert.match(
      await priya.locator('.nhsuk-error-summary').innerText(),
      /Who is it for: choose one/,
    )
    assert.equal(await priya.locator('#text').inputValue(), 'Nobody is chosen.')
    await priya.goto(martha)
  })

  await t.test('the council reads what is for everyone, and its own', async () => {
    const ana = await as('ana.reid', { script: false })
    await ana.goto(martha)
    const text = await said(ana)
    assert.match(text, /hearing aid/)
    assert.match(text, /The agency can restart/)
    assert.doesNotMatch(text, /document\.title|her cat/)
  })

  await t.test('Martha reads what is for everyone, and that the rest was written', async () => {
    const her = await as('martha.okello', { width: 360 })
    await her.goto('/me')
    const text = await said(her)
    assert.match(text, /hearing aid/)
    assert.match(text, /A note was written\. What it says is for Ward 6 at Mere General\./)
    assert.doesNotMatch(text, /document\.title|her cat|agency/)
    await checkFits(her)
    await checkAccessible(her)
  })

  await t.test('whoever wrote it takes it back, on a telephone too', async () => {
    const phone = await as('priya.shah', { width: 360 })
    await phone.goto(martha)
    await checkFits(phone)
    await phone.locator('#notes summary').click()
    await checkFits(phone)
    await phone
      .getByRole('link', { name: /Take it back/ })
      .first()
      .click()
    await phone.locator('#reason').fill('Left, not right.')
    await phone.getByRole('button', { name: 'Go on' }).click()
    await phone.getByRole('button', { name: 'Take a note back' }).click()
    await phone.goto(martha)
    assert.match(await said(phone), /Taken back by whoever wrote it, .*: Left, not right\./)
    assert.doesNotMatch(await said(phone), /document\.title/)
  })

  await t.test('paper has the notes and not the form', async () => {
    await priya.goto(martha)
    await priya.emulateMedia({ media: 'print' })
    assert.match(await said(priya), /hearing aid/)
    assert.doesNotMatch(await said(priya), /Write a note|Take it back/)
  })
})
