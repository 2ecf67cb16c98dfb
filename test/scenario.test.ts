import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { checkAccessible, openBrowser, openWindow, pressSignIn, signInAs } from './browser.ts'
import { type RunningPlace, startPlace } from './running-place.ts'

/**
 * The first path, sentence by sentence, through the real command and a real browser: a look that is
 * allowed, one that is refused, both seen by the resident, both proved, and both kinds of tampering
 * found.
 */
const MARTHA = '999 012 3454'
const PEOPLE = 60

test('a ward coordinator looks, a colleague is refused, the resident sees both, and the log proves it', async (t) => {
  const place = await startPlace(t, { people: PEOPLE })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const said = (sentence: string, step: (t: TestContext) => Promise<void>) => t.test(sentence, step)
  let personPage = ''

  await said('a ward coordinator signs in and finds a person', async () => {
    const page = await (await openWindow(browser, place.origin, { script: false })).newPage()
    await pressSignIn(page, 'priya.shah')
    await find(page, MARTHA)
    await page
      .getByRole('link', { name: /Okello/ })
      .first()
      .click()
    personPage = new URL(page.url()).pathname
    assert.match(personPage, /^\/people\//)
  })

  await said('she sees the council’s care package', async () => {
    const page = await signedIn(browser, place, 'priya.shah')
    await page.goto(personPage)
    const text = await page.locator('main').innerText()
    assert.match(text, /home care/i)
    assert.match(text, /council/i)
  })

  await said('a colleague on another ward is refused with the clause', async () => {
    const page = await signedIn(browser, place, 'tom.ellis')
    const answer = await page.goto(personPage)
    assert.equal(answer?.status(), 403)
    const text = await page.locator('main').innerText()
    assert.match(text, /clause \d+\.\d+/i)
    assert.doesNotMatch(text, /Okello|999 012 3454/)
  })

  await said('his search for her answers as if there were nobody', async () => {
    const page = await signedIn(browser, place, 'tom.ellis')
    await find(page, MARTHA)
    const hers = await page.locator('main').innerText()
    await find(page, '999 999 9999')
    const nobodys = await page.locator('main').innerText()
    assert.equal(hers, nobodys.replaceAll('999 999 9999', MARTHA))
  })

  await said('the resident signs in and sees both looks', async () => {
    const page = await signedIn(browser, place, 'martha.okello')
    await page.goto('/me')
    const text = await page.locator('main').innerText()
    assert.match(text, /Priya Shah/)
    assert.match(text, /Tom Ellis/)
    assert.match(text, /refused|not shown/i)
  })

  await said('every page that they met can be used by everybody', async () => {
    const page = await (await openWindow(browser, place.origin)).newPage()
    let who = ''
    for (const [persona, path] of [
      ['priya.shah', '/'],
      ['priya.shah', '/people'],
      ['priya.shah', personPage],
      ['priya.shah', `${personPage}/looks`],
      ['tom.ellis', personPage],
      ['ana.reid', '/'],
      ['joan.marsh', '/'],
      ['joan.marsh', '/looks'],
      ['joan.marsh', '/intake'],
      ['joan.marsh', '/intake/quarantine'],
      ['joan.marsh', '/agreement/coverage'],
      ['martha.okello', '/me'],
      ['martha.okello', '/agreement'],
      ['martha.okello', '/trail'],
    ] as const) {
      if (persona !== who) await signInAs(page, persona)
      who = persona
      await page.goto(path)
      await checkAccessible(page)
    }
  })

  await said('trail verify proves them', async () => {
    const { status, stdout } = await place.concordat('trail', 'verify', '--json')
    const answer = JSON.parse(stdout)
    assert.deepEqual(answer.faults, [])
    assert.equal(answer.ok, true)
    assert.equal(status, 0)
    assert.equal(answer.witnesses.length, 2)
  })

  await said('one byte is changed in the database, and verify names the entry', async () => {
    const entry = await place.behindOurBack(async (client) => {
      const { rows } = await client.query(
        'select entry_id::text as id from trail.leaf order by index desc limit 1 offset 2',
      )
      await client.query(
        `update trail.entry set text = overlay(text placing '~' from 12 for 1) where id = $1`,
        [rows[0].id],
      )
      return rows[0].id as string
    })
    const { status, stdout } = await place.concordat('trail', 'verify', '--json')
    const { ok, faults } = JSON.parse(stdout)
    assert.equal(ok, false)
    assert.equal(status, 1)
    assert.ok(
      faults.some((fault: { entry: unknown }) => fault.entry === entry),
      JSON.stringify(faults),
    )
  })

  await said('one look is deleted, and the resident’s numbers show it', async () => {
    const page = await signedIn(browser, place, 'martha.okello')
    await page.goto('/me')
    const before = await page.locator('main').innerText()
    assert.doesNotMatch(before, /missing/i)
    await place.behindOurBack(async (client) => {
      await client.query(
        `delete from trail.look where entry_id =
           (select entry_id from trail.look join people.person using (person_id)
            where actor_id = 'tom.ellis' and nhs_number = '9990123454'
            order by at limit 1)`,
      )
    })
    await page.goto('/me')
    assert.match(await page.locator('main').innerText(), /missing/i)
  })
})

async function signedIn(browser: Browser, place: RunningPlace, persona: string): Promise<Page> {
  const window = await openWindow(browser, place.origin, { script: false })
  const page = await window.newPage()
  await signInAs(page, persona)
  return page
}

/** By the page of its own, not by the box in the header: that one everybody has on every page. */
async function find(page: Page, nhsNumber: string): Promise<void> {
  await page.goto('/people')
  await page.locator('#words').fill(nhsNumber)
  await page.locator('main').getByRole('button').first().click()
}
