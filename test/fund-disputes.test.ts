import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  balancesAt,
  checkBooks,
  disputedCosts,
  readOutturn,
  rulesOf,
  shareOutturn,
} from '../src/fund/index.ts'
import {
  FUND,
  GRANT,
  IAN,
  NHS,
  openFundPlace,
  PLAN,
  type PlanLine,
  POOL,
  SUNITA,
  setUp,
} from './fund-place.ts'

const COST = {
  ...{ scheme: 'hub', activity: 'leaving-hospital', pence: '480001', fund: FUND },
  ...{ about: 'A placement that both sides think is the other’s', supplier: 'The Limes' },
  says: 'It is a health need.',
}
const COUNCIL = 'southmere-council'
const BOARD = 'southmere-icb'

test('a disputed cost is paid, is in nobody’s budget, and is borne as both sides say in the end', async (t) => {
  const fund = await openFundPlace(t)
  // Of the NHS's money and of the grant some is no scheme's.
  const plan = PLAN.map(
    (one): PlanLine => (one[0] === 'nurses' ? [one[0], one[1], [[NHS, '1410020000']]] : one),
  )
  await setUp(fund, plan)
  const { place, done, refused } = fund
  const db = place.databases.care.short
  const stands = async (account: string) =>
    (await balancesAt(db, { fund: FUND })).get(`${FUND}:${account}`)?.posted ?? 0n
  const before = [await stands(`commitment:${NHS}:hub`), await stands(`commitment:${GRANT}:hub`)]
  // Of what has not come nothing can be paid.
  const none = await refused(SUNITA, 'open-liability', { ...COST, pence: '99999999999' })
  assert.equal(none.code, 'not-enough')
  assert.equal(
    (await refused(SUNITA, 'open-liability', { ...COST, activity: 'roads' })).code,
    'ring-fence',
  )
  assert.equal(
    (await refused(SUNITA, 'open-liability', { ...COST, scheme: 'constructor' })).code,
    'no-such-scheme',
  )
  assert.equal((await refused(POOL, 'open-liability', COST)).code, 'no-power')
  await posted(fund)
  const { liability, dispute } = await done<{ liability: string; dispute: string }>(
    SUNITA,
    'open-liability',
    COST,
  )
  assert.equal(await stands(`suspense:${NHS}:hub:${liability}`), 240_001n)
  assert.equal(await stands(`suspense:${GRANT}:hub:${liability}`), 240_000n)
  assert.deepEqual(
    [await stands(`commitment:${NHS}:hub`), await stands(`commitment:${GRANT}:hub`)],
    before,
  )
  const [open] = await disputedCosts(place)
  assert.equal(open!.suspense, 480_001n)
  assert.equal(open!.dispute!.id, dispute)
  const inSuspense = (
    await place.databases.care.short.query<{ id: string }>(
      `select id from fund.transfer where debit like '%:suspense:%'`,
    )
  ).rows[0]!.id
  assert.equal(
    (await refused(SUNITA, 'reverse', { transfer: inSuspense, reason: 'Back' })).code,
    'closed',
  )
  // One side says so, and says so again; the other says otherwise, and then the same.
  const bears = {
    liability,
    party: BOARD,
    parts: 2,
    other: COUNCIL,
    other_parts: 1,
    reason: 'Mostly health',
  }
  assert.equal((await done<{ settled: boolean }>(SUNITA, 'settle', bears)).settled, false)
  assert.equal((await done<{ settled: boolean }>(SUNITA, 'settle', bears)).settled, false)
  assert.equal(
    (await done<{ settled: boolean }>(IAN, 'settle', { liability, party: COUNCIL, reason: 'No' }))
      .settled,
    false,
  )
  assert.equal((await done<{ settled: boolean }>(SUNITA, 'settle', bears)).settled, false)
  assert.deepEqual((await checkBooks(place)).breaches, [])
  const same = { liability, party: COUNCIL, other: BOARD, other_parts: 2, reason: 'As they say' }
  const settledNow = await done<{ settled: boolean; bears: unknown }>(IAN, 'settle', same)
  assert.deepEqual(settledNow.bears, [
    { party: BOARD, pence: '320001', interest: '0' },
    { party: COUNCIL, pence: '160000', interest: '0' },
  ])
  assert.equal(await stands(`spend:${NHS}:hub:leaving-hospital`), 320_001n)
  assert.equal(await stands(`spend:${GRANT}:hub:leaving-hospital`), 160_000n)
  assert.equal(await stands(`suspense:${NHS}:hub:${liability}`), 0n)
  assert.equal((await refused(IAN, 'settle', same)).code, 'closed')
  assert.equal((await refused(IAN, 'open-liability', { ...COST, liability })).code, 'closed')

  // One that ends in words alone is opened again, without being paid again; one agreed in the dispute is then booked.
  const next = await done<{ liability: string; dispute: string }>(IAN, 'open-liability', COST)
  const act = async (who: typeof IAN, name: string, input: object) => {
    const answer = await place.call(`agreement.${name}`, { viewer: who, input })
    assert.ok(answer.ok, JSON.stringify(answer))
  }
  await act(IAN, 'withdraw-dispute', { dispute: next.dispute, reason: 'A mistake' })
  const half = { liability: next.liability, party: COUNCIL, other: BOARD, reason: 'Half each' }
  assert.match((await refused(SUNITA, 'settle', half)).sentence, /ended without saying/)
  const again = await done<{ dispute: string }>(SUNITA, 'open-liability', {
    ...COST,
    liability: next.liability,
  })
  assert.notEqual(again.dispute, next.dispute)
  await done(SUNITA, 'settle', half)
  await act(IAN, 'answer-settlement', { dispute: again.dispute, answer: 'accept' })
  assert.equal((await disputedCosts(place))[0]!.agreed?.length, 2)
  assert.match(
    (await refused(SUNITA, 'settle', { ...half, other: undefined })).sentence,
    /agreed otherwise/,
  )
  assert.equal((await done<{ settled: boolean }>(SUNITA, 'settle', half)).settled, true)
  assert.deepEqual((await checkBooks(place)).breaches, [])
  // A row changed behind our back is named.
  await place.databases.owner.short.query(
    `update fund.settlement set bears = '[]' where liability = $1`,
    [liability],
  )
  assert.match((await checkBooks(place)).breaches.map(({ what }) => what).join(), /settlements/)
  await place.databases.owner.short.query(
    `update fund.settlement set bears = $2 where liability = $1`,
    [
      liability,
      JSON.stringify([
        { party: COUNCIL, parts: 1 },
        { party: BOARD, parts: 2 },
      ]),
    ],
  )

  // What the year comes to, shared to the penny; a file may say otherwise, and a wrong row is named.
  const shared = await shareOutturn(place, {
    fund: rulesOf(place.agreement.current()).funds.get(FUND)!,
  })
  assert.equal(
    shared.shares.reduce((sum, { pence }) => sum + pence, 0n),
    shared.outturn,
  )
  const file = join(fund.dataFolder, 'outturn.csv')
  writeFileSync(file, 'Scheme,Amount\nhome-care,"£18,400,000.00"\n')
  const schemes = [{ id: 'home-care', name: 'home-care' }]
  const outturn = await readOutturn(file, schemes)
  const rule = rulesOf(place.agreement.current()).funds.get(FUND)!
  const over = await shareOutturn(place, { fund: rule, outturn, clause: '15.30' })
  assert.equal(over.outturn, 1_840_000_000n)
  const extra = Object.fromEntries(
    over.steps
      .filter(({ says }) => /came to more/.test(says))
      .map((one) => [`${one.party} ${one.pence}`, one.clause]),
  )
  assert.deepEqual(extra, {
    'southmere-council 10000000': '15.30',
    'southmere-council 45000000': '15.30',
    'southmere-icb 45000000': '15.30',
  })
  writeFileSync(file, 'Scheme,Amount\nconstructor,5\n')
  await assert.rejects(readOutturn(file, schemes), /no scheme constructor/)
  writeFileSync(file, 'Scheme,Amount\nhome-care,5\nhome-care,6\n')
  await assert.rejects(readOutturn(file, schemes), /stands twice/)
})

/** All that was promised comes. */
async function posted({ place, done }: Awaited<ReturnType<typeof openFundPlace>>): Promise<void> {
  const { rows } = await place.databases.care.short.query<{ id: string }>(
    `select id from fund.transfer where step = 'reserve' and credit like '%:contribution:%' order by number`,
  )
  for (const { id } of rows) await done(SUNITA, 'post', { transfer: id, reason: 'It has come' })
}
