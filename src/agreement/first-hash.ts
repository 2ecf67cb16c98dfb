import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The hash of the first agreement of a place, pinned outside the database: the chain of consent is walked
 * from it. A setting says it, or it is kept in a file when it is first seen.
 */
export type FirstHash = { read(): string | undefined; pin(hash: string): void }

export function openFirstHash(path: string, setting?: string): FirstHash {
  return {
    read: () => setting ?? (existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined),
    pin(hash) {
      if (setting !== undefined || existsSync(path)) return
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, `${hash}\n`)
    },
  }
}
