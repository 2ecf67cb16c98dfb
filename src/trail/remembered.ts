import { join } from 'node:path'
import { readFile, replaceFile } from './durable-file.ts'
import { sha256 } from './tree.ts'

/** The last checkpoint of a log that was found in order from here: what makes cutting off its end show. */
export type Remembered = { vkey: string; note: string }

export function recall(dataFolder: string, origin: string): Remembered | undefined {
  const text = readFile(pathOf(dataFolder, origin))
  if (text === undefined) return undefined
  try {
    const { vkey, note } = JSON.parse(text) as Partial<Remembered>
    return typeof vkey === 'string' && typeof note === 'string' ? { vkey, note } : undefined
  } catch {
    return undefined
  }
}

export function remember(dataFolder: string, origin: string, { vkey, note }: Remembered): void {
  replaceFile(pathOf(dataFolder, origin), `${JSON.stringify({ vkey, note })}\n`)
}

function pathOf(dataFolder: string, origin: string): string {
  const name = sha256(Buffer.from(origin)).toString('hex').slice(0, 16)
  return join(dataFolder, 'trail', 'seen', `${name}.json`)
}
