import * as fs from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { newId } from '../kernel/index.ts'

/** Small files that must be whole or absent, whatever happens: keys, and what a witness has confirmed. */

/** Replaces the file: after this returns, the new text is on the disk, not only on its way there. */
export function replaceFile(path: string, text: string | Buffer, mode = 0o600): void {
  const aside = writeAside(path, text, mode)
  fs.renameSync(aside, path)
  syncFolder(path)
}

/**
 * As `replaceFile`, while the process does other things: for what is written again and again. `still` is asked at the
 * last moment, when all is written but the name: where it says no, the file stays as it is.
 */
export async function rewriteFile(path: string, text: string, still = () => true): Promise<void> {
  const aside = `${path}.${newId()}`
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  if (!still()) return fs.rmSync(aside)
  fs.renameSync(aside, path)
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
}

/** Makes the file unless it is there: of several processes exactly one gets true. */
export function createFile(path: string, text: string, mode = 0o600): boolean {
  const aside = writeAside(path, text, mode)
  try {
    fs.linkSync(aside, path)
    syncFolder(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

/** Undefined where there is no such file. */
export function readFile(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function writeAside(path: string, text: string | Buffer, mode: number): string {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${newId()}`
  const file = fs.openSync(aside, 'wx', mode)
  try {
    fs.writeFileSync(file, text)
    fs.fsyncSync(file)
  } finally {
    fs.closeSync(file)
  }
  return aside
}

function syncFolder(path: string): void {
  // Windows cannot open a folder to sync it; there the rename itself is what there is.
  if (process.platform === 'win32') return
  const folder = fs.openSync(dirname(path), 'r')
  try {
    fs.fsyncSync(folder)
  } finally {
    fs.closeSync(folder)
  }
}
