import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileItems } from './file-items.ts'
import { inspectFile } from './inspect-file.ts'

const message = (id: string) => [
  `MSH|^~\\&|PAS|RXT|||20260301||ADT^A28|${id}|P|2.4`,
  'EVN|A28',
  `PID|1||${id}`,
]
const A = message('A')
const B = message('B')
const C = message('C')
const FHS = 'FHS|^~\\&|PAS'
const BHS = 'BHS|^~\\&|PAS'

function hospital(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-batch-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  let count = 0
  const inspect = async (text: string) => {
    count += 1
    const path = join(folder, `${count}.hl7`)
    writeFileSync(path, text)
    const found = await inspectFile(path)
    const places: string[] = []
    for await (const items of fileItems(path, found)) {
      places.push(...items.map(({ place }) => place))
    }
    assert.equal(found.rows, places.length)
    return { ...found, places }
  }
  const lines = (...all: (string | string[])[]) => inspect(`${all.flat().join('\r')}\r`)
  return { inspect, lines }
}

test('a batch that holds what its trailer says is whole, and so is one whose trailer says nothing', async (t) => {
  const { lines } = hospital(t)
  for (const all of [
    [BHS, A, B, 'BTS|2'],
    [BHS, A, B, 'BTS|0002^x|all of it'],
    [BHS, A, B, 'BTS'],
    [BHS, A, B, 'BTS|'],
    [BHS, A, B, 'BTS|two'],
    [A, B, 'BTS|2'],
    [FHS, BHS, A, B, 'BTS|2', BHS, C, 'BTS|1', 'FTS|2'],
    [FHS, A, B, 'FTS|1'],
    [FHS, A, B, 'FTS|2'],
    [FHS, BHS, 'BTS|0', 'FTS|1'],
    [FHS, BHS, A, 'BTS|1', 'FTS|1', FHS, BHS, B, C, 'BTS|2', 'FTS|1'],
    [BHS.replaceAll('|', '!'), A, 'BTS!1'],
  ]) {
    const { warnings, incomplete } = await lines(...all)
    assert.deepEqual([warnings, incomplete], [[], undefined], all.flat().join(' '))
  }
})

test('a batch is read whatever its trailer says, and another number is named and makes it incomplete', async (t) => {
  const { lines } = hospital(t)
  const short = await lines(BHS, A, B, 'BTS|3')
  assert.deepEqual(short.declared, [{ trailer: 'batch', line: 8, said: 3, found: 2 }])
  assert.deepEqual(short.warnings, [
    'the batch trailer says 3 messages, and the file holds 2: it may be cut off, so ask for it again',
  ])
  assert.equal(short.incomplete, short.warnings[0])
  assert.deepEqual(short.places, ['message 1, line 2', 'message 2, line 5'])
  const more = await lines(BHS, A, B, 'BTS|1')
  assert.match(more.incomplete!, /says 1 message, and the file holds 2: ask the sender which/)
})

test('each of several batches has its own count, and the file has one of batches', async (t) => {
  const { lines } = hospital(t)
  const found = await lines(FHS, BHS, A, B, 'BTS|2', BHS, C, 'BTS|4', 'FTS|3')
  assert.deepEqual(
    found.declared.map(({ trailer, line, said, found: held }) => [trailer, line, said, held]),
    [
      ['batch', 9, 2, 2],
      ['batch', 14, 4, 1],
      ['file', 15, 3, 2],
    ],
  )
  assert.deepEqual(found.warnings, [
    'the batch trailer on line 14 says 4 messages, and the batch holds 1: it may be cut off, so ask for it again',
    'the file trailer on line 15 says 3 batches, and the file holds 2: it may be cut off, so ask for it again',
  ])
})

test('a header without its trailer is named, at the end and before the next one', async (t) => {
  const { lines } = hospital(t)
  const batch = (line: number) =>
    `the batch that begins on line ${line} has no trailer (BTS): it may be cut off, so ask for it again`
  const file = (line: number) =>
    `the file header (FHS) on line ${line} has no trailer (FTS): it may be cut off, so ask for it again`
  assert.deepEqual((await lines(BHS, A)).warnings, [batch(1)])
  assert.deepEqual((await lines(FHS, BHS, A)).warnings, [batch(2), file(1)])
  assert.deepEqual((await lines(FHS, BHS, A, 'BTS|1')).warnings, [file(1)])
  assert.deepEqual((await lines(BHS, A, BHS, B, 'BTS|1')).warnings, [batch(1)])
  assert.deepEqual((await lines(FHS, BHS, A, 'FTS|1')).warnings, [batch(2)])
  assert.equal((await lines(FHS, BHS, A)).incomplete, batch(2))
})

test('of very many batches that do not hold what they say, a few are named and all are counted', async (t) => {
  const { lines } = hospital(t)
  const many = Array.from({ length: 1500 }, () => [BHS, ...A, 'BTS|2'])
  const { warnings, declared } = await lines(...many)
  assert.equal(warnings.length, 21)
  assert.match(warnings[20]!, /^1,480 more batches do not hold what they say/)
  assert.equal(declared.length, 1000)
  const open = await lines(...Array.from({ length: 100 }, () => [BHS, ...A]))
  assert.match(open.warnings[20]!, /^80 more batches/)
})

test('a frame that stays open makes the file incomplete; a missing line end is only said', async (t) => {
  const { inspect, lines } = hospital(t)
  const text = `${A.join('\r')}\r`
  const framed = (one: string) => `\x0b${one}\x1c\r`
  assert.deepEqual((await inspect(framed(text) + framed(text))).warnings, [])
  const cut = await inspect(framed(text) + framed(text).slice(0, 60))
  assert.match(
    cut.incomplete!,
    /^the message on line 5 has no end to its frame: the file may be cut off, so ask for it again$/,
  )
  const open = await inspect([...A, ...B].join('\r'))
  assert.match(open.warnings.join('\n'), /^line 6, the last one, has no line end/)
  assert.equal(open.incomplete, undefined)
  assert.deepEqual((await inspect(A.join('\n'))).warnings, [])
  const stray = await lines(BHS, 'noise', A, 'more', B, 'BTS|2')
  assert.deepEqual(stray.warnings, [])
  assert.deepEqual(stray.places, [
    'before message 1, line 2',
    'message 1, line 3',
    'after message 1, line 6',
    'message 2, line 7',
  ])
})

test('one resource a line that stops in the last one is incomplete', async (t) => {
  const { inspect } = hospital(t)
  const whole = '{"resourceType":"Patient"}\n{"resourceType":"Patient"}'
  assert.equal((await inspect(whole)).incomplete, undefined)
  const cut = await inspect(`${whole}\n{"resourceType":"Pat`)
  assert.match(
    cut.incomplete!,
    /^line 3, the last one, stops in the middle: the file may be cut off/,
  )
  assert.deepEqual([cut.rows, cut.lines], [3, 3])
})
