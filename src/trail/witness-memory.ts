import { Fault } from '../kernel/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import { createFile, readFile, rewriteFile } from './durable-file.ts'
import { readBase64 } from './note.ts'

/**
 * The last checkpoint confirmed for each log, in one small file that only this process writes. How often it
 * was written stands in a second file beside the key: where the two differ, an older copy was put back.
 */
type Kept = { size: number; root: string; note?: string }

export class WitnessMemory {
  readonly #path: string
  readonly #markPath: string
  readonly #last: Map<string, Checkpoint & { note?: string }>
  #written: string
  #count: number

  constructor(path: string, keyFile: string, isNew: boolean) {
    this.#path = path
    this.#markPath = `${keyFile}.mark`
    const text = readFile(path)
    if (text === undefined && !isNew) {
      throw new Fault(
        'this witness has a key but no memory of what it confirmed with it',
        `--state: ${path}`,
        'Put its state file back, or begin a new witness with a new key.',
      )
    }
    this.#written = text ?? '{}\n'
    const { count, last } = readMemory(this.#written, path)
    this.#last = last
    this.#count = count
    this.#refuseOldCopy()
    if (text === undefined) createFile(path, this.#written)
  }

  last(origin: string): Checkpoint | undefined {
    return this.#last.get(origin)
  }

  /** The signed note of the last checkpoint, with this witness's own line. */
  note(origin: string): string | undefined {
    return this.#last.get(origin)?.note
  }

  /** Durable when this returns. The mark goes first: a copy of the memory from before is then too old. */
  async remember(checkpoint: Checkpoint, note: string): Promise<void> {
    const next = new Map(this.#last).set(checkpoint.origin, { ...checkpoint, note })
    const count = this.#count + 1
    const logs = [...next].map(([origin, one]): [string, Kept] => {
      return [origin, { size: one.size, root: one.root.toString('base64'), note: one.note }]
    })
    if (readFile(this.#path) !== this.#written)
      throw new Error('another process writes this memory')
    const text = `${JSON.stringify({ ...Object.fromEntries(logs), '': { count } })}\n`
    await rewriteFile(this.#markPath, `${count}\n`)
    await rewriteFile(this.#path, text)
    await rewriteFile(this.#markPath, `${count} written\n`)
    this.#written = text
    this.#count = count
    this.#last.set(checkpoint.origin, { ...checkpoint, note })
  }

  /** A kill between the two files leaves the mark one ahead, and nothing was answered for that one. */
  #refuseOldCopy(): void {
    const [digits, written] = readFile(this.#markPath)?.trim().split(' ') ?? ['0']
    if (Number(digits) <= this.#count + (written === undefined ? 1 : 0)) return
    throw new Fault(
      'the memory of this witness is an older copy: it has confirmed more than it remembers',
      `--state: ${this.#path}`,
      'Put the newest copy back, or begin a new witness with a new key.',
    )
  }
}

function readMemory(text: string, path: string) {
  try {
    const { '': own, ...logs } = JSON.parse(text) as Record<string, Kept & { count?: number }>
    const last = Object.entries(logs).map(([origin, { size, root, note }]) => {
      const bytes = readBase64(root)
      if (!Number.isSafeInteger(size) || bytes?.length !== 32) throw new TypeError('no checkpoint')
      return [origin, { origin, size, root: bytes, note }] as const
    })
    return { count: own?.count ?? 0, last: new Map(last) }
  } catch {
    throw new Fault(
      'the memory of this witness cannot be read',
      `--state: ${path}`,
      'Put an undamaged copy of it back, or begin a new witness with a new key.',
    )
  }
}
