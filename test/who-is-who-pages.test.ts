import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { savePeople } from '../src/people/index.ts'
import { knownTwice } from '../src/people/testing.ts'
import { checkAccessible, openBrowser, openWindow, signInAs } from './browser.ts'
import { openTestPlace } from './open-place.ts'

const ADDRESS = '14 High Street^^Southmere^^SM1 1AA'
const MESSAGE = [
  'MSH|^~\\&|PAS|RXS|HUB|X|20260310083000||ADT^A01^ADT_A01|M1|P|2.4',
  'EVN|A01|20260310083000',
  `PID|1||H1^^^RXS^MR~9990123454^^^NHS^NH||Okello^Martha||19440312|F|||${ADDRESS}`,
  'PV1|1|I|Ward 6^Bay 1^Bed 1^RXS||||||||||||||||V1|||||||||||||||||||||||||20260309100000|',
].join('\r')
/** Without a number, and a slip in the birth date: nobody can be sure. */
const COUNCIL = {
  resourceType: 'Patient',
  id: 'C1',
  name: [{ family: 'Okello', given: ['Martha'] }],
  gender: 'female',
  birthDate: '1944-03-21',
  address: [{ line: ['3 Low Street'], city: 'Mere', postalCode: 'SM9 9ZZ' }],
}

/** Two reviewers, a ward coordinator and Martha; all but the second without script. */
test('one yes changes nothing but what is said of it, two join, and the person parts them again', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const { place, arrives, listen, settle } = await openTestPlace(t)
  await listen()
  const { databases, settings, clock } = place
  // Nobody whose name is like hers: of the pair alone it shall be unsure.
  const background = knownTwice(150, 'southmere-council').filter(
    ({ given, family }) => !/^Ma/.test(given[0]!) && !/^Okel/.test(family!),
  )
  await databases.care.transaction((tx) => savePeople(tx, background, clock.now()))
  await arrives('mere-general', 'a01.hl7', MESSAGE)
  await arrives('southmere-council', 'martha.ndjson', JSON.stringify(COUNCIL))
  const as = async (who: string) => {
    const window = await openWindow(browser, settings.origin, { script: who === 'priya.shah' })
    const page = await window.newPage()
    await signInAs(page, who)
    return page
  }
  const [david, joan, priya, martha] = await Promise.all(
    ['david.osei', 'joan.marsh', 'priya.shah', 'martha.okello'].map(as),
  )
  const told = async (page: Page, path: string) => {
    await page.goto(path)
    return page.locator('main').innerText()
  }
  await learn([david!, joan!], settle)

  const hospital = await databases.care.short.query<{ person_id: string }>(
    `select person_id from people.person where nhs_number = '9990123454'`,
  )
  const her = `/people/${hospital.rows[0]!.person_id}`
  const doubt = await databases.care.short.query<{ doubt_id: string }>(
    'select doubt_id from people.doubt where person_id = $1 and settled_at is null',
    [hospital.rows[0]!.person_id],
  )
  assert.equal(doubt.rows.length, 1)
  const path = `/people/doubts/${doubt.rows[0]!.doubt_id}`

  await t.test('whoever sees one of the two is told that there may be another', async () => {
    const text = await told(priya!, her)
    assert.match(text, /There may be another record of this person/)
    assert.doesNotMatch(text, /Low Street|SM9|21 Mar 1944/)
    await checkAccessible(priya!)
    assert.match(await told(martha!, '/me'), /There may be another record/)
  })

  await t.test(
    'one reviewer sees what speaks for and against, says yes, and nothing changes',
    async () => {
      const before = await told(priya!, her)
      const seen = await told(david!, path)
      assert.match(seen, /Birth date: a slip apart/)
      assert.doesNotMatch(seen, /Okello|1944|Low Street/)
      await sayYes(david!)
      assert.equal(withoutLooks(await told(priya!, her)), withoutLooks(before))
      assert.match(await told(david!, '/people/doubts'), /It waits for the other side/)
    },
  )

  await t.test('the other says yes, and the page is joined', async () => {
    await told(joan!, path)
    await sayYes(joan!)
    await settle()
    const text = await told(priya!, her)
    assert.doesNotMatch(text, /There may be another record/)
    assert.match(text, /21 Mar 1944/)
  })

  await t.test('she says that a record is not about her, and it parts', async () => {
    const text = await told(martha!, '/me/records')
    assert.match(text, /council/)
    await martha!.getByRole('link', { name: /That is not me.*council/ }).click()
    await martha!.getByLabel('Why?').fill('I have never lived there.')
    await martha!
      .getByRole('button', { name: /Go on|That is not me/ })
      .first()
      .click()
    await martha!.getByRole('button', { name: 'That is not me' }).click()
    await settle()
    assert.doesNotMatch(await told(priya!, her), /21 Mar 1944/)
  })

  await t.test('both looks and all decisions are in her list', async () => {
    const text = await told(martha!, '/me')
    assert.match(text, /david\.osei|David Osei/)
    assert.match(text, /Joan Marsh/)
    assert.match(text, /what speaks for and against/i)
    assert.match(text, /of one person/)
    assert.match(text, /not about themselves/)
  })
})

/** Each reviewer adopts what was learnt, as they find it on their page. */
async function learn(reviewers: readonly Page[], settle: () => Promise<void>): Promise<void> {
  const [first] = reviewers
  await first!.goto('/do/people.train?then=/people/models')
  await act(first!)
  await settle()
  for (const page of reviewers) {
    await page.goto('/people/models')
    await page
      .getByRole('link', { name: /Adopt it/ })
      .first()
      .click()
    await act(page)
    await settle()
  }
}

async function sayYes(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'They are one person' }).click()
  await page.getByLabel('Why?').fill('Both desks checked.')
  await act(page)
}

/** Goes on to what would happen, and does it. */
async function act(page: Page): Promise<void> {
  const buttons = page.locator('main').getByRole('button')
  await buttons.first().click()
  if ((await page.locator('main').getByRole('button').count()) > 0) {
    await page.locator('main').getByRole('button').first().click()
  }
}

/** What stands of her, above who has looked. */
const withoutLooks = (text: string) => text.slice(0, text.indexOf('Who has looked'))
