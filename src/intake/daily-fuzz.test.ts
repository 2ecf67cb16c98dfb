import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Fault } from '../kernel/index.ts'
import { councilDaily } from './council-daily.ts'
import { DAILY_COLUMNS } from './daily-columns.ts'
import { itemHash } from './item.ts'
import { headOf, recognise } from './kind.ts'
import { ownKinds } from './own-kinds.ts'
import { readItem } from './read-item.ts'
import { NO_FILE } from './reading.ts'
import { periodKey } from './returns.ts'
import { testContext } from './testing.ts'

const WORDS = [
  '',
  'request',
  'package',
  '2026-03-10',
  '31/02/2026',
  'Mon-Fri 08:00 30 1',
  'constructor',
]
const cell = fc.oneof(
  fc.constantFrom(...WORDS, '"', '=1+1', '\0', 'é', '__proto__'),
  fc.string({ maxLength: 8 }),
)

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97)
}

/** What a file is made of: inspected, cut and read; or the sentence for which it is refused. */
async function taken(bytes: Buffer): Promise<string | number> {
  if (!councilDaily.recognise(headOf(bytes, true))) return 'another kind'
  try {
    const file = { bytes: once(bytes), head: bytes, path: 'x.csv', feed: NO_FILE }
    const found = await councilDaily.inspect(file)
    const inspected = { context: NO_FILE, declared: [], warnings: [], ...found } as never
    let items = 0
    for await (const stretch of councilDaily.cut(once(bytes), inspected, 'x.csv')) {
      for (const item of [stretch].flat()) {
        items += 1
        const day = { returns: new Map([[periodKey('x', '2026-03-10', '2026-03-10'), 'at']]) }
        const context = { source: 's', kind: councilDaily.id, file: { ...NO_FILE, ...day } }
        const about = testContext(item.bytes!, {
          ...context,
          feed: { systems: {}, patients: 'E10' },
        })
        const verdict = readItem({ kind: councilDaily.id, bytes: item.bytes }, about, ownKinds)
        assert.equal(item.hash, itemHash(item.bytes!))
        if (!verdict.ok) assert.match(verdict.reason, /^[a-z]/i)
        councilDaily.refers!(item.bytes!)
      }
    }
    assert.equal(items, found.rows)
    return items
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    assert.ok(error.message.length > 0 && error.remedy.length > 0)
    return error.message
  }
}

test('whatever stands in a daily file, each row is read or said to be unreadable, or the file is refused', async () => {
  const rows = fc.array(fc.array(cell, { minLength: 0, maxLength: 28 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(',', ';', '\t'), async (cells, delimiter) => {
      const lines = [DAILY_COLUMNS as readonly string[], ...cells].map((row) => row.join(delimiter))
      await taken(Buffer.from(lines.join('\r\n')))
    }),
    { numRuns: 400 },
  )
})

test('a good file with bytes changed, cut or doubled is read, or refused in a sentence', async () => {
  const row = DAILY_COLUMNS.map((column) =>
    column === 'as_of'
      ? '2026-03-10'
      : column === 'record_type'
        ? 'request'
        : column === 'start'
          ? ''
          : 'x1',
  )
  const good = Buffer.from(
    `${[DAILY_COLUMNS.join(','), row.join(','), row.join(',')].join('\n')}\n`,
  )
  const place = fc.nat(good.length - 1)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 6 }),
      place,
      async (edits, cut) => {
        const bytes = Buffer.from(good)
        for (const [at, byte] of edits) bytes[at] = byte
        await taken(bytes)
        await taken(bytes.subarray(0, cut))
        await taken(Buffer.concat([bytes, bytes.subarray(cut)]))
      },
    ),
    { numRuns: 200 },
  )
  assert.equal(recognise(good, true, ownKinds).ok, true)
})
