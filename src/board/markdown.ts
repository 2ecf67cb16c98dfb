/** What a paper is made of: a small part of Markdown, read and never run. What is not known stands there as text. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3 | 4; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly text: readonly Inline[] }
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly items: readonly (readonly Inline[])[]
      /** the number of its first, where it goes on from another page */
      readonly start?: number
    }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }
  | { readonly kind: 'code'; readonly text: string }

export type Inline =
  | { readonly kind: 'text' | 'strong' | 'em'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

/** Pure: the same text gives the same blocks. */
export function readMarkdown(text: string): Block[] {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    if (lines[at]!.trim() === '') {
      at++
      continue
    }
    const { block, next } = blockAt(lines, at)
    blocks.push(block)
    at = next
  }
  return blocks
}

type Found = { readonly block: Block; readonly next: number }

const ITEM = /^\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+(.*)$/

function blockAt(lines: readonly string[], at: number): Found {
  const line = lines[at]!
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)
  if (heading !== null) {
    const level = Math.min(4, heading[1]!.length + 1) as 2 | 3 | 4
    return { block: { kind: 'heading', level, text: readInline(heading[2]!) }, next: at + 1 }
  }
  if (line.startsWith('```')) return codeAt(lines, at)
  if (ITEM.test(line)) return listAt(lines, at)
  if (
    line.includes('|') &&
    /^[\s|:-]+$/.test(lines[at + 1] ?? '') &&
    lines[at + 1]!.includes('-')
  ) {
    return tableAt(lines, at)
  }
  const quote = line.startsWith('>')
  const many = runOf(
    lines,
    at,
    (one) => one.trim() !== '' && one.startsWith('>') === quote && !startsOther(one),
  )
  const text = many.map((one) => one.replace(/^>\s?/, '').trim()).join(' ')
  const block: Block = { kind: quote ? 'quote' : 'paragraph', text: readInline(text) }
  return { block, next: at + Math.max(1, many.length) }
}

function startsOther(line: string): boolean {
  return /^#{1,6}\s/.test(line) || line.startsWith('```') || ITEM.test(line)
}

function runOf(lines: readonly string[], at: number, of: (line: string) => boolean): string[] {
  const end = lines.findIndex((line, nth) => nth >= at && !of(line))
  return lines.slice(at, end === -1 ? lines.length : end)
}

function codeAt(lines: readonly string[], at: number): Found {
  const inside = runOf(lines, at + 1, (line) => !line.startsWith('```'))
  return { block: { kind: 'code', text: inside.join('\n') }, next: at + inside.length + 2 }
}

function listAt(lines: readonly string[], at: number): Found {
  const many = runOf(lines, at, (line) => ITEM.test(line) || /^\s{2,}\S/.test(line))
  const items: string[] = []
  for (const line of many) {
    const [, own] = ITEM.exec(line) ?? []
    if (own === undefined) items[items.length - 1] += ` ${line.trim()}`
    else items.push(own)
  }
  const ordered = /^\s{0,3}\d/.test(lines[at]!)
  return { block: { kind: 'list', ordered, items: items.map(readInline) }, next: at + many.length }
}

function tableAt(lines: readonly string[], at: number): Found {
  const many = runOf(lines, at, (line) => line.includes('|'))
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((one) => one.trim())
  const head = cells(many[0]!)
  const rows = many.slice(2).map((line) => head.map((_, nth) => cells(line)[nth] ?? ''))
  return { block: { kind: 'table', head, rows }, next: at + many.length }
}

/** A link leads out of the paper only by http, https or mail. */
const INLINE = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(((?:https?:\/\/|mailto:)[^)\s]+)\)/g

function readInline(text: string): Inline[] {
  const found: Inline[] = []
  let last = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) found.push({ kind: 'text', text: text.slice(last, match.index) })
    const [all, strong, em, label, href] = match
    if (strong !== undefined) found.push({ kind: 'strong', text: strong })
    else if (em !== undefined) found.push({ kind: 'em', text: em })
    else found.push({ kind: 'link', text: label!, href: href! })
    last = match.index + all.length
  }
  if (last < text.length) found.push({ kind: 'text', text: text.slice(last) })
  return found
}
