import { Fault } from '../kernel/index.ts'
import { readNhsNumber } from '../people/index.ts'
import { takeOptOuts } from '../record/index.ts'
import { wholeItem } from './cut-items.ts'
import { counted, ITEM_BYTES_MAX } from './item.ts'
import type { FileKind, Found } from './kind.ts'
import { LineSplitter } from './line-splitter.ts'
import { NOTHING_SAID } from './reading.ts'

const ID = 'optouts'
const LINE = /^\d{10},$/

/**
 * The answer of the national data opt-out service: the NHS numbers that were asked about, one a line with a comma
 * behind it and a line feed, without those whose holders have opted out. It means something only as a whole, so that
 * one number that is wrong refuses the file, as it does at the service.
 */
export const optOutAnswer: FileKind = {
  id: ID,
  item: 'Answer of the opt-out service',
  sent: 'an answer of the national data opt-out service (.dat)',
  holds: 'who has not opted out',
  classes: ['opt-outs'],
  recognise: ({ isText, text, whole }) => isText && isAnswer(text, whole),
  inspect: ({ bytes, path }) => inspect(bytes, path),
  cut: (bytes) => wholeItem(ID, bytes),
  read: (bytes) => ({
    ...NOTHING_SAID,
    undated: true,
    own: bytes.toString('latin1').match(/\d{10}/g) ?? [],
  }),
  async keep({ tx, now, agreement }, own) {
    // Of several answers in one command each is whole: the last one stands.
    for (const numbers of own as readonly string[][]) await takeOptOuts(tx, numbers, now, agreement)
  },
}

/** Its first line shows it, however the line ends. */
function isAnswer(text: string, whole: boolean): boolean {
  const [first, second] = text.split(/\r\n|\n|\r/, 2)
  return LINE.test(first!) && (second !== undefined || whole)
}

async function inspect(bytes: AsyncIterable<Buffer>, path: string): Promise<Found> {
  const splitter = new LineSplitter(ITEM_BYTES_MAX)
  let size = 0
  const check = (line: ReturnType<LineSplitter['push']>[number]) => {
    if (line.isBlank) return
    const text = line.bytes?.toString('latin1') ?? ''
    const place = `${path}, line ${counted(line.number)}`
    if (LINE.test(text) && readNhsNumber(text.slice(0, 10)).ok) return
    throw new Fault(
      'this is no NHS number with a comma behind it, and an answer is taken whole or not at all',
      place,
      'Ask the service again: it writes ten digits, a comma and a line feed.',
    )
  }
  for await (const chunk of bytes) {
    if (chunk.includes(0x0d)) {
      throw new Fault(
        'its lines do not end with a line feed alone, as the service writes them',
        path,
        'Load the file as it came: a program has changed the ends of its lines.',
      )
    }
    size += chunk.length
    for (const line of splitter.push(chunk)) check(line)
  }
  for (const line of splitter.end()) check(line)
  if (size > ITEM_BYTES_MAX) {
    throw new Fault('the answer is over 16 MB', path, 'Ask about fewer people at a time.')
  }
  return { kind: ID, lines: splitter.lines, rows: 1 }
}
