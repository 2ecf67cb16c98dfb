import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Account, accountId, type Balance } from './account.ts'
import { accountsIn, FIGURES, type Figure, figureOf, postingsOf } from './figure.ts'
import { apply, type Transfer } from './transfer.ts'

const account: fc.Arbitrary<Account> = fc
  .record({
    fund: fc.constant('pool'),
    kind: fc.constantFrom('contribution', 'held', 'carried', 'commitment', 'accrual', 'spend'),
    origin: fc.constantFrom('nhs', 'grant'),
    scheme: fc.constantFrom('a', 'b'),
    activity: fc.constantFrom('care', 'beds'),
  } as const)
  .map((one) => {
    const ofScheme = ['commitment', 'accrual', 'spend'].includes(one.kind)
    const forSomething = ofScheme && one.kind !== 'commitment'
    return {
      ...one,
      scheme: ofScheme ? one.scheme : '',
      activity: forSomething ? one.activity : '',
    }
  })
const amount = fc.bigInt({ min: -1_000n, max: 1_000n })
const transfers = fc.array(
  fc.record({ debit: account, credit: account, posted: amount, reserved: amount }),
  { maxLength: 30 },
)
const some = (...values: string[]) =>
  fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined })
const asked: fc.Arbitrary<Figure> = fc
  .record({
    figure: fc.constantFrom(...FIGURES),
    origins: some('nhs', 'grant'),
    schemes: some('a', 'b'),
    activities: some('care', 'beds'),
  })
  .map((one) => JSON.parse(JSON.stringify(one)) as Figure)

test('a figure is what its postings add up to, and they touch only its accounts', () => {
  fc.assert(
    fc.property(transfers, asked, (drafts, figure) => {
      const moved = drafts.map((one, at): Transfer => {
        const ids = { debit: accountId(one.debit), credit: accountId(one.credit) }
        return { ...one, ...ids, number: at + 1, id: String(at) } as unknown as Transfer
      })
      const balances = new Map<string, Balance>()
      for (const one of moved) apply(balances, one)
      const postings = postingsOf(figure, moved)
      const sum = postings.reduce((all, { pence }) => all + pence, 0n)
      assert.equal(figureOf(figure, balances), sum)
      const own = new Set(accountsIn(figure, balances.keys()))
      assert.ok(
        postings.every(({ transfer: { debit, credit } }) => own.has(debit) || own.has(credit)),
      )
    }),
  )
})

test('what every scheme has is what any one of them has, together', () => {
  fc.assert(
    fc.property(transfers, fc.constantFrom(...FIGURES.slice(3)), (drafts, figure) => {
      const balances = new Map<string, Balance>()
      for (const { debit, credit, ...one } of drafts)
        apply(balances, { ...one, debit: accountId(debit), credit: accountId(credit) })
      const each = ['a', 'b'].map((scheme) => figureOf({ figure, schemes: [scheme] }, balances))
      assert.equal(figureOf({ figure }, balances), each[0]! + each[1]!)
    }),
  )
})
