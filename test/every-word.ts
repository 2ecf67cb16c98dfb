/**
 * The places of small real items at which a word of the input stands, found by walking them: what stands between
 * `from` and `to` of the text is replaced.
 */
export type Position = { readonly text: string; readonly from: number; readonly to: number }

/** A word that stands in no sentence of ours. */
export const CANARY = 'Zq7canary'

/** Words that a plain object answers to, and text that something on the way to a page may not bear. */
export const WORDS = {
  constructor: 'constructor',
  proto: '__proto__',
  toString: 'toString',
  hasOwnProperty: 'hasOwnProperty',
  canary: CANARY,
  number: '99999999999999999999',
  day: '9999-12-31',
  nul: 'a\0b',
  bidi: 'a\u202eb\u2066c',
  half: 'a\ud800b',
} as const

/** Text in UTF-8; half of a character as its three bytes, which are no UTF-8. */
export function bytesOf(text: string): Buffer {
  const parts = text.split('\ud800').map((part) => Buffer.from(part))
  return Buffer.concat(
    parts.flatMap((part, at) => (at === 0 ? [part] : [Buffer.from([0xed, 0xa0, 0x80]), part])),
  )
}

export function put({ text, from, to }: Position, word: string): string {
  return text.slice(0, from) + word + text.slice(to)
}

/** Every value, every name and the beginning of every object of a JSON text, as `JSON.stringify` writes it. */
export function jsonPositions(value: unknown): { values: Position[]; names: Position[] } {
  const spans: { values: [number, number][]; names: [number, number][] } = { values: [], names: [] }
  let text = ''
  const walk = (one: unknown): void => {
    const from = text.length
    if (Array.isArray(one)) {
      text += '['
      for (const [at, member] of one.entries()) {
        if (at > 0) text += ','
        walk(member)
      }
      text += ']'
    } else if (typeof one === 'object' && one !== null) {
      text += '{'
      for (const [at, [name, member]] of Object.entries(one).entries()) {
        if (at > 0) text += ','
        const begins = text.length
        text += JSON.stringify(name)
        spans.names.push([begins, text.length])
        text += ':'
        walk(member)
      }
      text += '}'
    } else text += JSON.stringify(one)
    spans.values.push([from, text.length])
  }
  walk(value)
  const positions = (found: [number, number][]) => found.map(([from, to]) => ({ text, from, to }))
  return { values: positions(spans.values), names: positions(spans.names) }
}

/** Every field, repetition, component and subcomponent of a message, and the name of each segment but the first. */
export function hl7Positions(text: string): Position[] {
  const after = text.indexOf('|', 'MSH|'.length)
  const found: Position[] = []
  let from = after + 1
  for (let at = from; at < text.length; at += 1) {
    if (!'|^~&\r'.includes(text[at]!)) continue
    found.push({ text, from, to: at })
    from = at + 1
  }
  return found
}

/** Every cell of a row, and of the row of headings before it where `headings` is asked for. */
export function cellPositions(cells: readonly string[]): Position[] {
  const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`)
  const text = `${quoted.join(',')}\r\n`
  let at = 0
  return quoted.map((cell) => {
    const position = { text, from: at + 1, to: at + cell.length - 1 }
    at += cell.length + 1
    return position
  })
}
