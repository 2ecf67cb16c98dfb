import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { asLedger, checkBooks, importFile, readDifferences, rulesOf } from '../src/fund/index.ts'
import { FUND, IAN, openFundPlace, PLAN, SUNITA, setUp } from './fund-place.ts'

test('the books of both sides and of the bank stand beside ours, with what differs and why', async (t) => {
  const place = await openFundPlace(t, '2026-03-10T09:00:00Z')
  await setUp(place, PLAN)
  const pay = async (at: string, pence: string, supplier: string, scheme = 'home-care') => {
    const activity = scheme === 'home-care' ? 'home-care' : 'community-health'
    const wanted = { scheme, activity, pence, supplier, reason: 'Care', at }
    const { reservations } = await place.done<{ reservations: string[] }>(SUNITA, 'reserve', wanted)
    for (const transfer of reservations)
      await place.done(SUNITA, 'post', { transfer, reason: 'Paid', at })
  }
  await pay('2026-02-04', '2511840', 'Bright Bridge Care')
  await pay('2026-02-25', '100000', 'Homefield')
  await pay('2026-02-06', '960000', 'Reeds')
  await pay('2026-02-09', '50000', 'Limes')
  await pay('2026-02-05', '34100000', 'Southmere Community', 'nurses')
  const folder = mkdtempSync(join(tmpdir(), 'concordat-books-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const take = async (name: string, rows: string[]) => {
    const path = join(folder, name)
    writeFileSync(path, rows.join('\n'))
    const told = await importFile(place.place, path, { viewer: SUNITA })
    assert.deepEqual(told.refused, [])
  }
  await take('council.csv', [
    'Date,Cost centre,Supplier,Amount,Side',
    '04/02/2026,CC-1,Bright Bridge Care Ltd,25118.40,council',
    '02/03/2026,CC-1,Homefield,1000.00,council',
    '07/02/2026,CC-9,Reeds,9600.00,council',
    '09/02/2026,CC-1,Limes,600.00,council',
    '12/02/2026,CC-7,Nobody,12.00,council',
  ])
  await take('nhs.csv', [
    'Date,Cost centre,Supplier,Amount,Side',
    '2026-02-07,N-1,Southmere Community,341000.00,nhs',
  ])
  await take('bank.csv', [
    'Date,Amount,Reference,Balance',
    '06/02/2026,-25118.40,BACS 1,100.00',
    '09/02/2026,-9.00,CHARGES,91.00',
  ])
  await place.done(SUNITA, 'map-cost-centre', {
    costCentre: 'cc-1',
    scheme: 'home-care',
    from: '2025-04-01',
  })
  await place.done(SUNITA, 'map-cost-centre', {
    costCentre: 'CC-9',
    scheme: 'hub',
    from: '2025-04-01',
  })
  await place.done(IAN, 'map-cost-centre', {
    costCentre: 'N-1',
    scheme: 'nurses',
    from: '2025-04-01',
  })

  const fund = rulesOf(place.place.agreement.current()).funds.get(FUND)!
  const { lines, balances } = await readDifferences(place.place, fund, '2026-02')
  const told = lines
    .map(({ side, reason, supplier, owner }) => [side, reason, supplier, owner].join(' '))
    .sort()
  assert.deepEqual(told, [
    'bank not-in-ours CHARGES council',
    'bank not-in-theirs Homefield council',
    'bank not-in-theirs Limes council',
    'bank not-in-theirs Reeds council',
    'bank not-in-theirs Southmere Community council',
    'council cost-centre Reeds council',
    'council no-mapping Nobody council',
    'council timing Homefield council',
    'council vat Limes council',
  ])
  const council = lines.find(({ reason }) => reason === 'cost-centre')!
  assert.match(
    council.says,
    /It is of home-care, and stands in the books of .+ at CC-9, which is for hub\./,
  )
  assert.equal(lines.find(({ reason }) => reason === 'timing')!.theirs, 0n)
  assert.equal(lines.find(({ supplier }) => supplier === 'Limes')!.ageDays, 29)
  for (const { side, ours, theirs } of balances) {
    const own = lines.filter((one) => one.side === side)
    const said = own.reduce((sum, one) => sum + one.ours - one.theirs, 0n)
    assert.equal(ours - theirs, said, side)
  }
  // From March on the cost centre is of nothing any more; February keeps what was said of it.
  await place.done(IAN, 'map-cost-centre', { costCentre: 'N-1', scheme: '', from: '2026-03-01' })
  assert.equal((await readDifferences(place.place, fund, '2026-02')).lines.length, lines.length)
  assert.match(
    (await place.refused(IAN, 'map-cost-centre', { costCentre: 'x', scheme: 'constructor' }))
      .sentence,
    /No plan has a scheme constructor/,
  )

  // What was had in February and is not paid: booked at its end and taken back in March.
  const wanted = {
    period: '2026-02',
    scheme: 'home-care',
    activity: 'home-care',
    pence: '4200',
    reason: 'February',
  }
  const { transfers } = await place.done<{ transfers: string[] }>(SUNITA, 'accrue', wanted)
  assert.equal(transfers.length, 2)
  const after = await readDifferences(place.place, fund, '2026-02')
  assert.equal(
    after.balances[1]!.ours - balances[1]!.ours,
    4200n,
    JSON.stringify(after.balances.map(({ side }) => side)),
  )
  assert.match(
    (await place.refused(SUNITA, 'accrue', { ...wanted, period: '2026-03' })).sentence,
    /is not over/,
  )
  assert.match(
    (await place.refused(SUNITA, 'accrue', { ...wanted, activity: 'roads' })).sentence,
    /not a permitted activity/,
  )
  assert.deepEqual((await checkBooks(place.place)).breaches, [])

  // What a side's system is given, taken in as its ledger of a month that it had nothing of, differs in nothing.
  const april = await openFundPlace(t, '2026-03-10T09:00:00Z')
  await setUp(april, PLAN)
  await april.done(IAN, 'map-cost-centre', {
    costCentre: 'N-1',
    scheme: 'nurses',
    from: '2025-04-01',
  })
  for (const [at, supplier, pence] of [
    ['2026-01-05', '=cmd', '500'],
    ['2026-01-05', 'Two "homes", one', '700'],
    ['2026-01-31', '', '900'],
  ]) {
    const paid = {
      scheme: 'nurses',
      activity: 'community-health',
      pence,
      supplier,
      reason: 'Care',
      at,
    }
    const { reservations } = await april.done<{ reservations: string[] }>(IAN, 'reserve', paid)
    await april.done(IAN, 'post', { transfer: reservations[0]!, reason: 'Paid', at })
  }
  const ledger = await asLedger(april.place, 'nhs')
  assert.equal(ledger.lines, 3)
  assert.doesNotMatch(ledger.text, /(^|,)"?[=+@-]/m)
  const path = join(folder, 'exported.csv')
  writeFileSync(path, ledger.text)
  const { accepted, refused } = await importFile(april.place, path, {
    viewer: SUNITA,
    kind: 'ledger',
  })
  assert.deepEqual([accepted, refused.length], [3, 0])
  const same = await readDifferences(april.place, fund, '2026-01')
  assert.deepEqual(same.lines, [])
  assert.equal(same.balances.find(({ side }) => side === 'nhs')!.agreed, 3)
})
