import * as fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMarkAlive, ownMark } from './process.ts'

const RETRY_MS = 15
/** Making a file and writing into it are two steps; an empty one older than this was left by a kill. */
const WRITING_MS_MAX = 5_000

/**
 * One process at a time, among the processes of one machine: the lock is a file that names its holder.
 * A lock whose holder no longer lives is taken over.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!take(path)) {
    if (holderIsGone(path)) takeAway(path)
    await sleep(RETRY_MS)
  }
  try {
    return await work()
  } finally {
    fs.rmSync(path, { force: true })
  }
}

/**
 * Takes the lock for as long as this process lives, or until it is let go. Undefined where a process that
 * lives holds it; that may be this one.
 */
export function tryFileLock(path: string): (() => void) | undefined {
  for (let tries = 0; !take(path); tries++) {
    if (tries > 2 || !holderIsGone(path)) return undefined
    takeAway(path)
  }
  return () => fs.rmSync(path, { force: true })
}

function take(path: string): boolean {
  try {
    fs.writeFileSync(path, ownMark(), { flag: 'wx' })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // On a full disk the file is made and cannot be written: it is ours, and it must not stay.
    if (code === 'ENOSPC' || code === 'EDQUOT') fs.rmSync(path, { force: true })
    throw error
  }
}

/**
 * Of several processes that see the dead holder one removes its lock: while it holds the second file
 * nobody else removes, and nobody can make the first, so what it looked at is what it removes.
 */
function takeAway(path: string): void {
  const removing = `${path}.removing`
  if (!take(removing)) {
    if (holderIsGone(removing)) fs.rmSync(removing, { force: true })
    return
  }
  try {
    if (holderIsGone(path)) fs.rmSync(path, { force: true })
  } finally {
    fs.rmSync(removing, { force: true })
  }
}

function holderIsGone(path: string): boolean {
  try {
    const mark = fs.readFileSync(path, 'utf8')
    if (mark === '') return Date.now() - fs.statSync(path).mtimeMs > WRITING_MS_MAX
    return !isMarkAlive(mark)
  } catch {
    return false
  }
}
