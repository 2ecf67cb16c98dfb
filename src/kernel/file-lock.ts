import * as fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * One process at a time, among the processes of one machine: the lock is a file that names its holder.
 * A lock whose holder no longer lives is taken over.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!take(path)) await sleep(15)
  try {
    return await work()
  } finally {
    fs.rmSync(path, { force: true })
  }
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function take(path: string): boolean {
  try {
    fs.writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (holderIsGone(path)) {
    takeAway(path)
  }
  return false
}

/**
 * Renaming is atomic: of several processes that see the dead holder, one moves its lock away. If another
 * took the lock between our look and our move, what we moved is a live lock: it goes back.
 */
function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`
  try {
    fs.renameSync(path, aside)
    if (!holderIsGone(aside)) fs.linkSync(aside, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

function holderIsGone(path: string): boolean {
  try {
    const text = fs.readFileSync(path, 'utf8')
    // Between making the file and writing into it, the holder's number is not there yet.
    if (text === '') return Date.now() - fs.statSync(path).mtimeMs > 5_000
    return !isAlive(Number(text))
  } catch {
    return false
  }
}

/** A killed child that its parent has not collected still has a process number. */
function isZombie(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'Z'
  } catch {
    return false
  }
}
