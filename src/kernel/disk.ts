import { statfsSync } from 'node:fs'

/** PostgreSQL writes its journal in pieces of this size; where the next does not fit, it stops. */
const JOURNAL_BYTES = 16 * 1024 * 1024

/** True where a database below this folder cannot go on: it then ends connections without saying why. */
export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize < JOURNAL_BYTES
  } catch {
    return false
  }
}
