import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runMeasure, verifyMeasure } from '../src/measure/index.ts'
import { COLIN, KIT, openMeasurePlace, RUTH, type Stayed } from './measure-place.ts'

const DELAY = 'discharge-delay'

/** Of so many people, each ready on the 10th and gone two days later. */
function stays(from: number, count: number, month = '2026-02'): Stayed[] {
  return Array.from({ length: count }, (_, at) => ({
    id: from + at,
    came: `${month}-03 10:00`,
    ready: `${month}-10 09:00`,
    left: `${month}-12 15:00`,
  }))
}

test('what was said stays; late facts of few people are not told, of enough they are a new edition', async (t) => {
  const { place, clock, tell, optOut, done, refused } = await openMeasurePlace(
    t,
    '2026-04-10T09:00:00Z',
  )
  const run = (asOf?: string) =>
    runMeasure(place, DELAY, { month: '2026-02', ...(asOf === undefined ? {} : { asOf }) })
  await tell(...stays(1, 23))
  assert.match(
    await refused({ ...KIT, purpose: 'partnership' }, 'measure.publish', {}),
    /Clause 17.1 lets analysts/,
  )
  await done(KIT, 'measure.publish')
  const first = await run()
  // 46 days of 23 people, each rounded by itself to five.
  assert.deepEqual(
    [first.edition.number, first.told.numerator, first.told.denominator, first.told.value],
    [1, 45, 25, 1.8],
  )

  clock.set('2026-04-11T09:00:00Z')
  await tell(...stays(101, 4))
  await done(KIT, 'measure.publish')
  assert.equal((await run()).edition.number, 1)

  clock.set('2026-04-12T09:00:00Z')
  await tell(...stays(201, 6))
  await done(RUTH, 'measure.publish')
  const second = await run()
  assert.deepEqual([second.edition.number, second.told.denominator], [2, 35])
  assert.equal((await run('2026-04-11')).told.denominator, 25)
  assert.deepEqual(await verifyMeasure(place, DELAY, { month: '2026-02' }), {
    sql: { numerator: 66, denominator: 33 },
    plain: { numerator: 66, denominator: 33 },
    equal: true,
    differ: 0,
  })

  // Whoever opts out is in no sum from then on, and in no file; nothing that was said changes.
  clock.set('2026-04-13T09:00:00Z')
  await optOut(1, 2)
  const { sql, equal } = await verifyMeasure(place, DELAY, { month: '2026-02' })
  assert.deepEqual([sql, equal], [{ numerator: 62, denominator: 31 }, true])
  await done(COLIN, 'measure.publish')
  assert.equal((await run()).edition.number, 2)
})

test('a figure of nine people, of a month that is not over, or of no measure is not told', async (t) => {
  const { place, tell, done } = await openMeasurePlace(t, '2026-03-20T09:00:00Z')
  await tell(...stays(1, 9), ...stays(20, 30, '2026-03'))
  await done(KIT, 'measure.publish')
  const { told } = await runMeasure(place, DELAY, { month: '2026-02' })
  assert.deepEqual([told.suppressed, told.value, told.numerator], [true, null, null])
  await assert.rejects(runMeasure(place, DELAY, { month: '2026-03' }), /nothing was said/)
  await assert.rejects(runMeasure(place, 'constructor', { month: '2026-02' }), /no measure/)
})
