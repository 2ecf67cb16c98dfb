import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate, generateDaysAfter } from '../../places/southmere/index.ts'
import { countyLoaded, countyOtherwise, filesOf, standing } from '../county-occurrences.ts'

/**
 * Whole counties, a month that goes on included, loaded in an order by chance: stays that are cancelled, people whom a
 * hospital registered twice, what comes late. What is kept equals the rules now and at times on the way, and does not
 * depend on the order.
 */
const SEEDS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 20)
const PEOPLE = 1_000

for (let seed = 1; seed <= SEEDS; seed += 1) {
  test(`a county by chance, ${seed}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'concordat-county-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const county = { people: PEOPLE, seed: String(seed), asOf: '2026-03-10' }
    const [before, after] = [join(folder, 'before'), join(folder, 'after')]
    await generate({ ...county, out: before })
    const days = { from: '2026-03-10', until: '2026-04-10' }
    await generateDaysAfter({ ...county, out: after }, days)
    const files = [...filesOf(before), ...filesOf(after)]
    const orders =
      seed % 5 === 1 ? [shuffled(files, seed), shuffled(files, -seed)] : [shuffled(files, seed)]
    const kept: string[][] = []
    for (const order of orders) {
      const { place, times, clock } = await countyLoaded(t, order)
      kept.push(await standing(place))
      let counted = 0
      for (const at of [...times.filter((_, index) => index % 9 === 4), clock.now()]) {
        const { count, otherwise } = await countyOtherwise(place, at)
        assert.deepEqual(otherwise, [])
        counted += count
      }
      t.diagnostic(`${counted} things compared at times on the way and now`)
    }
    for (const other of kept.slice(1)) assert.deepEqual(other, kept[0])
  })
}

/** One order for each seed. */
function shuffled<T>(all: readonly T[], seed: number): T[] {
  const rest = [...all]
  let state = seed * 2_654_435_761
  const order: T[] = []
  while (rest.length > 0) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    order.push(...rest.splice(state % rest.length, 1))
  }
  return order
}
