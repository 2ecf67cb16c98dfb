import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { apportion } from './apportion.ts'
import { type RiskShare, type SchemeOutturn, shareRisk } from './risk-share.ts'

const PARTIES = ['council', 'board', 'trust', 'districts']
const IDS = ['care', 'homes', 'beds', 'hub']
const parts = fc.bigInt({ min: 1n, max: 5n })
const bears = fc
  .uniqueArray(fc.constantFrom(...PARTIES), { minLength: 1, maxLength: 3 })
  .chain((all) => fc.tuple(...all.map((party) => fc.record({ party: fc.constant(party), parts }))))
const band = fc.record(
  { upTo: fc.bigInt({ min: 1n, max: 60_000n }), bears },
  { requiredKeys: ['upTo'] },
)
const bands = fc
  .tuple(fc.array(band, { maxLength: 2 }), fc.record({ bears }, { requiredKeys: [] }))
  .map(([first, last]) => [...first, last])
const clauses = fc
  .tuple(
    fc.subarray(IDS, { maxLength: 3 }),
    fc.array(fc.record({ over: bands, under: bands }), { maxLength: 2 }),
  )
  .map(([named, all]): RiskShare[] =>
    all.map((one, at) => ({
      ...one,
      funds: new Set(['pool']),
      ...(at === 0 && named.length > 0 ? { schemes: new Set(named) } : {}),
      clause: `9.${at + 1}`,
    })),
  )
  // Two that both take all others are refused by the text's own check.
  .filter((all) => all.filter(({ schemes }) => schemes === undefined).length < 2)
const pence = fc.bigInt({ min: 0n, max: 300_000n })
const schemes = fc.tuple(
  ...IDS.map((id) =>
    fc.record({
      id: fc.constant(id),
      name: fc.constant(`the ${id}`),
      paid: fc
        .uniqueArray(fc.tuple(fc.constantFrom(...PARTIES), pence), {
          selector: ([party]) => party,
          maxLength: 3,
        })
        .map((all): ReadonlyMap<string, bigint> => new Map(all)),
      outturn: pence,
    }),
  ),
)
const nameOf = (party: string) => `the ${party}`
const total = (all: readonly { pence: bigint }[]) => all.reduce((sum, one) => sum + one.pence, 0n)

test('shares and steps come to the outturn to the penny, whatever the clauses say', () => {
  fc.assert(
    fc.property(clauses, schemes, (rules, all) => {
      const { outturn, steps, shares } = shareRisk(rules, all, { nameOf })
      assert.equal(
        outturn,
        all.reduce((sum, one) => sum + one.outturn, 0n),
      )
      assert.equal(total(steps), outturn)
      assert.equal(total(shares), outturn)
      for (const { party, pence: own } of shares)
        assert.equal(own, total(steps.filter((one) => one.party === party)))
      // Nobody bears what a clause gives to somebody: '' is only where no clause says, or nobody has paid in.
      const covered = rules.some((one) => one.schemes === undefined)
      if (
        covered &&
        all.every(({ paid }) => total([...paid].map(([, own]) => ({ pence: own }))) > 0n)
      )
        assert.ok(!steps.some((one) => one.party === '' && one.pence !== 0n && one.clause === ''))
    }),
  )
})

test('with two partners exchanged throughout, each bears what the other bore', () => {
  const swap = (party: string) =>
    party === 'council' ? 'board' : party === 'board' ? 'council' : party
  const swapped = (all: readonly SchemeOutturn[]) =>
    all.map((one) => ({
      ...one,
      paid: new Map([...one.paid].map(([party, own]) => [swap(party), own])),
    }))
  const exchanged = (rules: readonly RiskShare[]) =>
    rules.map((rule) => ({
      ...rule,
      ...Object.fromEntries(
        (['over', 'under'] as const).map((way) => [
          way,
          rule[way].map((one) =>
            one.bears === undefined
              ? one
              : { ...one, bears: one.bears.map((each) => ({ ...each, party: swap(each.party) })) },
          ),
        ]),
      ),
    })) as RiskShare[]
  fc.assert(
    fc.property(clauses, schemes, (rules, all) => {
      const here = shareRisk(rules, all, { nameOf: () => 'one' })
      const there = shareRisk(exchanged(rules), swapped(all), { nameOf: () => 'one' })
      const back = <T extends { party: string }>(list: readonly T[]) =>
        list.map((one) => ({ ...one, party: swap(one.party) }))
      assert.deepEqual(there, { ...here, steps: back(here.steps), shares: back(here.shares) })
    }),
  )
})

test('what one scheme ends under is used for what another ends over before anybody pays', () => {
  const rule: RiskShare = {
    ...{ funds: new Set(['pool']), clause: '9.1' },
    over: [
      { upTo: 100n, bears: [{ party: 'council', parts: 1n }] },
      {
        bears: [
          { party: 'council', parts: 1n },
          { party: 'board', parts: 1n },
        ],
      },
    ],
    under: [{}],
  }
  const scheme = (id: string, outturn: bigint) => ({
    ...{ id, name: id, outturn },
    paid: new Map([
      ['council', 300n],
      ['board', 700n],
    ]),
  })
  const bears = (...all: SchemeOutturn[]) =>
    Object.fromEntries(
      shareRisk([rule], all, { nameOf }).shares.map(({ party, pence: own }) => [party, own]),
    )
  assert.deepEqual(bears(scheme('care', 1_200n), scheme('homes', 800n)), {
    council: 600n,
    board: 1_400n,
  })
  assert.deepEqual(bears(scheme('care', 1_201n)), { council: 300n + 100n + 51n, board: 700n + 50n })
  assert.deepEqual(bears(scheme('care', 900n)), { council: 270n, board: 630n })
})

test('a sum cut by parts comes to the sum, and no share is a penny from its part', () => {
  const list = fc
    .array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 1, maxLength: 6 })
    .filter((all) => all.some((part) => part > 0n))
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), list, (sum, all) => {
      const shares = apportion(sum, all)
      const whole = all.reduce((one, part) => one + part, 0n)
      assert.equal(
        shares.reduce((one, share) => one + share, 0n),
        sum,
      )
      for (const [at, share] of shares.entries()) {
        const off = share * whole - sum * all[at]!
        assert.ok((off < 0n ? -off : off) < whole, `${share} of ${sum}`)
        if (all[at] === 0n) assert.equal(share, 0n)
      }
    }),
  )
})
