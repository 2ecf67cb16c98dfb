import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balancesAt, journalOf, penceOf } from '../src/fund/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { PlainBooks } from './fund-model.ts'
import { GRANT, IAN, MORE, NHS, openFundPlace, POOL, SUNITA, setUp } from './fund-place.ts'
import { askLog, booksAreRight, numbersOf, RANDOM_PLAN, sendRandom } from './fund-random.ts'

const BY: readonly Viewer[] = [IAN, SUNITA, POOL]
/** `test/faults/fund.fault.ts` does two hundred thousand. */
const COMMANDS = 5_000

test('thousands of random commands by many at once leave books that balance', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place, RANDOM_PLAN)
  const { done, refused } = await sendRandom(askLog(place.place), {
    count: COMMANDS,
    lanes: 64,
    seed: 7,
    by: BY,
  })
  await booksAreRight(place.place)
  assert.ok(done > COMMANDS / 4, `${done} were done`)
  for (const code of ['ring-fence', 'not-enough', 'closed', 'too-much', 'no-such-account'])
    assert.ok((refused.get(code) ?? 0) > 0, `${code}: ${JSON.stringify([...refused])}`)
})

test('one after the other, each command is answered as a model that was written apart answers it', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place, RANDOM_PLAN)
  const plain = new PlainBooks()
  const back = new Map<string, bigint>()
  const db = place.place.databases.care.short
  const learn = async () => {
    const rows = (await journalOf(db, {})).slice(plain.done.length)
    for (const one of rows) {
      plain.done.push({
        ...{ kind: one.step, id: one.id, from: one.credit, to: one.debit, pence: penceOf(one) },
        ...{ day: one.at, learnt: Date.parse(one.learntAt) },
        ...(one.of === undefined ? {} : { of: one.of }),
      })
      if (one.reverses !== undefined)
        back.set(one.reverses, (back.get(one.reverses) ?? 0n) + one.posted)
    }
  }
  await learn()
  const next = numbersOf(23)
  const of = (kinds: readonly string[]) => {
    const list = plain.done.filter(({ kind }) => kinds.includes(kind))
    return list[next(list.length)]!
  }
  for (let n = 0; n < 250; n++) {
    place.clock.set(new Date(Date.parse('2026-03-10T09:00:00Z') + n * 60_000).toISOString())
    const pence = BigInt(1 + next(60_000))
    const at = `2026-0${1 + next(3)}-0${1 + next(9)}`
    const more = { pence: String(pence), reason: 'By chance', at }
    const [scheme, origin, activity] = [
      ['hot', NHS, 'home-care'],
      ['hot', MORE, 'home-care'],
      ['warm', GRANT, 'carers'],
      ['cold', NHS, 'reablement'],
    ][next(4)] as [string, string, string]
    const account = `pool-2025-26:commitment:${origin}:${scheme}`
    const what = next(4)
    let [name, input, may] = [
      'reserve',
      { scheme, origin, activity, ...more } as object,
      pence <= plain.left(account),
    ]
    if (
      what === 1 &&
      plain.done.some(({ kind, to }) => kind === 'reserve' && to.includes(':spend:'))
    ) {
      const one = of(['reserve'])
      may = plain.open(one.id) !== undefined && pence <= one.pence && at >= one.day
      ;[name, input] = ['post', { transfer: one.id, ...more }]
    }
    if (what === 2) {
      const one = of(['reserve', 'move'])
      const open = plain.open(one.id)
      may = open !== undefined && (open.to.includes(':spend:') || roomWithout(plain, open))
      ;[name, input] = ['void', { transfer: one.id, reason: 'By chance' }]
    }
    if (what === 3) {
      const posts = plain.done.filter(({ kind, to }) => kind === 'post' && to.includes(':spend:'))
      const one = posts[next(Math.max(1, posts.length))]
      if (one === undefined) continue
      may = pence <= plain.leftOf(one.id, back) && at >= one.day
      ;[name, input] = ['reverse', { transfer: one.id, ...more }]
    }
    const answer = await place.ask(SUNITA, name, input)
    assert.equal(answer.ok, may, `${n} ${name} ${JSON.stringify(input)} ${JSON.stringify(answer)}`)
    if (answer.ok) await learn()
  }
  await booksAreRight(place.place)
  for (let n = 0; n < 25; n++) {
    const at = `2026-0${1 + next(3)}-${String(1 + next(28)).padStart(2, '0')}`
    const knownAt = new Date(Date.parse('2026-03-10T08:59:00Z') + next(260) * 60_000)
    const balances = await balancesAt(db, { at, knownAt })
    for (const account of new Set(plain.done.flatMap(({ from, to }) => [from, to]))) {
      const stands = balances.get(account) ?? { posted: 0n, comingIn: 0n, goingOut: 0n }
      assert.deepEqual(
        stands,
        plain.stands(account, at, knownAt.getTime()),
        `${account} on ${at} as of ${knownAt}`,
      )
    }
  }
})

/** Whether what was promised may be withdrawn: what no scheme has of it must still be there. */
function roomWithout(plain: PlainBooks, open: { to: string; pence: bigint }): boolean {
  const { posted, comingIn, goingOut } = plain.stands(open.to)
  return posted + comingIn - goingOut >= open.pence
}
