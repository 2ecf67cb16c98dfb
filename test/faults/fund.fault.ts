import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IAN, openFundPlace, POOL, SUNITA, setUp } from '../fund-place.ts'
import { askLog, booksAreRight, RANDOM_PLAN, sendRandom } from '../fund-random.ts'
import { killBooks } from './kill-books.ts'

const COMMANDS = Number(process.env.CONCORDAT_FAULT_COMMANDS ?? 200_000)
const ROUNDS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 40)

test('two hundred thousand random commands by many at once leave books that balance', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place, RANDOM_PLAN)
  const by = [IAN, SUNITA, POOL]
  const { done } = await sendRandom(askLog(place.place), {
    count: COMMANDS,
    lanes: 64,
    seed: 5,
    by,
  })
  t.diagnostic(`${done} of ${COMMANDS} were done, ${await booksAreRight(place.place)} transfers`)
  assert.ok(done > 0)
})

test('killed again and again while it writes in the books: nothing acknowledged is lost, nothing by half', (t) =>
  killBooks(t, { rounds: ROUNDS, each: 500 }))
