import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { concordat } from './testing.ts'

const settings = { CONCORDAT_DATA: '/nonexistent', DATABASE_URL: '' }

function openFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-spc-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return (text: string | Buffer, ...options: string[]) => {
    const path = join(folder, 'series.csv')
    writeFileSync(path, text)
    return concordat(settings, ['spc', path, ...options])
  }
}

const months = (values: readonly number[], facet = '') =>
  values
    .map(
      (value, at) => `2025-${String(at + 1).padStart(2, '0')}-01,${value}${facet && `,${facet}`}`,
    )
    .join('\n')

test('each point comes with its limits, and each facet with what its latest point says', async (t) => {
  const run = openFolder(t)
  const rising = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  const table = `Date,VALUE,facet\n${months(rising, 'North')}\n${months([...rising].reverse(), 'East')}\n`
  const { status, stdout } = await run(table, '--improvement', 'up', '--target', '30', '--json')
  assert.equal(status, 0)
  const told = JSON.parse(stdout)
  assert.equal(told.length, 26)
  assert.deepEqual(told[0], {
    date: '2025-01-01',
    value: 12,
    facet: 'East',
    mean: 6.5,
    lpl: 6.5 - 2.66,
    upl: 6.5 + 2.66,
    nlpl: 6.5 - (2 * 2.66) / 3,
    nupl: 6.5 + (2 * 2.66) / 3,
    point_type: 'special_cause_improvement',
    special_cause: 'Above UCL',
    rebase_group: 0,
    target: 30,
  })
  assert.deepEqual(told.slice(24), [
    { facet: 'East', variation: 'concern_low', assurance: 'consistent_fail' },
    { facet: 'North', variation: 'improvement_high', assurance: 'consistent_fail' },
  ])
  const words = await run(table, '--improvement', 'down')
  assert.match(words.stdout, /East[\s\S]*2025-01-01 {2}Above UCL[\s\S]*latest: improvement low/)
})

test('dates come in any order, a gap is no nought, and short groups are said', async (t) => {
  const run = openFolder(t)
  const table = 'value,date\r\n3,01/02/2026\r\n2,2026-01-01\r\n,2026-03-01\r\n'
  const { status, stdout, stderr } = await run(table, '--improvement', 'neutral', '--json')
  assert.equal(status, 0)
  const [first, second, summary, ...more] = JSON.parse(stdout)
  assert.deepEqual([first.date, second.date, more], ['2026-01-01', '2026-02-01', []])
  assert.deepEqual(summary, { facet: null, variation: 'common_cause', assurance: null })
  assert.match(stderr, /1 row has no value, and no point/)
  assert.match(stderr, /limits of 2 points may move with the next/)
})

test('what cannot be read is said with its line', async (t) => {
  const run = openFolder(t)
  const up = ['--improvement', 'up']
  for (const [table, options, says] of [
    ['', up, /the file is empty/],
    ['day,value\n', up, /no column date/],
    ['date,value\n2026-02-31,1\n', up, /this is no date: "2026-02-31" .*line 2/],
    ['date,value\n,1\n', up, /the row has no date .*line 2/],
    ['date,value\n2026-01-01,1\n01/01/2026,2\n', up, /2026-01-01 stands twice .*line 3/],
    ['date,value\n2026-01-01,"1,200"\n', up, /this is no number: "1,200" .*line 2/],
    ['date,value\n2026-01-01,NaN\n', up, /this is no number/],
    ['date,value\n2026-01-01,1e999\n', up, /this is no number/],
    [Buffer.from('date,value\n2026-01-01,1\xa3\n', 'latin1'), up, /not UTF-8/],
    ['date,value\n2026-01-01,1\n', [], /not said which way is better/],
    ['date,value\n2026-01-01,1\n', [...up, '--rebase', '2026-02-01'], /no point has the date/],
    ['date,value\n2026-01-01,1\n', [...up, '--fix-after', '1'], /no number that fits/],
    ['date,value\n2026-01-01,1\n', [...up, '--target', '5%'], /no number that fits/],
  ] as const) {
    const { status, stdout, stderr } = await run(table, ...options)
    assert.equal(status, 2, String(table))
    assert.equal(stdout, '')
    assert.match(stderr, says)
  }
})
