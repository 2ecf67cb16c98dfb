import { counted, ITEM_BYTES_MAX } from './item.ts'
import type { Found } from './kind.ts'
import { LineSplitter } from './line-splitter.ts'

const BRACE = 0x7d

/** Each line stands for itself: only the last one may have lost its end. */
export async function inspectLines(bytes: AsyncIterable<Buffer>): Promise<Found> {
  const splitter = new LineSplitter(ITEM_BYTES_MAX)
  let rows = 0
  for await (const chunk of bytes) {
    for (const line of splitter.push(chunk)) if (!line.isBlank) rows += 1
  }
  const [last] = splitter.end().filter((line) => !line.isBlank)
  const found = {
    kind: 'fhir-ndjson',
    lines: splitter.lines,
    rows: last ? rows + 1 : rows,
  } as const
  if (last?.bytes === undefined || last.bytes.subarray(-8).includes(BRACE)) return found
  const where = `line ${counted(last.number)}, the last one, stops in the middle`
  const incomplete = `${where}: the file may be cut off, so ask for it again`
  return { ...found, warnings: [incomplete], incomplete }
}
