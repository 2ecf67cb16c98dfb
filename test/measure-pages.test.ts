import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, stringify } from 'yaml'
import { sign } from '../src/agreement/testing.ts'
import { isRefusal, systemActor } from '../src/kernel/index.ts'
import { checkAccessibleIn, openBrowser, openWindow, signInAs, WIDE_AND_NARROW } from './browser.ts'
import { openMeasurePlace, withChildren } from './measure-place.ts'

const DELAY = 'discharge-delay'
const NAME = 'How long people wait to leave hospital'
/** A desk, a phone, and a desk at 200%. */
const LOOKS = [...WIDE_AND_NARROW, { width: 640, height: 450 }]

test('two owners try a definition and sign it; one differs, they see why, it is published and printed', async (t) => {
  const opened = await openMeasurePlace(t, '2026-05-10T09:00:00Z')
  const { place, clock, tell, settle, listen } = opened
  const stays = (from: number, count: number, month: string, born = 1946) =>
    Array.from({ length: count }, (_, at) => ({
      ...{ id: from + at, born, came: `${month}-03 10:00` },
      ...{ ready: `${month}-10 09:00`, left: `${month}-12 15:00` },
    }))
  await tell(...stays(301, 1, '2026-02'), ...stays(1, 20, '2026-03'), ...stays(101, 20, '2026-04'))
  await tell(...stays(401, 10, '2026-04', 2015))
  await listen()
  const { origin } = place.settings
  const browser = await openBrowser()
  t.after(() => browser.close())
  const at = async (persona: string) => {
    const page = await (await openWindow(browser, origin)).newPage()
    page.setDefaultTimeout(20_000)
    await signInAs(page, persona)
    return page
  }
  const [ruth, colin, kit] = [
    await at('ruth.adeyemi'),
    await at('colin.webb'),
    await at('kit.lang'),
  ]

  const texts = await withChildren('2026-03')
  const part = texts.files.find(({ path }) => path.includes('17-what-we-count'))!
  const { clauses } = parse(part.text) as { clauses: { id?: string }[] }
  const draft = stringify(clauses.find(({ id }) => id === DELAY))
  for (const owner of [ruth, colin]) {
    await owner.goto(`/measure/${DELAY}`)
    await owner.getByRole('link', { name: 'Try another definition of it' }).click()
    await owner.getByLabel('The definition').fill(draft)
    await owner.getByLabel('Month').fill('2026-04')
    await owner.getByRole('button', { name: 'Try it' }).click()
    await owner.getByRole('heading', { name: `${NAME}, 2026-04: 2.00 days` }).waitFor()
    await owner.getByText('The query and the rules give the same for everybody').waitFor()
    assert.equal(await owner.getByText('wrong', { exact: true }).count(), 0)
  }

  clock.set('2026-05-12T09:00:00Z')
  const adopting = { actor: systemActor('adopts'), purpose: '' }
  const adopted = await place.agreement.adopt(adopting, sign(texts))
  assert.ok(!isRefusal(adopted), JSON.stringify(adopted))
  await settle()

  // Two days on everybody has signed in anew.
  await signInAs(ruth, 'ruth.adeyemi')
  await signInAs(colin, 'colin.webb')
  await signInAs(kit, 'kit.lang')
  await kit.goto('/measure')
  await kit.getByRole('link', { name: 'Work what is new' }).click()
  await kit.getByRole('button', { name: 'Go on' }).click()
  await kit.getByRole('button', { name: 'Work and publish' }).click()
  await kit.getByRole('heading', { name: 'Done' }).waitFor()
  await settle()

  await colin.goto(`/measure/${DELAY}`)
  await colin.getByRole('link', { name: 'Say what your own books have' }).click()
  await colin.getByLabel('Of which month?').fill('2026-04')
  await colin.getByLabel('Our own figure').fill('1.4')
  await colin.getByLabel('Why is it another?').fill('We count working days.')
  await colin.getByRole('button', { name: 'Go on' }).click()
  await colin.getByRole('button', { name: 'Say what our own books have' }).click()
  await colin.getByRole('heading', { name: 'Done' }).waitFor()

  await ruth.goto(`/measure/${DELAY}`)
  await ruth.getByRole('row', { name: /Southmere Council.*1\.40.*2\.00.*working days/ }).waitFor()
  await ruth.getByText('From April 2026 on it is counted otherwise').waitFor()
  await checkAccessibleIn(ruth, LOOKS)
  await ruth.goto('/measure')
  await checkAccessibleIn(ruth, LOOKS)
  assert.ok(pagesOf(await ruth.pdf({ format: 'A4' })) <= 2, 'the scorecard prints on two sides')
  for (const path of ['/measure/ask', '/measure/try', `/measure/${DELAY}?by=side`]) {
    await kit.goto(path)
    await checkAccessibleIn(kit, LOOKS)
  }
  await kit.goto('/measure/ask')
  await kit.getByLabel('The question').fill('select person, age_band from person')
  await kit.getByRole('button', { name: 'Count' }).click()
  await kit.getByRole('heading', { name: 'About 50 people' }).waitFor()

  const open = await fetch(`${origin}/public/measures.json`)
  const { measures } = (await open.json()) as { measures: { name: string; denominator: number }[] }
  assert.equal(measures.find(({ name }) => name === DELAY)?.denominator, 30)
})

/** How many sides of paper. */
function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
}
