import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { writeTwoFiles } from '../../bench/parts/two-files.ts'
import { concordat } from './testing.ts'

const settings = { CONCORDAT_DATA: '/nonexistent', DATABASE_URL: '' }

function openFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-match-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string | Buffer) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const out = join(folder, 'pairs.csv')
  async function match(...words: string[]) {
    const { status, stdout, stderr } = await concordat(settings, [
      'match',
      ...words,
      '--out',
      out,
      '--json',
    ])
    return { status, stderr, told: status === 0 ? JSON.parse(stdout) : undefined }
  }
  return { folder, write, out, match, pairs: () => readFileSync(out, 'utf8') }
}

/** The rows of a table the other way round. */
function turned(path: string): string {
  const [headings, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n')
  return [headings, ...rows.reverse()].join('\n')
}

test('people of two files are found, and the bytes are the same for any order and number of threads', async (t) => {
  const { folder, write, match, pairs } = openFolder(t)
  const { left, right, truth } = await writeTwoFiles(folder, 3_000, 'test')
  const clusters = join(folder, 'clusters.csv')
  const { told } = await match(
    left,
    right,
    '--truth',
    truth,
    '--threads',
    '1',
    '--clusters',
    clusters,
  )
  assert.ok(told.f1 > 0.99, `F1 is ${told.f1}`)
  assert.ok(told.best_f1 - told.f1 < 0.002)
  assert.equal(told.one_to_one, true)
  assert.deepEqual([told.left_rows, told.right_rows, told.threads], [3_000, 3_000, 1])
  const once = pairs()
  const grouped = readFileSync(clusters, 'utf8')
  const other = [write('l.csv', turned(left)), write('r.csv', turned(right))] as const
  for (const threads of ['2', '4']) {
    await match(...other, '--truth', truth, '--threads', threads, '--clusters', clusters)
    assert.equal(pairs(), once)
    assert.equal(readFileSync(clusters, 'utf8'), grouped)
  }
  const rows = parse(once, { columns: true }) as Record<string, string>[]
  assert.equal(rows.length, told.pairs)
  const sorted = rows.toSorted(
    (a, b) => Number(b.probability) - Number(a.probability) || (a.left_id! < b.left_id! ? -1 : 1),
  )
  assert.deepEqual(rows, sorted)
  assert.ok(rows.every(({ probability }) => Number(probability) >= 0.5))
})

test('one file is searched for whoever stands in it twice', async (t) => {
  const { folder, write, match, pairs } = openFolder(t)
  const { left, right, truth } = await writeTwoFiles(folder, 1_500, 'twice')
  const rows = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').slice(1)
  const [headings] = readFileSync(left, 'utf8').split('\n')
  const all = write('all.csv', [headings, ...rows(left), ...rows(right)].join('\n'))
  const { told } = await match(all, '--truth', truth)
  assert.ok(told.f1 > 0.99, `F1 is ${told.f1}`)
  assert.equal(told.right_rows, null)
  const once = pairs()
  await match(write('turned.csv', turned(all)), '--threads', '3')
  assert.equal(pairs(), once)
})

test('published people of Australia are matched at least as well as Splink does', async (t) => {
  const shared = join(import.meta.dirname, '../../../shared/testdata/linkage/febrl')
  if (!existsSync(shared)) {
    t.skip('the published people are not here')
    return
  }
  const { write, match } = openFolder(t)
  const columns = write('settings.yaml', 'columns: { nhs_number: soc_sec_id }\n')
  const idsOf = (name: string) => {
    const rows = readFileSync(join(shared, name), 'utf8').trimEnd().split('\n').slice(1)
    return rows.map((row) => row.slice(0, row.indexOf(',')))
  }
  const personOf = (id: string) => id.split('-')[1]
  const lefts = new Map(idsOf('dataset4a.csv').map((id) => [personOf(id), id]))
  const across = idsOf('dataset4b.csv').map((id) => `${lefts.get(personOf(id))},${id}`)
  const truth = write('truth.csv', ['left_id,right_id', ...across].join('\n'))
  const four = [join(shared, 'dataset4a.csv'), join(shared, 'dataset4b.csv')]
  const { told } = await match(...four, '--settings', columns, '--truth', truth)
  assert.ok(told.f1 >= 0.9996, `F1 is ${told.f1}`)
  const groups = Map.groupBy(idsOf('dataset3.csv'), personOf)
  const within = [...groups.values()].flatMap((ids) =>
    ids.flatMap((id, at) => ids.slice(at + 1).map((other) => `${id},${other}`)),
  )
  const twice = write('twice.csv', ['left_id,right_id', ...within].join('\n'))
  const three = join(shared, 'dataset3.csv')
  const found = await match(three, '--settings', columns, '--truth', twice)
  assert.ok(found.told.f1 >= 0.9958, `F1 is ${found.told.f1}`)
})

test('twins and people of one home are told apart', async (t) => {
  const { folder, write, match, pairs } = openFolder(t)
  const { left, right } = await writeTwoFiles(folder, 2_000, 'home')
  const add = (path: string, ...rows: string[]) =>
    `${readFileSync(path, 'utf8')}${rows.join('\n')}\n`
  const home = 'female,S1 1AA,1 high street,warby,07000000001'
  const l = write(
    'l.csv',
    add(left, `LA,,anna,quixote,1990-05-06,${home}`, `LB,,ann,zhivago,1950-02-03,${home}`),
  )
  const r = write(
    'r.csv',
    add(right, `RA,,bella,quixote,1990-05-06,${home}`, `RB,,ann,zhivago,1978-11-12,${home}`),
  )
  await match(l, r)
  assert.doesNotMatch(pairs(), /LA,RA|LB,RB/)
})

test('a model that was kept gives the same pairs again', async (t) => {
  const { folder, match, pairs } = openFolder(t)
  const { left, right } = await writeTwoFiles(folder, 1_000, 'kept')
  const model = join(folder, 'model.json')
  const trained = await match(left, right, '--save-model', model)
  const once = pairs()
  const used = await match(left, right, '--use-model', model)
  assert.equal(pairs(), once)
  assert.equal(used.told.model, trained.told.model)
})

test('a settings file renames columns and adds what is compared', async (t) => {
  const { write, match, pairs } = openFolder(t)
  const rows = (side: string) =>
    Array.from({ length: 60 }, (_, at) => `${side}${at},name${at},surname${at},B${1_000 + at}`)
  const left = write('l.csv', ['Key,Vorname,Nachname,Badge', ...rows('L')].join('\n'))
  const right = write('r.csv', ['Key,Vorname,Nachname,Badge', ...rows('R')].join('\n'))
  const asked = write(
    'settings.yaml',
    'columns: {id: Key, given_name: Vorname, family_name: Nachname}\n' +
      'comparisons: [{column: Badge, kind: number}]\nblocking: [[badge]]\n',
  )
  const { told } = await match(left, right, '--settings', asked)
  assert.equal(told.pairs, 60)
  assert.match(pairs(), /^L7,R7,/m)
})

test('what cannot be read is said, with where and what to do', async (t) => {
  const { write, match } = openFolder(t)
  const head = 'id,given_name,family_name\n'
  const good = write('good.csv', `${head}1,Ann,Lee\n`)
  for (const [words, says] of [
    [[write('a.csv', '')], /the file is empty/],
    [[write('b.csv', 'name\nx\n')], /no column id/],
    [[write('c.csv', `${head}1,a,b\n1,c,d\n`)], /the id 1 stands twice .*line 3/],
    [[write('d.csv', `${head},a,b\n`)], /the row has no id .*line 2/],
    [[write('e.csv', 'id,colour\n1,red\n')], /no column to compare/],
    [[write('f.csv', `id,given_name,Given Name\n1,a,b\n`)], /given_name stands twice/],
    [[write('g.csv', `${head}1,"a"x,b\n`)], /line 2/],
    [[good, '--threshold', '2'], /this is no probability/],
    [[good, '--threads', '0'], /no number of threads/],
    [[good, '--one-to-one', 'perhaps'], /this is no answer/],
    [
      [good, '--settings', write('s.yaml', 'comparisons: [{column: a, kind: magic}]')],
      /comparisons.0.kind: there is no such comparison; known are given, family, date/,
    ],
    [[write('h.csv', `${head}1,${'a'.repeat(1 << 20)},b\n`)], /longer than 64 kB .*line 2/],
    [[write('i.csv', Buffer.from(`${head}1,\xed\xa0\x80,b\n`, 'latin1'))], /not UTF-8 .*byte 28/],
    [[good, '--settings', write('u.yaml', 'rounds: 0')], /rounds/],
    [[good, '--settings', write('v.yaml', 'constructor: 1')], /constructor/],
    [[good, '--settings', write('t.yaml', 'blocking: [[colour]]')], /blocking names no field/],
    [[good, '--use-model', write('m.json', '{}')], /no model of matching/],
    [['/nonexistent.csv'], /nonexistent/],
    [[], /one table or two/],
  ] as const) {
    const { status, stderr } = await match(...words)
    assert.equal(status, 2, JSON.stringify(words))
    assert.match(stderr, says)
  }
})

test('a table of headings alone, of one row, and of one name has an answer', async (t) => {
  const { write, match, pairs } = openFolder(t)
  const head = 'id,given_name,family_name,date_of_birth\n'
  const none = write('none.csv', head)
  assert.equal((await match(none, none)).told.pairs, 0)
  assert.equal(pairs(), 'left_id,right_id,probability,match_weight\n')
  assert.equal((await match(write('one.csv', `${head}1,Ann,Lee,1950-01-01\n`))).told.pairs, 0)
  const alike = Array.from({ length: 2_000 }, (_, at) => `${at},Ann,Lee,\n`).join('')
  const { told } = await match(write('alike.csv', head + alike))
  assert.ok(told.pairs < 10, `${told.pairs} pairs of people who share a name`)
})

test('so many of one surname are answered for, and a day that never was says nothing', async (t) => {
  const { write, match, pairs } = openFolder(t)
  const head = 'id,given_name,family_name,date_of_birth\n'
  const alike = Array.from({ length: 100_000 }, (_, at) => `${at},,Lee,1950-02-31\n`).join('')
  const { told } = await match(write('lee.csv', head + alike))
  assert.deepEqual([told.pairs, told.candidate_pairs], [0, 0])
  assert.equal(pairs(), 'left_id,right_id,probability,match_weight\n')
})

test('what has not come to rest is said, and the model that was kept stays', async (t) => {
  const { folder, write, match } = openFolder(t)
  const { left, right } = await writeTwoFiles(folder, 1_000, 'restless')
  const model = join(folder, 'model.json')
  await match(left, right, '--save-model', model)
  const kept = readFileSync(model, 'utf8')
  const short = write('settings.yaml', 'rounds: 2\n')
  const { status, stderr } = await match(left, right, '--settings', short, '--save-model', model)
  assert.equal(status, 0)
  assert.match(stderr, /had not come to rest .*model.json was left as it was/)
  assert.equal(readFileSync(model, 'utf8'), kept)
})
