import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Extract, extractOf, folderFor } from '../places/southmere/reading-extracts.ts'
import { type LoadedFile, loadFiles } from '../src/intake/index.ts'
import { verdictsOf } from '../src/intake/queries-testing.ts'
import {
  bytesOf,
  CANARY,
  cellPositions,
  hl7Positions,
  jsonPositions,
  type Position,
  put,
  WORDS,
} from './every-word.ts'
import { openTestPlace } from './open-place.ts'

const LARGE = 'x'.repeat(1 << 20)
/** one place in so many is tried with it: it costs ten times what any other word does */
const EVERY = 16
const BIDI = /[\u202a-\u202e\u2066-\u2069]/

/** The item of each sort that says most. */
function fullest<T>(items: readonly T[], sort: (item: T) => string): T[] {
  const best = new Map<string, T>()
  const size = (item: T) => JSON.stringify(item).length
  for (const item of items) {
    const held = best.get(sort(item))
    if (held === undefined || size(item) > size(held)) best.set(sort(item), item)
  }
  return [...best.values()]
}

function resourcesIn(extract: Extract): unknown[] {
  const all = (['gp', 'hospital', 'council'] as const).flatMap((side) => extract.resources(side))
  return fullest(all, ({ resourceType }) => resourceType)
}

function messagesIn(extract: Extract): string[] {
  const all = extract
    .messages()
    .map(({ segments }) => `${segments.map((fields) => fields.join('|')).join('\r')}\r`)
  return fullest(all, (text) => text.split('|')[8]!)
}

function rowsIn(extract: Extract): string[][] {
  const all = extract.councilRows().map((row) => Object.values(row))
  return fullest(all, (cells) => cells.slice(20, 26).join()).slice(0, 8)
}

/** Every word as every value, as every name, and under its own name in every object. */
function jsonWith(resource: unknown, word: string): string[] {
  const { values, names } = jsonPositions(resource)
  const written = JSON.stringify(word)
  return [
    ...[...values, ...names].map((position) => put(position, written)),
    ...names.map(({ text, from }) => put({ text, from, to: from }, `${written}:{"x":1},`)),
  ]
}

const each = (positions: readonly Position[], word: string) =>
  positions.map((position) => put(position, word))

async function openFeeds(t: TestContext) {
  const { place, settle } = await openTestPlace(t)
  const folder = folderFor(t)
  let files = 0
  return {
    place,
    settle,
    async load(source: string, items: Iterable<string>): Promise<LoadedFile> {
      files += 1
      const path = join(folder, String(files))
      writeFileSync(path, Buffer.concat([...items].map((item) => bytesOf(`${item}\n`))))
      return (await loadFiles(place, [path], source)).files[0]!
    },
  }
}

test('whatever word stands wherever, the batch goes in, and each item is read or in quarantine', async (t) => {
  const extract = await extractOf(t, 120)
  const { place, load, settle } = await openFeeds(t)
  const words = Object.values(WORDS)
  const [heading] = extract.councilRows().map((row) => Object.keys(row).join(','))
  const inCells = words.filter((word) => word.isWellFormed())
  const files: [source: string, items: string[], head?: string][] = [
    [
      'southmere-gp',
      words.flatMap((word) => resourcesIn(extract).flatMap((one) => jsonWith(one, word))),
    ],
    [
      'mere-general',
      words.flatMap((word) =>
        messagesIn(extract).flatMap((text) => each(hl7Positions(text), word)),
      ),
    ],
    [
      'southmere-council',
      inCells.flatMap((word) => rowsIn(extract).flatMap((row) => each(cellPositions(row), word))),
      heading!,
    ],
  ]
  for (const [source, items, head = ''] of files) {
    const {
      read,
      new: taken,
      unchanged,
      quarantined,
      fault,
    } = await load(source, head === '' ? items : [head, ...items])
    assert.equal(fault, undefined, fault?.line)
    assert.equal(read, taken + unchanged + quarantined)
    assert.ok(taken > 100 && quarantined > 100, `${taken} read, ${quarantined} not`)
    const verdicts = await verdictsOf(place.databases.owner.short, source)
    for (const { reason, reason_place, warnings, passed_over } of verdicts) {
      const said = [reason, reason_place, ...warnings, ...passed_over].join(' ')
      // What a parser or the database did not foresee would be there by its name or its code.
      assert.doesNotMatch(said, /this version of the program|\([0-9A-Z]{5}\)/)
      assert.ok(!said.includes(CANARY), said)
      assert.doesNotMatch(said, BIDI)
    }
  }
  await settle()
  assert.deepEqual(await place.errands.undone(), [])
})

test('a megabyte wherever it stands is kept with what holds it, or that item alone is in quarantine', async (t) => {
  const extract = await extractOf(t, 120)
  const { place, load, settle } = await openFeeds(t)
  const large = (positions: readonly Position[], at: number, word: string) =>
    positions.filter((_, one) => one % EVERY === at % EVERY).map((one) => put(one, word))
  const files: [source: string, items: string[]][] = [
    [
      'southmere-gp',
      resourcesIn(extract).flatMap((one, at) =>
        large(jsonPositions(one).values, at, JSON.stringify(LARGE)),
      ),
    ],
    ['mere-general', messagesIn(extract).flatMap((one, at) => large(hl7Positions(one), at, LARGE))],
  ]
  for (const [source, items] of files) {
    const { read, new: taken, quarantined, fault } = await load(source, items)
    assert.equal(fault, undefined, fault?.line)
    assert.deepEqual([read, taken + quarantined], [items.length, items.length])
    assert.ok(quarantined > 5)
    for (const { reason } of await verdictsOf(place.databases.owner.short, source)) {
      // A bound is met where it is read, and not where an index of the database overflows.
      assert.doesNotMatch(String(reason), /this version of the program|\([0-9A-Z]{5}\)/)
    }
  }
  await settle()
  assert.deepEqual(await place.errands.undone(), [])
})

test('a table with a cell that no table has is refused at its line, and nothing of it is taken', async (t) => {
  const extract = await extractOf(t, 60)
  const { load } = await openFeeds(t)
  const [row] = rowsIn(extract)
  const [heading] = extract.councilRows().map((one) => Object.keys(one).join(','))
  const cells: [string, RegExp][] = [
    [LARGE, /a cell is longer than 64 kB/],
    [WORDS.half, /the text is not UTF-8/],
  ]
  for (const [word, why] of cells) {
    const position = cellPositions(row!)[10]!
    const { fault, new: taken } = await load('southmere-council', [heading!, put(position, word)])
    assert.match(fault?.line ?? '', why)
    assert.equal(taken, 0)
  }
})

test('a heading may be any word: the table is refused, or the column is one that is not read', async (t) => {
  const extract = await extractOf(t, 60)
  const { load } = await openFeeds(t)
  const [row] = rowsIn(extract)
  const columns = Object.keys(extract.councilRows()[0]!)
  for (const word of [WORDS.constructor, WORDS.proto, WORDS.toString, WORDS.bidi, WORDS.nul]) {
    const without = await load('southmere-council', [
      put(cellPositions(columns)[12]!, word),
      row!.join(),
    ])
    assert.match(without.fault?.line ?? '', /column/)
    assert.ok(!without.fault!.message.includes(word))
    const further = await load('southmere-council', [
      [...columns, word].join(),
      cellPositions([...row!, word])[0]!.text,
    ])
    assert.equal(further.fault, undefined, further.fault?.line)
    assert.equal(further.new + further.quarantined + further.unchanged, 1)
  }
})
