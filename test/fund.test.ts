import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DFG, FUND, GRANT, IAN, MORE, NHS, openFundPlace, POOL, setUp, SUNITA } from './fund-place.ts'

type Reserved = { reservations: string[]; proposal?: string; waits?: string[]; warnings: { pence: string }[] }

test('money is set apart, paid in part, let go and taken back, and every balance says so', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const wants = { scheme: 'home-care', pence: '30000000', activity: 'home-care', reason: 'Visits' }
  const { reservations } = await place.done<Reserved>(SUNITA, 'reserve', wants)
  const [first] = reservations
  await place.done(SUNITA, 'post', { transfer: first, pence: '20000000', reason: 'March' })
  assert.equal((await place.refused(SUNITA, 'post', { transfer: first, reason: 'Again' })).code, 'closed')
})
