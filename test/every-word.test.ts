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
    /** what is told of everybody whom nothing here has touched */
    async others(sources: readonly string[]): Promise<unknown[]> {
      const { rows } = await place.databases.owner.short.query(
        `select type, source, source_id, version, content::text from record.resource
         where source = any($1) order by 1, 2, 3, 4`,
        [sources],
      )
      return rows
    },
  }
}

test('whatever word stands wherever, the batch goes in, the item is read or in quarantine, and nothing is quoted', async (t) => {
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
    const begun = performance.now()
    const file = await load(source, head === '' ? items : [head, ...items])
    console.log(source, file, items.length, performance.now() - begun)
    const { read, new: taken, unchanged, quarantined, fault } = file
    assert.equal(fault, undefined, fault?.line)
    assert.equal(read, taken + unchanged + quarantined)
    assert.ok(taken > 100 && quarantined > 100, `${taken} read, ${quarantined} not`)
    const verdicts = await verdictsOf(place.databases.owner.short, source)
    for (const { reason, reason_place, warnings, passed_over } of verdicts) {
      const said = [reason, reason_place, ...warnings, ...passed_over].join(' ')
      assert.doesNotMatch(said, /this version of the program/)
      assert.ok(!said.includes(CANARY), said)
      assert.doesNotMatch(said, BIDI)
    }
    const counts = new Map<string, number>()
    for (const v of verdicts)
      for (const k of [`${v.verdict}: ${v.reason} (${v.reason_place})`])
        counts.set(k, (counts.get(k) ?? 0) + 1)
    if (head)
      console.log(
        [...counts]
          .map(([k, n]) => `${n} ${k}`)
          .sort()
          .join('\n'),
      )
    console.log(
      [...counts]
        .map(([k, n]) => `${n} ${k}`)
        .filter((x) => /\([0-9A-Z]{5}\);/.test(x))
        .join('\n'),
    )
  }
  await settle()
  assert.deepEqual(await place.errands.undone(), [])
})

test('large', async (t) => {
  const extract = await extractOf(t, 120)
  const { place, load, settle } = await openFeeds(t)
  const some = (items: string[], n: number) => items.filter((_, at) => at % n === 0)
  for (const [source, items, head = ''] of [
    [
      'southmere-gp',
      resourcesIn(extract).flatMap((one) =>
        some(
          jsonPositions(one).values.map((p) => put(p, JSON.stringify(LARGE))),
          7,
        ),
      ),
    ],
    [
      'mere-general',
      messagesIn(extract)
        .slice(0, 4)
        .flatMap((one) => some(each(hl7Positions(one), LARGE), 1)),
    ],
  ] as [string, string[], string?][]) {
    const begun = performance.now()
    const file = await load(source, head === '' ? items : [head, ...items])
    console.log(source, file, items.length, performance.now() - begun)
    const verdicts = await verdictsOf(place.databases.owner.short, source)
    const counts = new Map<string, number>()
    for (const v of verdicts)
      for (const k of [`${v.verdict}: ${v.reason} (${v.reason_place})`])
        counts.set(k, (counts.get(k) ?? 0) + 1)
    console.log(
      [...counts]
        .map(([k, n]) => `${n} ${k}`)
        .sort()
        .join('\n'),
    )
  }
  const begun = performance.now()
  await settle()
  console.log('settled', performance.now() - begun)
  assert.deepEqual(await place.errands.undone(), [])
})
