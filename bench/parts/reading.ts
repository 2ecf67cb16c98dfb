import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { feedReading } from '../../src/intake/declared-reading.ts'
import type { FeedReading } from '../../src/intake/feed-reading.ts'
import { fileItems } from '../../src/intake/file-items.ts'
import { inspectFile } from '../../src/intake/inspect-file.ts'
import type { Inspection } from '../../src/intake/kind.ts'
import { readItem } from '../../src/intake/read-item.ts'
import type { Figure } from './figures.ts'

/** In turns, so that whoever else uses the machine slows both; the least of each counts. */
const ROUNDS = 12
const ARRIVED_AT = '2026-03-10T09:00:00.000Z'
const NEWLINE = 0x0a

/** Files of one kind, and the plain way to cut, hash and parse one; it answers how many items that gave. */
export type Reading = {
  what: string
  source: string
  paths: readonly string[]
  plain(bytes: Buffer): number
}

/**
 * What reading an item costs beside the plain cutting, hashing and parsing of the same bytes, without the database:
 * CPU of this process, the collecting of garbage too.
 */
export async function readingFigures(
  { what, source, paths, plain }: Reading,
  placeFolder: string,
): Promise<Figure[]> {
  const feed = feedReading(source, placeFolder)
  const files = await Promise.all(
    paths.map(async (path) => [path, await inspectFile(path)] as const),
  )
  const least = { plain: Infinity, read: Infinity, inspected: Infinity }
  let items = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const floor = await cpuOf(async () => {
      items = 0
      for (const path of paths) items += plain(readFileSync(path))
    })
    const read = await cpuOf(async () => {
      for (const file of files) await readAll(file, source, feed)
    })
    const inspected = await cpuOf(async () => {
      for (const path of paths) await inspectFile(path)
    })
    least.plain = Math.min(least.plain, floor)
    least.read = Math.min(least.read, read)
    least.inspected = Math.min(least.inspected, inspected)
  }
  const each = (cpu: number) => cpu / items
  return [
    { what: `reading: ${what}`, value: each(least.read), unit: 'µs CPU' },
    { what: 'the same bytes cut, hashed and parsed', value: each(least.plain), unit: 'µs CPU' },
    { what: `reading, against that: ${what}`, value: least.read / least.plain, unit: 'times' },
    { what: 'seeing first that the file is whole', value: each(least.inspected), unit: 'µs CPU' },
  ]
}

async function readAll(
  [path, inspection]: readonly [string, Inspection],
  source: string,
  feed: FeedReading,
): Promise<void> {
  const { kind, context: file } = inspection
  let sequence = 0
  for await (const items of fileItems(path, inspection)) {
    for (const item of items) {
      const { hash } = item
      const context = { source, kind, hash, receivedAt: ARRIVED_AT, turn: 1, sequence, file, feed }
      const verdict = readItem(item, context)
      if (!verdict.ok && verdict.reason === '') throw new Error('a verdict without a reason')
      sequence += 1
    }
  }
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** Lines of JSON. */
export function plainLines(bytes: Buffer): number {
  let lines = 0
  for (const line of linesOf(bytes)) {
    hash('sha256', line, 'buffer')
    JSON.parse(line.toString('utf8'))
    lines += 1
  }
  return lines
}

/** Messages of HL7: segments, fields, repetitions, components, subcomponents, as JSON.parse gives all of a line. */
export function plainMessages(bytes: Buffer): number {
  const messages = bytes.toString('utf8').split(/(?=^MSH)/m)
  for (const message of messages) {
    hash('sha256', message, 'buffer')
    for (const segment of message.split(/[\r\n]+/)) segment.split('|').map(plainField)
  }
  return messages.length
}

function plainField(field: string): string[][][] {
  return field
    .split('~')
    .map((repetition) => repetition.split('^').map((component) => component.split('&')))
}

/** Rows of a table with headings. */
export function plainRows(bytes: Buffer): number {
  for (const line of linesOf(bytes)) hash('sha256', line, 'buffer')
  return parse(bytes, { bom: true }).length - 1
}

export function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from)
    const to = end < 0 ? bytes.length : end
    if (to > from) yield bytes.subarray(from, to)
    from = to + 1
  }
}
