import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * docs/operate.md as a machine reads it: its blocks in order, each with what it is. A file is a block whose sentence
 * names it; what is appended to a file of the agreement is told by its name.
 */
export type Block =
  | { kind: 'commands'; step: string; lines: string[] }
  | { kind: 'file'; step: string; path: string; text: string }
  | { kind: 'clause'; step: string; file: string; text: string }
  | { kind: 'sql'; step: string; text: string }

const PAGE = join(import.meta.dirname, '../docs/operate.md')

export function operateText(): string {
  return readFileSync(PAGE, 'utf8')
}

export function operatePage(): Block[] {
  const text = operateText()
  const blocks: Block[] = []
  for (const found of text.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    const before = text.slice(0, found.index)
    const step = [...before.matchAll(/^## (.+)$/gm)].at(-1)?.[1] ?? ''
    // The sentence above a block, back to the block or the title before it.
    const said = before.split(/^```$|^#+ .*$/m).at(-1)!
    blocks.push(blockOf(found[1]!, found[2]!, said, step))
  }
  return blocks
}

function blockOf(language: string, text: string, said: string, step: string): Block {
  const path = [...said.matchAll(/`(\/[\w./-]+)`/g)].at(-1)?.[1]
  if (language === 'sql') return { kind: 'sql', step, text }
  if (language === 'yaml' && text.startsWith('  - number:')) {
    const file = [...said.matchAll(/`([\w-]+\.yaml)`/g)].at(-1)![1]!
    return { kind: 'clause', step, file, text }
  }
  const isScript = language === 'sh' && text.startsWith('#!')
  if (language === 'sh' && !isScript) {
    const lines = text.split('\n').filter((line) => line !== '')
    return { kind: 'commands', step, lines }
  }
  if (path === undefined) throw new Error(`docs/operate.md, ${step}: which file is this? ${text}`)
  return { kind: 'file', step, path, text }
}
