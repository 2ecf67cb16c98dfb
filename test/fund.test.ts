import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkBooks } from '../src/fund/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { verifyPlace } from '../src/trail/index.ts'
import {
  DFG,
  FUND,
  type FundPlace,
  GRANT,
  IAN,
  MORE,
  NHS,
  openFundPlace,
  POOL,
  SUNITA,
  setUp,
} from './fund-place.ts'

type Reserved = {
  reservations: string[]
  proposal?: string
  waits?: string[]
  warnings: { pence: string; clause: string }[]
}
type Ended = { transfer: string }

const visits = { scheme: 'home-care', activity: 'home-care', reason: 'Visits' }
const nursing = { scheme: 'nurses', activity: 'community-health', reason: 'Nurses' }

async function standing(place: FundPlace, account: string): Promise<[bigint, bigint, bigint]> {
  const { rows } = await place.place.databases.care.short.query<Record<string, string>>(
    'select posted, coming_in, going_out from fund.account where id = $1',
    [account],
  )
  const row = rows[0] ?? { posted: '0', coming_in: '0', going_out: '0' }
  return [BigInt(row.posted!), BigInt(row.coming_in!), BigInt(row.going_out!)]
}

async function right(place: FundPlace): Promise<void> {
  assert.deepEqual((await checkBooks(place.place)).breaches, [])
}

test('money is set apart, paid in part, let go and taken back, and the books say so', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const spend = `${FUND}:spend:${NHS}:home-care:home-care`
  const left = `${FUND}:commitment:${NHS}:home-care`
  const one = await place.done<Reserved>(SUNITA, 'reserve', { ...visits, pence: '30000000' })
  assert.deepEqual(await standing(place, left), [1_000_000_000n, 0n, 30_000_000n])
  const [id] = one.reservations
  const paid = await place.done<Ended>(POOL, 'post', {
    transfer: id,
    pence: '20000000',
    reason: 'March',
  })
  assert.deepEqual(await standing(place, left), [980_000_000n, 0n, 0n])
  assert.deepEqual(await standing(place, spend), [20_000_000n, 0n, 0n])
  const again = await place.refused(SUNITA, 'post', { transfer: id, reason: 'Again' })
  assert.deepEqual(
    [again.code, again.sentence.slice(0, 26)],
    ['closed', 'It has been posted already'],
  )
  const two = await place.done<Reserved>(SUNITA, 'reserve', { ...visits, pence: '500' })
  const over = { transfer: two.reservations[0], reason: 'More' }
  assert.equal((await place.refused(SUNITA, 'post', { ...over, pence: '501' })).code, 'too-much')
  await place.done(SUNITA, 'void', over)
  assert.equal((await place.refused(SUNITA, 'post', over)).code, 'closed')
  assert.equal(
    (await place.refused(SUNITA, 'void', { ...over, transfer: paid.transfer })).code,
    'no-such-transfer',
  )
  await place.done(IAN, 'reverse', {
    transfer: paid.transfer,
    pence: '5000000',
    reason: 'Paid twice',
  })
  const wrong = { transfer: paid.transfer, reason: 'All of it' }
  assert.equal(
    (await place.refused(IAN, 'reverse', { ...wrong, pence: '15000001' })).code,
    'too-much',
  )
  await place.done(IAN, 'reverse', wrong)
  assert.equal((await place.refused(IAN, 'reverse', wrong)).code, 'closed')
  assert.deepEqual(await standing(place, spend), [0n, 0n, 0n])
  assert.deepEqual(await standing(place, left), [1_000_000_000n, 0n, 0n])
  await right(place)
})

test('a clause refuses in its own words, and a penny less passes, singly and by two at once', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const road = { scheme: 'hub', activity: 'carriageway repair', reason: 'A road', pence: '100' }
  const why = await place.refused(SUNITA, 'reserve', road)
  assert.equal(why.code, 'ring-fence')
  assert.match(
    why.sentence,
    /^Carriageway repair is not a permitted activity of this fund, clause 15\.\d+\.$/,
  )
  assert.ok(why.sentence.includes(why.clause!))
  // A grant pays for its own activities alone, however it is asked.
  const wrong = { ...visits, scheme: 'adapting', pence: '1' }
  assert.match(
    (await place.refused(SUNITA, 'reserve', wrong)).sentence,
    /Disabled Facilities Grant 2025-26 may not/,
  )
  const named = { ...nursing, scheme: 'home-care', origin: GRANT, pence: '1' }
  assert.equal((await place.refused(SUNITA, 'reserve', named)).code, 'ring-fence')
  // What another contribution of the scheme may pay for is paid by that one.
  const other = { ...nursing, scheme: 'hub', pence: '100' }
  await place.done(SUNITA, 'reserve', other)
  const hub = (origin: string) => standing(place, `${FUND}:commitment:${origin}:hub`)
  assert.deepEqual([(await hub(GRANT))[2], (await hub(NHS))[2]], [0n, 100n])
  // The minimum: £26,747,000 less £11,636,800 may go elsewhere, and 100 pence have.
  const rest = 1_511_020_000n - 100n
  const million = 100_000_000n
  for (let n = 0n; n < rest / million; n++)
    await place.done(IAN, 'reserve', { ...nursing, pence: String(million) })
  const tail = rest % million
  const over = { ...nursing, pence: String(tail + 1n) }
  const short = await place.refused(IAN, 'reserve', over)
  assert.match(
    short.sentence,
    /£11,636,800\.00 at least goes to adult social care, clause .*£0\.01 short/,
  )
  const half = String(tail / 2n + 1n)
  const both = await Promise.all(
    [IAN, SUNITA].map((who) => place.ask(who, 'reserve', { ...nursing, pence: half })),
  )
  assert.equal(both.filter(({ ok }) => ok).length, 1)
  const last = await place.done<Reserved>(IAN, 'reserve', {
    ...nursing,
    pence: String(tail - BigInt(half)),
  })
  assert.equal(last.warnings[0]!.pence, '0')
  assert.equal((await place.refused(IAN, 'reserve', { ...nursing, pence: '1' })).code, 'ring-fence')
  // What is promised is held to its clause too.
  const [from, to] = [`${FUND}:contribution:${MORE}`, `${FUND}:held:${MORE}`]
  const more = await place.refused(SUNITA, 'transfer', {
    from,
    to,
    pence: '1',
    reason: 'More',
    promised: true,
  })
  assert.match(more.sentence, /is £2,400,000\.00 for the year, clause .*£0\.01 more/)
  await right(place)
})

test('the last penny of a scheme goes to one of two who ask at once, and capital never meets revenue', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place, [
    ['small', 'carers', [[MORE, '1000']]],
    ['adapting', 'adaptations', [[DFG, '500']]],
  ])
  const carers = { scheme: 'small', activity: 'carers', reason: 'Breaks' }
  const answers = await Promise.all(
    [IAN, SUNITA, POOL, IAN].map((who) => place.ask(who, 'reserve', { ...carers, pence: '501' })),
  )
  assert.equal(answers.filter(({ ok }) => ok).length, 1)
  assert.equal(
    (await place.refused(POOL, 'reserve', { ...carers, pence: '500' })).code,
    'not-enough',
  )
  await place.done(POOL, 'reserve', { ...carers, pence: '499' })
  const mixed = {
    from: `${FUND}:held:${NHS}`,
    to: `${FUND}:commitment:${NHS}:adapting`,
    pence: '1',
    reason: 'Mix',
  }
  assert.match((await place.refused(SUNITA, 'transfer', mixed)).sentence, /the two never mix\.$/)
  const crossed = { ...mixed, to: `${FUND}:commitment:${MORE}:small` }
  assert.equal((await place.refused(SUNITA, 'transfer', crossed)).code, 'no-such-account')
  for (const scheme of ['constructor', '__proto__', 'nothing']) {
    assert.equal(
      (await place.refused(POOL, 'reserve', { ...carers, scheme, pence: '1' })).code,
      'no-such-scheme',
    )
  }
  await right(place)
})

test('money is taken from what came to a scheme first, and each pound keeps where it came from', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place, [['carers', 'carers', [[GRANT, '1000']]]])
  const plan = { id: 'carers', name: 'carers', activity: 'carers' }
  const lines = [
    { origin: GRANT, pence: '1000' },
    { origin: MORE, pence: '700' },
  ]
  await place.done(SUNITA, 'set-plan', {
    fund: FUND,
    schemes: [{ ...plan, lines }],
    reason: 'More',
  })
  const wanted = { scheme: 'carers', activity: 'carers', reason: 'Breaks' }
  const first = await place.done<Reserved>(POOL, 'reserve', { ...wanted, pence: '1200' })
  assert.equal(first.reservations.length, 2)
  const of = (origin: string) => standing(place, `${FUND}:commitment:${origin}:carers`)
  assert.deepEqual([(await of(GRANT))[2], (await of(MORE))[2]], [1000n, 200n])
  // All of it or none: what two contributions have together is not enough for a penny more.
  assert.equal(
    (await place.refused(POOL, 'reserve', { ...wanted, pence: '501' })).code,
    'not-enough',
  )
  assert.deepEqual([(await of(GRANT))[2], (await of(MORE))[2]], [1000n, 200n])
  await right(place)
})

test('more than one may commit alone waits for an officer of each side, two of whom may answer at once', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const big = { ...visits, pence: '100000001' }
  const { proposal, waits, reservations } = await place.done<Reserved>(SUNITA, 'reserve', big)
  assert.deepEqual([waits, reservations], [['nhs'], []])
  const yes = { proposal, answer: 'approve' }
  const own = await place.refused(SUNITA, 'approve', yes)
  assert.equal(own.code, 'both-sides')
  assert.equal((await place.refused(POOL, 'approve', yes)).code, 'no-power')
  const [one, other] = await Promise.all([
    place.ask(IAN, 'approve', yes),
    place.ask(IAN, 'approve', yes),
  ])
  assert.equal([one, other].filter(({ ok }) => ok).length, 1)
  assert.equal((await place.refused(IAN, 'approve', yes)).code, 'closed')
  const left = `${FUND}:commitment:${NHS}:home-care`
  assert.equal((await standing(place, left))[2], 100_000_001n)
  // Whoever speaks for no side proposes for both; who declines ends it.
  const small = await place.done<Reserved>(POOL, 'reserve', { ...visits, pence: '25000001' })
  assert.deepEqual(small.waits, ['nhs', 'council'])
  await place.done(IAN, 'approve', { proposal: small.proposal, answer: 'decline' })
  assert.equal(
    (await place.refused(SUNITA, 'approve', { ...yes, proposal: small.proposal })).code,
    'closed',
  )
  assert.equal((await standing(place, left))[2], 100_000_001n)
  await right(place)
})

test('a month is sealed by both officers over the same, and what comes later is booked in the next', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const february = { ...visits, pence: '1000', at: '2026-02-10' }
  const promise = (at: string) => ({
    ...{
      from: `${FUND}:contribution:${GRANT}`,
      to: `${FUND}:held:${GRANT}`,
      pence: '1',
      reason: 'Again',
      promised: true,
    },
    at,
  })
  const { reservations } = await place.done<Reserved>(POOL, 'reserve', february)
  const seal = { period: '2026-02' }
  const early = await place.refused(IAN, 'seal-period', { period: '2026-03' })
  assert.equal(early.code, 'too-early')
  assert.equal(
    (await place.refused(IAN, 'seal-period', { period: '2025-03', fund: FUND })).code,
    'not-in-year',
  )
  assert.equal((await place.refused(POOL, 'seal-period', seal)).code, 'no-power')
  const first = await place.done<{ closed: boolean; root: string }>(IAN, 'seal-period', seal)
  assert.equal(first.closed, false)
  assert.equal((await place.refused(IAN, 'seal-period', seal)).code, 'both-sides')
  await place.done(POOL, 'post', { transfer: reservations[0], reason: 'Late', at: '2026-02-20' })
  const stale = await place.refused(SUNITA, 'seal-period', { ...seal, root: first.root })
  assert.equal(stale.code, 'stale')
  const second = await place.done<{ closed: boolean }>(SUNITA, 'seal-period', seal)
  assert.equal(second.closed, false)
  const [a, b] = await Promise.all([
    place.ask(IAN, 'seal-period', seal),
    place.ask(IAN, 'seal-period', seal),
  ])
  assert.equal([a, b].filter(({ ok }) => ok).length, 1)
  assert.equal((await place.refused(SUNITA, 'seal-period', seal)).code, 'closed')
  const late = await place.done<Reserved>(POOL, 'reserve', february)
  const { rows } = await place.place.databases.care.short.query<{ at: string; of_day: string }>(
    'select at::text, of_day::text from fund.transfer where id = $1',
    [late.reservations[0]],
  )
  assert.deepEqual(rows, [{ at: '2026-03-01', of_day: '2026-02-10' }])
  assert.equal((await place.refused(SUNITA, 'transfer', promise('2025-03-31'))).code, 'not-in-year')
  await right(place)
})

test('what is set apart until a day is free again after it, once, and a promise is posted when it comes', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const until = { ...visits, pence: '1000', until: '2026-03-12' }
  const kept = await place.done<Reserved>(POOL, 'reserve', until)
  const paid = await place.done<Reserved>(POOL, 'reserve', until)
  await place.done(POOL, 'post', { transfer: paid.reservations[0], reason: 'In time' })
  place.clock.set('2026-03-13T06:00:00Z')
  await place.settle()
  const gone = await place.refused(POOL, 'post', { transfer: kept.reservations[0], reason: 'Late' })
  assert.match(gone.sentence, /^It has run out/)
  assert.deepEqual(await standing(place, `${FUND}:commitment:${NHS}:home-care`), [
    999_999_000n,
    0n,
    0n,
  ])
  await right(place)
})

test('what is changed behind our back is named, by the check and by the log', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const { reservations } = await place.done<Reserved>(POOL, 'reserve', { ...visits, pence: '1000' })
  await right(place)
  const { owner } = place.place.databases
  const change = (text: string) => owner.short.query(text)
  const found = async () =>
    (await checkBooks(place.place)).breaches.map(({ rule, what }) => `${rule}: ${what}`).join('\n')
  await change(`update fund.transfer set reason = 'Other' where id = '${reservations[0]}'`)
  assert.match(await found(), /^log: Transfer 12: the log says otherwise of transfers\.$/)
  const { faults } = await verifyPlace(place.place)
  assert.match(faults.map(({ what }) => what).join(), /Transfer 12: the log says otherwise/)
  await change(
    `update fund.transfer set reason = 'Visits', reserved = 999 where id = '${reservations[0]}'`,
  )
  assert.match(await found(), /balance: [\s\S]*log: Transfer 12/)
  await change(`update fund.transfer set reserved = 1000 where id = '${reservations[0]}'`)
  await right(place)
  await change(`update fund.account set posted = posted + 1 where kind = 'held'`)
  assert.match(await found(), /balance: /)
  await change(`update fund.account set posted = posted - 1 where kind = 'held'`)
  await change(`delete from fund.transfer where number = 3`)
  assert.match(await found(), /number: The transfer before it is not there: number 3 was expected/)
})

test('nobody does what no clause lets them do', async (t) => {
  const place = await openFundPlace(t)
  const nobody: Viewer = { ...POOL, actor: { ...POOL.actor, role: 'social-worker' } }
  for (const name of [
    'reserve',
    'post',
    'void',
    'transfer',
    'reverse',
    'approve',
    'seal-period',
    'set-plan',
  ]) {
    const input = inputOf(name)
    const answer = await place.ask(nobody, name, input)
    assert.ok(!answer.ok && 'refusal' in answer, `${name} ${JSON.stringify(answer)}`)
    assert.equal(answer.refusal.code, 'no-power', name)
  }
})

function inputOf(name: string): object {
  const transfer = '00000000-0000-7000-8000-000000000000'
  switch (name) {
    case 'reserve':
      return { ...visits, pence: '1' }
    case 'transfer':
      return {
        from: `${FUND}:held:${NHS}`,
        to: `${FUND}:commitment:${NHS}:x`,
        pence: '1',
        reason: 'No',
      }
    case 'approve':
      return { proposal: transfer, answer: 'approve' }
    case 'seal-period':
      return { period: '2026-02' }
    case 'set-plan':
      return {
        fund: FUND,
        schemes: [{ id: 'a', name: 'a', activity: 'carers', lines: [] }],
        reason: 'No',
      }
    default:
      return { transfer, reason: 'No' }
  }
}

test('what is moved together is held to a minimum together', async (t) => {
  const place = await openFundPlace(t)
  await setUp(place)
  const leg = (scheme: string, pence: string) => ({
    from: `${FUND}:commitment:${NHS}:${scheme}`,
    to: `${FUND}:accrual:${NHS}:${scheme}:community-health`,
    pence,
  })
  // All that may go elsewhere is in the scheme of the nurses: a penny more of another is too much with it.
  const [nurses, penny] = [leg('nurses', '1511020000'), leg('home-care', '1')]
  const both = { ...nurses, also: [penny], reason: 'Had' }
  const { code, clause } = await place.refused(SUNITA, 'transfer', both)
  assert.deepEqual([code, clause], ['ring-fence', '15.17'])
  await place.done(SUNITA, 'transfer', { ...nurses, reason: 'Had' })
  assert.equal(
    (await place.refused(SUNITA, 'transfer', { ...penny, reason: 'Had' })).clause,
    '15.17',
  )
})
