import { test } from 'node:test'
import { staysInBudget } from './effort.ts'
import { showsNoCode } from './no-codes.ts'
import { startPlace } from './running-place.ts'
import { takesTheTour } from './tour.ts'

/** One made-up place for all of it, in which everybody has somebody on their list. */
const PEOPLE = 250

test('a place as those who work there find it', async (t) => {
  const place = await startPlace(t, { people: PEOPLE })
  await t.test('the tour of the README is what is there', () => takesTheTour(place))
  await t.test('the commonest tasks of everybody stay within their clicks, fields and keys', () =>
    staysInBudget(place),
  )
  await t.test('no page shows a code to anybody, nor does what is printed of a person', (own) =>
    showsNoCode(own, place),
  )
})
