import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Visitor } from '../../src/shell/testing.ts'
import { type Asked, nobodyAtAll, openNobodyPlace } from '../nobody-place.ts'

/**
 * How long the answer takes must not tell "nobody" from "not yours". The two are asked in turn, through a socket, and
 * compared by ranks (Mann and Whitney): whoever has something slow between does not matter then. With 600 of each, a
 * difference of a third of the usual spread is found in 99 of 100 runs, and one that is not there in 1 of 1,000:
 * (3.29 + 2.33) / sqrt(600 / 2) = 0.32 standard deviations.
 */
const ASKED = Number(process.env.CONCORDAT_FAULT_ASKED ?? 600)
const Z_MAX = 3.29
const HOUR_MS = 61 * 60_000

type Door = [name: string, ask: (visitor: Visitor, whom: Asked, csrf: string) => Promise<Response>]

const DOORS: Door[] = [
  ['page', (visitor, { id }) => visitor.go(`/people/${id}`)],
  [
    'search by number',
    async (visitor, { number }, _csrf) =>
      visitor.follow(await visitor.go('/people', { words: number, _csrf })),
  ],
]

test('nobody and not yours take the same time', async (t) => {
  const { visitor, notTheirs, clock } = await openNobodyPlace(t, 90)
  let csrf = ''
  let hours = 0
  for (const [name, ask] of DOORS) {
    const theirs: number[] = []
    const nobodys: number[] = []
    for (let n = 0; n < ASKED; n++) {
      // Each is asked for the first time in the hour as often as again, and neither is always the first of the two.
      if (n % (notTheirs.length * 2) === 0) {
        clock.set(new Date(Date.parse('2026-03-10T09:00:00Z') + ++hours * HOUR_MS).toISOString())
        await visitor.signIn('tom.ellis')
        csrf = await visitor.token('/people')
      }
      const pair = [
        () => time(theirs, () => ask(visitor, notTheirs[n % notTheirs.length]!, csrf)),
        () => time(nobodys, () => ask(visitor, nobodyAtAll(n % notTheirs.length), csrf)),
      ]
      for (const one of n % 2 === 0 ? pair : pair.reverse()) await one()
    }
    const z = rankDifference(theirs, nobodys)
    t.diagnostic(
      `${name}: medians ${median(theirs).toFixed(2)} and ${median(nobodys).toFixed(2)} ms, z ${z.toFixed(2)}`,
    )
    assert.ok(Math.abs(z) < Z_MAX, `${name}: z ${z}`)
  }
})

test('the comparison finds a difference that is there', () => {
  const slower = Array.from({ length: ASKED }, (_, n) => 50 + (n % 20) / 10 + 0.3)
  const faster = Array.from({ length: ASKED }, (_, n) => 50 + (n % 20) / 10)
  assert.ok(rankDifference(slower, faster) > Z_MAX)
  assert.ok(Math.abs(rankDifference(faster, [...faster])) < Z_MAX)
})

async function time(kept: number[], ask: () => Promise<Response>): Promise<void> {
  const began = performance.now()
  await (await ask()).text()
  kept.push(performance.now() - began)
}

/** How many standard deviations the ranks of the first lie above those of the second. */
function rankDifference(first: readonly number[], second: readonly number[]): number {
  const all = [
    ...first.map((value) => ({ value, own: true })),
    ...second.map((value) => ({ value, own: false })),
  ].sort((a, b) => a.value - b.value)
  let sum = 0
  for (let at = 0; at < all.length; ) {
    let end = at
    while (end < all.length && all[end]!.value === all[at]!.value) end++
    // Those that are equal share their ranks.
    for (let one = at; one < end; one++) if (all[one]!.own) sum += (at + end + 1) / 2
    at = end
  }
  const [n, m] = [first.length, second.length]
  const u = sum - (n * (n + 1)) / 2
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
