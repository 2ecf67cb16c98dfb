import { test } from 'node:test'
import { openBrowser } from './browser.ts'
import { staysInBudget } from './effort.ts'
import { showsNoCode } from './no-codes.ts'
import { startPlace } from './running-place.ts'
import { takesTheTour } from './tour.ts'

/** One made-up place for all of it, in which everybody has somebody on their list. */
const PEOPLE = 250

test('a place as those who work there find it', async (t) => {
  const place = await startPlace(t, { people: PEOPLE })
  await t.test('the tour of the README is what is there', () => takesTheTour(place))
  const browser = await openBrowser()
  t.after(() => browser.close())
  await t.test('the commonest tasks of everybody stay within their clicks, fields and keys', () =>
    staysInBudget(place, browser),
  )
  await t.test('no page shows a code to anybody, nor does what is printed of a person', (own) =>
    showsNoCode(own, place),
  )
})
