import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { readFile, replaceFile } from './durable-file.ts'
import type { Edge } from './edge.ts'
import { splitHashes } from './tile.ts'
import { type Hash, sha256 } from './tree.ts'

/**
 * What this computer knows of a log that it has checked: the last head that it found in order, the edge of
 * the tree to go on from, every leaf, so that a fork is named entry by entry, and how far each resident's
 * looks went in the bundles that were checked here.
 */
export type Remembered = {
  vkey: string
  note: string
  size: number
  /** absent where only what is published, or a bundle, was checked */
  edge?: { peaks: string[]; open: string[][] }
  /** rows that were there, by table: fewer of them later means that some were taken out */
  counts?: Record<string, number>
  /** somebody had to confirm it: that this is no longer asked for would itself be a change */
  policy?: string
  people?: Record<string, number>
}

export class Memory {
  readonly #path: string

  constructor(dataFolder: string, origin: string) {
    const name = sha256(Buffer.from(origin)).toString('hex').slice(0, 16)
    this.#path = join(dataFolder, 'trail', 'seen', name)
  }

  recall(): Remembered | undefined {
    const text = readFile(`${this.#path}.json`)
    if (text === undefined) return undefined
    try {
      const kept = JSON.parse(text) as Remembered
      const whole = typeof kept.vkey === 'string' && Number.isSafeInteger(kept.size)
      return whole ? kept : undefined
    } catch {
      return undefined
    }
  }

  /** Whatever is not given stays as it was. */
  remember(change: Partial<Remembered> & Pick<Remembered, 'vkey' | 'note' | 'size'>): void {
    replaceFile(`${this.#path}.json`, `${JSON.stringify({ ...this.recall(), ...change })}\n`)
  }

  /** How far the looks at these people went; a number only goes up. */
  rememberPeople(people: Readonly<Record<string, number>>): void {
    const kept = this.recall()
    const merged = { ...kept?.people }
    for (const [person, number] of Object.entries(people)) {
      merged[person] = Math.max(number, Object.hasOwn(merged, person) ? merged[person]! : 0)
    }
    const own = kept ?? { vkey: '', note: '', size: 0 }
    replaceFile(`${this.#path}.json`, `${JSON.stringify({ ...own, people: merged })}\n`)
  }

  /** The data of the leaves that were read here, from the first on. */
  leaves(): Hash[] {
    const path = `${this.#path}.leaves`
    if (!existsSync(path)) return []
    const bytes = readFileSync(path)
    return splitHashes(bytes.subarray(0, bytes.length - (bytes.length % 32)))!
  }

  /** `from` is the number of the first of them: what stands after it goes. */
  keepLeaves(from: number, leaves: readonly Hash[]): void {
    const path = `${this.#path}.leaves`
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    const file = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600)
    try {
      truncateSync(path, from * 32)
      writeSync(file, Buffer.concat(leaves as Hash[]), 0, leaves.length * 32, from * 32)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  forget(): void {
    for (const ending of ['json', 'leaves']) rmSync(`${this.#path}.${ending}`, { force: true })
  }
}

export function packEdge({ peaks, open }: Edge): NonNullable<Remembered['edge']> {
  const text = (hash: Hash) => hash.toString('base64')
  return { peaks: peaks.map(text), open: open.map((hashes) => hashes.map(text)) }
}

export function unpackEdge({ size, edge }: Remembered): Edge | undefined {
  if (edge === undefined) return undefined
  const bytes = (text: string) => Buffer.from(text, 'base64')
  return { size, peaks: edge.peaks.map(bytes), open: edge.open.map((one) => one.map(bytes)) }
}
