import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balancesAt, checkBooks, forecastFund, rulesOf } from '../src/fund/index.ts'
import { FUND, GRANT, MORE, NHS, openFundPlace, POOL, SUNITA, setUp } from './fund-place.ts'

const CARE = { scheme: 'home-care', activity: 'home-care', fund: FUND }

test('a run of payments is paid whole or not at all, and care that is called off is set apart by the month', async (t) => {
  const fund = await openFundPlace(t)
  await setUp(fund)
  const { place, done, refused } = fund
  const db = place.databases.care.short
  const stands = async () => balancesAt(db, { fund: FUND })
  const spent = async (origin: string) =>
    (await stands()).get(`${FUND}:spend:${origin}:home-care:home-care`) ?? {
      posted: 0n,
      comingIn: 0n,
    }
  const run = {
    ...{
      ...CARE,
      pence: '1000',
      reason: 'Week of 2 March',
      supplier: 'Kindhand',
      at: '2026-03-06',
    },
    also: [
      {
        scheme: 'home-care',
        activity: 'home-care',
        pence: '2500',
        reason: 'Week',
        supplier: 'Steady',
      },
      {
        scheme: 'nurses',
        activity: 'community-health',
        pence: '70',
        reason: 'Week',
        supplier: 'Trust',
      },
    ],
  }
  const { transfers } = await done<{ transfers: string[] }>(POOL, 'pay', run)
  assert.equal(transfers.length, 3)
  assert.equal((await spent(NHS)).posted, 3_500n)
  // One that no clause lets be paid, one beyond a power, one beyond what is there: nothing of the run is paid.
  const with_ = (more: object) => ({ ...run, also: [...run.also, { ...run.also[0]!, ...more }] })
  assert.equal(
    (await refused(POOL, 'pay', with_({ activity: 'carriageway repair' }))).code,
    'ring-fence',
  )
  assert.equal((await refused(POOL, 'pay', with_({ pence: '25000001' }))).code, 'both-sides')
  assert.equal(
    (await refused(POOL, 'pay', with_({ scheme: 'constructor' }))).code,
    'no-such-scheme',
  )
  const most = {
    ...CARE,
    reason: 'All',
    pence: '90000000',
    also: Array.from({ length: 19 }, () => ({
      ...{ scheme: 'home-care', activity: 'home-care', reason: 'All', pence: '90000000' },
    })),
  }
  assert.equal((await refused(SUNITA, 'pay', most)).code, 'not-enough')
  assert.equal((await spent(NHS)).posted, 3_500n)
  // A run that takes more than one contribution has is given to its payments in turn.
  await done(SUNITA, 'pay', { ...most, also: most.also.slice(0, 11) })
  assert.equal((await spent(NHS)).posted, 1_000_000_000n)
  assert.equal((await spent(GRANT)).posted, 80_003_500n)

  const asked = {
    ...{
      ...CARE,
      contract: 'Framework',
      supplier: 'Steady Hands',
      weekly: '70000',
      reason: 'More care',
    },
    ...{ from: '2026-03-16', until: '2026-03-31' },
  }
  const called = await done<{ pence: string; reservations: string[] }>(SUNITA, 'call-off', asked)
  assert.equal(called.pence, '160000')
  assert.equal((await spent(GRANT)).comingIn, 160_000n)
  assert.equal(
    (await refused(SUNITA, 'call-off', { ...asked, until: '2026-04-01' })).code,
    'not-in-year',
  )
  assert.equal(
    (await refused(SUNITA, 'call-off', { ...asked, weekly: '90000000' })).code,
    'both-sides',
  )
  await done(POOL, 'foresee', {
    scheme: 'nurses',
    fund: FUND,
    from: '2026-03-16',
    weekly: '-700',
    reason: 'Fewer',
  })
  const both = { scheme: 'nurses', fund: FUND, from: '2026-03-16', reason: 'Fewer' }
  assert.equal((await refused(POOL, 'foresee', both)).code, 'nothing-said')
  assert.equal(
    (await refused(POOL, 'foresee', { ...both, scheme: '__proto__', factor: '1.04' })).code,
    'no-such-scheme',
  )
  const rows = await forecastFund(place, {
    fund: rulesOf(place.agreement.current()).funds.get(FUND)!,
  })
  const why = (id: string) => rows.find(({ scheme }) => scheme.id === id)!.why.join(' ')
  assert.match(
    why('home-care'),
    /More care, £700 a week from 16 Mar 2026 to 31 Mar 2026: £1,600 more\./,
  )
  assert.match(why('nurses'), /Fewer, -£7 a week from 16 Mar 2026: £16 less\./)

  // What a day brought adds up to what its transfers do, on every day.
  for (const at of ['2026-03-05', '2026-03-06', '2026-03-10', '2026-03-31']) {
    const [days, all] = [
      await balancesAt(db, { at }),
      await balancesAt(db, { at, knownAt: new Date('2099-01-01') }),
    ]
    assert.deepEqual(days, all)
  }
  assert.equal((await spent(MORE)).posted, 0n)
  assert.deepEqual((await checkBooks(place)).breaches, [])
  const { owner } = place.databases
  await owner.short.query(`update fund.account_day set posted = posted + 1 where account = $1`, [
    `${FUND}:spend:${NHS}:home-care:home-care`,
  ])
  assert.ok((await checkBooks(place)).breaches.some(({ rule }) => rule === 'balance'))
})
