import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { concordat } from '../src/cli/testing.ts'
import { openLog, readSettings } from '../src/kernel/index.ts'
import { testDatabaseUrl } from '../src/kernel/testing.ts'
import { openPlace } from '../src/main.ts'
import { FUND, GRANT, IAN, NHS, setUpOnce } from './fund-place.ts'

/** The books at the command line, as the interface has them. */
test('the books are read, checked, filled and written out by commands', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-books-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const settings = {
    CONCORDAT_DATA: join(folder, 'data'),
    DATABASE_URL: await testDatabaseUrl(t),
    CONCORDAT_NOW: '2026-03-10T09:00:00Z',
  }
  const place = await openPlace(readSettings(settings), { log: openLog('silent') })
  await setUpOnce(place, [
    [
      'carers',
      'carers',
      [
        [NHS, '100000'],
        [GRANT, '50000'],
      ],
    ],
  ])
  const call = (name: string, input: object) => place.call(`fund.${name}`, { viewer: IAN, input })
  const wanted = {
    scheme: 'carers',
    activity: 'carers',
    pence: '12345',
    reason: '=Breaks; a "week"',
    at: '2026-03-02',
  }
  const reserved = await call('reserve', wanted)
  assert.ok(reserved.ok)
  const [transfer] = (reserved.result as { reservations: string[] }).reservations
  assert.ok((await call('post', { transfer, reason: 'Paid', pence: '10000', at: '2026-03-05' })).ok)
  await place.close()
  const run = async (...words: string[]) => concordat(settings, ['fund', ...words])
  const read = async <T>(...words: string[]) =>
    JSON.parse((await run(...words, '--json')).stdout) as T

  type Balances = {
    at: string
    accounts: { id: string; party: string; posted_pence: string; reserved_pence: string }[]
  }
  const spend = `${FUND}:spend:${NHS}:carers:carers`
  const before = await read<Balances>('balance', '--at', '2026-03-03', '--account', spend)
  assert.deepEqual(
    before.accounts.map((one) => [one.posted_pence, one.reserved_pence, one.party]),
    [['0', '12345', 'southmere-icb']],
  )
  const after = await read<Balances>('balance', '--account', spend)
  assert.deepEqual(
    after.accounts.map((one) => [one.posted_pence, one.reserved_pence]),
    [['10000', '0']],
  )
  const unknown = await read<Balances>('balance', '--known-at', '2026-03-09', '--account', spend)
  assert.deepEqual(unknown.accounts, [])
  const { transfers } = await read<{
    transfers: { at: string; debit: string; pence: string; ends: string | null }[]
  }>('journal', '--from', '2026-03-01', '--account', spend)
  assert.deepEqual(
    transfers.map(({ pence, ends }) => [pence, ends === null]),
    [
      ['12345', true],
      ['10000', false],
    ],
  )
  const checked = await read<{ ok: boolean; transfers: number; origins: number; breaches: [] }>(
    'check',
  )
  assert.deepEqual(
    [checked.ok, checked.transfers, checked.origins, checked.breaches],
    [true, 8, 4, []],
  )
  const bad = await run('balance', '--at', '2026-02-30')
  assert.deepEqual([bad.status, bad.stderr.includes('this is no day')], [2, true])

  const spent = join(folder, 'spend.csv')
  writeFileSync(
    spent,
    'date,supplier,amount\n02/03/2026,Mere Care Ltd,"£1,200.00"\n31/02/2026,Mere Care Ltd,5\nTotal,,1205\n',
  )
  const taken = await run('import', spent, '--json')
  assert.equal(taken.status, 1)
  const [file] = JSON.parse(taken.stdout).files
  assert.deepEqual(
    [file.kind, file.rows, file.accepted, file.total_pence, file.refused[0].row],
    ['spend', 3, 1, '120000', 3],
  )
  const plan = join(folder, 'plan.csv')
  writeFileSync(
    plan,
    'year,scheme_id,scheme,activity,origin,amount\n2025-26,new,New,carers,council-grant,7.00\n',
  )
  assert.match((await run('import', plan)).stdout, /accepted|has no power|lets/)
  assert.equal((await run('import', plan, '--as', 'sunita.rao')).status, 0)

  const journal = join(folder, 'books.journal')
  assert.equal((await run('export', '--format', 'journal', '--out', journal)).status, 0)
  assert.match(
    readFileSync(journal, 'utf8'),
    /2026-03-05 \* \(8\) Paid\n[\s\S]*spend[\s\S]*£100\.00/,
  )
  const csv = join(folder, 'books.csv')
  assert.equal((await run('export', '--format', 'csv', '--out', csv)).status, 0)
  const rows = readFileSync(csv, 'utf8').split('\r\n')
  assert.equal(rows.length, 1 + 9 + 1)
  assert.ok(rows.every((row) => !row.split(',').some((cell) => /^"?=/.test(cell))))
  // A return, down to its transfers; what is likely; and where others' books differ.
  const file4 = join(folder, 'return.xlsx')
  const quarter = ['return', '--year', '2025-26', '--quarter', '4', '--out', file4]
  assert.equal((await run(...quarter)).status, 0)
  const cell = await read<{ pence: string; postings: string[]; clauses: string[] }>(
    'explain',
    `${file4}#Spending!G5`,
  )
  assert.deepEqual([cell.pence, cell.postings.length, cell.clauses], ['10000', 1, ['15.3']])
  assert.equal((await run('explain', `${file4}#Spending!A1`)).status, 2)
  assert.deepEqual((await read<{ cells: [] }>('diff', file4)).cells, [])
  assert.equal((await run('diff', csv)).status, 2)
  assert.equal((await run('return', '--year', '2031', '--out', file4)).status, 1)
  assert.equal((await run('return', '--year', '2025', '--kind', 'x', '--out', file4)).status, 2)
  const { schemes } = await read<{ schemes: { scheme: string; p50: string; why: string[] }[] }>(
    'forecast',
    '--year',
    '2025-26',
  )
  assert.ok(schemes.every(({ p50, why }) => /^\d+$/.test(p50) && why.length > 0))
  const differ = await read<{ lines: []; balances: { side: string }[] }>(
    'differences',
    '--period',
    '2026-03',
  )
  assert.deepEqual(
    [differ.lines, differ.balances.map(({ side }) => side)],
    [[], ['nhs', 'council']],
  )
  assert.equal((await run('export', '--format', 'nhs', '--out', csv)).status, 0)
  assert.equal((await run('export', '--format', 'constructor', '--out', csv)).status, 2)
  const text = join(import.meta.dirname, '../places/southmere/agreement')
  const days = ['--from', '2025-04-01', '--to', '2026-03-31', '--json']
  const replayed = await concordat(settings, ['agreement', 'replay', text, text, ...days])
  assert.deepEqual(JSON.parse(replayed.stdout).clauses, [])
  for (const program of [
    ['hledger', '-f', journal, 'balance', spend],
    ['ledger', '-f', journal, 'balance', spend],
  ]) {
    const ended = spawnSync(program[0]!, program.slice(1), { encoding: 'utf8' })
    if (ended.error !== undefined) t.diagnostic(`${program[0]} is not here, and was not asked`)
    else assert.match(ended.stdout, /£100\.00/, ended.stderr)
  }
})
