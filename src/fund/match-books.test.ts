import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Matched, matchBooks, type OurPayment, type TheirLine } from './match-books.ts'

function ours(day: string, pence: bigint, scheme = 'care', supplier = 'Bright Bridge'): OurPayment {
  return { scheme, supplier, day, pence, transfers: [`${day} ${pence} ${scheme}`] }
}

function theirs(
  day: string,
  pence: bigint,
  scheme: string | null = 'care',
  supplier = 'BRIGHT BRIDGE LTD',
): TheirLine {
  const id = `${day} ${pence} ${scheme} ${supplier}`
  return {
    id,
    side: 'council',
    costCentre: 'CC-1',
    scheme: scheme ?? undefined,
    supplier,
    day,
    pence,
    file: 'f',
    row: 1,
  }
}

function reasons(a: readonly OurPayment[], b: readonly TheirLine[]): string[] {
  return matchBooks(a, b).map(({ reason }) => reason)
}

test('what both books say is found again, and what they do not has its reason', () => {
  const cases: [string, OurPayment[], TheirLine[], string[]][] = [
    ['the same', [ours('2026-02-03', 500n)], [theirs('2026-02-20', 500n)], ['agreed']],
    ['a month later', [ours('2026-02-26', 500n)], [theirs('2026-03-04', 500n)], ['timing']],
    [
      'long after',
      [ours('2026-01-02', 500n)],
      [theirs('2026-03-04', 500n)],
      ['not-in-ours', 'not-in-theirs'],
    ],
    [
      'elsewhere',
      [ours('2026-02-03', 500n)],
      [theirs('2026-02-04', 500n, 'beds')],
      ['cost-centre'],
    ],
    ['nowhere', [ours('2026-02-03', 500n)], [theirs('2026-02-04', 500n, null)], ['cost-centre']],
    ['with tax', [ours('2026-02-03', 1001n)], [theirs('2026-02-03', 1201n)], ['vat']],
    ['with reduced tax', [ours('2026-02-03', 1050n)], [theirs('2026-02-03', 1000n)], ['vat']],
    [
      'the tax alone',
      [ours('2026-02-03', 1000n)],
      [theirs('2026-02-03', 1000n), theirs('2026-02-03', -200n)],
      ['agreed', 'vat'],
    ],
    ['another sum', [ours('2026-02-03', 1000n)], [theirs('2026-02-03', 1400n)], ['amount']],
    ['unknown', [], [theirs('2026-02-03', 1000n, null)], ['no-mapping']],
    ['below nothing', [ours('2026-02-03', 1000n)], [theirs('2026-02-03', -1000n)], ['amount']],
    [
      'two of one sum',
      [ours('2026-02-03', 5n), ours('2026-03-03', 5n)],
      [theirs('2026-03-01', 5n)],
      ['agreed', 'not-in-theirs'],
    ],
  ]
  for (const [what, a, b, expected] of cases) assert.deepEqual(reasons(a, b), expected, what)
})

const day = fc.constantFrom('2026-01-15', '2026-02-03', '2026-02-27', '2026-03-02')
const pence = fc.constantFrom(100n, 120n, 105n, 20n, -100n, 500n)
const scheme = fc.constantFrom('care', 'beds')
const supplier = fc.constantFrom('Bright Bridge', 'Limes', '')
const payments = fc.array(
  fc.tuple(day, pence, scheme, supplier).map(([a, b, c, d]) => ours(a, b, c, d)),
  { maxLength: 12 },
)
const lines = fc
  .array(fc.tuple(day, pence, fc.option(scheme), supplier), { maxLength: 12 })
  .map((all) => all.map(([a, b, c, d], at) => ({ ...theirs(a, b, c, d), id: String(at) })))

function sum(all: readonly (readonly bigint[])[]): bigint {
  return all.flat().reduce((total, one) => total + one, 0n)
}

test('every payment and every line stands in the answer once, so that the difference is what is said', () => {
  fc.assert(
    fc.property(payments, lines, (a, b) => {
      const matched = matchBooks(a, b)
      const of = (key: 'ours' | 'theirs') => matched.flatMap((one) => one[key] ?? [])
      assert.equal(of('ours').length, a.length)
      assert.equal(new Set(of('theirs').map((one) => 'id' in one && one.id)).size, b.length)
      const apart = (one: Matched) => (one.ours?.pence ?? 0n) - (one.theirs?.pence ?? 0n)
      const said = matched.filter(({ reason }) => reason !== 'agreed').map(apart)
      assert.equal(sum([a.map((one) => one.pence)]) - sum([b.map((one) => one.pence)]), sum([said]))
    }),
  )
})

test('the order in which books are given does not matter', () => {
  fc.assert(
    fc.property(payments, lines, (a, b) => {
      const told = (all: Matched[]) =>
        all
          .map(
            ({ reason, theirs: line, ours: own }) =>
              `${reason} ${line?.id} ${own?.day} ${own?.pence} ${own?.scheme} ${own?.supplier}`,
          )
          .sort()
      assert.deepEqual(told(matchBooks(a, b)), told(matchBooks(a.toReversed(), b.toReversed())))
    }),
  )
})
