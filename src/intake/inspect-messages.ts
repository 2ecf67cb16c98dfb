import { BatchCount } from './batch-count.ts'
import { counted, ITEM_BYTES_MAX } from './item.ts'
import type { Found } from './kind.ts'
import { type Message, MessageSplitter } from './message-splitter.ts'

const MAY_BE_CUT = 'the file may be cut off, so ask for it again'

/** HL7 v2: how many messages, what their batches declare, and whether the last one is whole. */
export async function inspectMessages(bytes: AsyncIterable<Buffer>): Promise<Found> {
  const batches = new BatchCount()
  const splitter = new MessageSplitter(ITEM_BYTES_MAX, (wrapping) => batches.take(wrapping))
  const open = { count: 0, line: 0 }
  let rows = 0
  let messages = 0
  const take = (found: readonly Message[]) => {
    rows += found.length
    for (const { number, line, stray, cutOff } of found) {
      if (!stray) messages = number
      if (!cutOff) continue
      open.line ||= line
      open.count += 1
    }
  }
  for await (const chunk of bytes) take(splitter.push(chunk))
  take(splitter.end())
  const lacking = batches.end()
  if (open.count > 0) lacking.push(`${openFrames(open)}: ${MAY_BE_CUT}`)
  const lines = splitter.lines
  const warnings = [...lacking]
  if (messages > 1 && !splitter.ended && open.count === 0) {
    warnings.push(`line ${counted(lines)}, the last one, has no line end: ${MAY_BE_CUT}`)
  }
  const found = { kind: 'hl7v2', lines, rows, declared: batches.declared, warnings } as const
  return lacking.length === 0 ? found : { ...found, incomplete: lacking[0]! }
}

function openFrames({ count, line }: { count: number; line: number }): string {
  if (count === 1) return `the message on line ${counted(line)} has no end to its frame`
  return `${counted(count)} messages have no end to their frame, the first on line ${counted(line)}`
}
