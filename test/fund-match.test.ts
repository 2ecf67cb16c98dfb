import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { checkBooks, importFile, matchInvoices } from '../src/fund/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { SUNITA } from './fund-place.ts'
import { openTestPlace } from './open-place.ts'
import { viewer } from './written-here.ts'

const BEA = viewer(
  'bea.stone',
  { role: 'care-payments-officer', organisation: 'southmere-council', side: 'council' },
  'paying-for-care',
)
const PEOPLE = 1_200
const FEEDS = [
  ['council', 'southmere-council', /^(?!daily-)/],
  ['care', 'home-care-visits', /./],
  ['hospital', 'mere-general', /\.hl7$/],
] as const

test('invoices are held against the care that was given, and all that is wrong with them is found', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'concordat-invoices-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  const opened = await openTestPlace(t, { at: '2026-03-10T09:00:00Z' })
  const { place } = opened
  await generate({ people: PEOPLE, seed: 'invoices', out, asOf: '2026-03-10' })
  for (const [folder, source, wanted] of FEEDS) {
    const files = readdirSync(join(out, folder))
      .filter((name) => wanted.test(name))
      .sort()
    await loadFiles(
      place,
      files.map((name) => join(out, folder, name)),
      source,
    )
  }
  await opened.settle()
  const truth = new Map<string, string>(
    readFileSync(join(out, 'truth', 'invoices.csv'), 'utf8')
      .split('\r\n')
      .slice(1)
      .filter((row) => row !== '')
      .map((row) => {
        const [number, line, verdict] = row.split(',')
        return [`${number} ${line}`, verdict!] as const
      }),
  )
  const wrong: string[] = []
  let lines = 0
  for (const month of ['2026-01', '2026-02']) {
    const file = join(out, 'fund', `invoices-${month}.csv`)
    assert.ok(existsSync(file))
    const { refused } = await importFile(place, file, { viewer: SUNITA })
    assert.deepEqual(refused, [])
  }
  const found = new Map<string, string>()
  for (const month of ['2026-02', '2026-03']) {
    for (const { number, queries, lines: count, agreed, queried } of await matchInvoices(
      place,
      BEA,
      month,
    )) {
      lines += count
      assert.equal(
        queried,
        queries.reduce((sum, { line }) => sum + line.pence, 0n),
      )
      assert.ok(agreed >= 0n)
      for (const { line, verdict, says } of queries) {
        const at = `${number} ${line.said.line}`
        found.set(at, verdict)
        if (truth.get(at) !== verdict)
          wrong.push(`${at}: ${verdict}, not ${truth.get(at)}: ${says}`)
      }
    }
  }
  const missed = [...truth].filter(([at]) => !found.has(at))
  t.diagnostic(
    `${lines} lines, ${truth.size} wrong; ${missed.length} missed, ${wrong.length} otherwise: ${wrong.join('; ')}`,
  )
  assert.ok(lines > 50, String(lines))
  assert.deepEqual(missed, [])
  assert.ok(wrong.length <= lines / 100, wrong.join())

  // Whoever may not see anybody finds nobody of theirs, and each line says the same; what was looked at is in the log.
  const stranger = await matchInvoices(place, { ...BEA, purpose: 'direct-care' }, '2026-02')
  assert.ok(stranger.every(({ agreed }) => agreed === 0n))
  assert.deepEqual(
    new Set(stranger.flatMap(({ queries }) => queries.map(({ verdict }) => verdict))),
    new Set(['not-ours']),
  )
  const lists = `select (select count(*)::int from trail.entry where kind = 'look') as entries,
    (select count(distinct person_id)::int from trail.look) as people`
  const looked = async () =>
    (await place.databases.owner.short.query<{ entries: number; people: number }>(lists)).rows[0]!
  const before = await looked()
  assert.ok(before.people > 20, `${before.people}`)
  assert.ok(before.entries <= 6, `a month is one look of a list, and not ${before.entries}`)
  const [first] = (await matchInvoices(place, BEA, '2026-03')).flatMap(({ queries }) => queries)
  assert.ok(first, 'nothing is wrong in March')
  const answer = {
    line: first.line.id,
    verdict: first.verdict,
    answer: 'withhold',
    reason: 'It is charged again',
  }
  assert.ok((await place.call('fund.answer-query', { viewer: BEA, input: answer })).ok)
  const twice = await place.call('fund.answer-query', { viewer: BEA, input: answer })
  assert.ok(!twice.ok && 'refusal' in twice && twice.refusal.code === 'closed')
  const [same] = (await matchInvoices(place, BEA, '2026-03')).flatMap(({ queries }) => queries)
  assert.equal(same!.answer?.answer, 'withhold')
  assert.deepEqual((await checkBooks(place)).breaches, [])
})
