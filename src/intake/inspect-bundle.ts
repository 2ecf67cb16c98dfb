import { createHash } from 'node:crypto'
import { Fault } from '../kernel/index.ts'
import type { JsonObject } from '../record/index.ts'
import { BundleNames } from './bundle-names.ts'
import { lackingOf } from './bundle-pages.ts'
import { ITEM_BYTES_MAX } from './item.ts'
import { type JsonShape, JsonSplitter } from './json-splitter.ts'
import { objectOf } from './json-value.ts'
import type { FileContext } from './reading.ts'

const NEWLINE = 0x0a
const CUT_OFF = 'Ask for it again: it is cut off.'

export type InspectedJson = {
  kind: 'fhir-bundle' | 'fhir-resource'
  lines: number
  rows: number
  context: FileContext
  warnings?: readonly string[]
  incomplete?: string
}

/**
 * Passes over a JSON file: that it is whole, and what a bundle calls its entries. Undefined where it is one
 * resource a line after all.
 * @throws Fault where the file as a whole cannot be taken
 */
export async function inspectJson(
  bytes: AsyncIterable<Buffer>,
  path: string,
  feed: FileContext,
): Promise<InspectedJson | undefined> {
  const splitter = new JsonSplitter(ITEM_BYTES_MAX)
  const names = new BundleNames()
  const digest = createHash('sha256')
  let newlines = 0
  let last = NEWLINE
  for await (const chunk of bytes) {
    for (const { bytes: entry, hash } of splitter.push(chunk)) {
      digest.update(hash)
      const value = entry === undefined ? undefined : parsed(entry)
      if (value !== undefined) names.note(value)
    }
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1))
      newlines += 1
    last = chunk.at(-1)!
  }
  const shape = splitter.shape()
  if (shape.secondLineAt !== undefined) return severalIn(shape, path)
  if (!shape.closed) {
    const entry = splitter.inEntry()
    const where = entry === undefined ? 'in the middle' : `in the middle of entry ${entry}`
    throw new Fault(`the file ends ${where}`, path, CUT_OFF)
  }
  const around = envelopeOf(shape, path)
  const lines = last === NEWLINE ? newlines : newlines + 1
  if (shape.resourceType !== 'Bundle')
    return { kind: 'fhir-resource', context: feed, lines, rows: 1 }
  if (around.entry !== undefined && !Array.isArray(around.entry)) {
    throw new Fault(
      'the entries of the bundle are no list',
      path,
      'Ask for a bundle as FHIR has it.',
    )
  }
  const context = names.file(around, digest.digest('hex'), feed)
  const found = { kind: 'fhir-bundle', context, lines, rows: shape.entries } as const
  const incomplete = lackingOf(around, shape.entries)
  return incomplete === undefined ? found : { ...found, warnings: [incomplete], incomplete }
}

function severalIn({ onOneLine }: JsonShape, path: string): undefined {
  if (onOneLine) return undefined
  throw new Fault(
    'the file holds one JSON document after another, each on several lines',
    path,
    'Ask for one bundle a file, or for one resource a line.',
  )
}

/** What stands around the entries must be JSON too; with it, the whole file is. */
function envelopeOf({ envelope, resourceType }: JsonShape, path: string): JsonObject {
  if (envelope === undefined) {
    if (resourceType !== 'Bundle') return {}
    throw new Fault(
      'the bundle holds more than 16 MB outside its entries',
      path,
      'Ask the sender for a bundle whose resources stand in its entries.',
    )
  }
  const value = parsed(envelope)
  if (value !== undefined) return value
  throw new Fault('this is not valid JSON', path, 'Ask for it again: it is damaged.')
}

function parsed(bytes: Buffer): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')))
  } catch {
    return undefined
  }
}
