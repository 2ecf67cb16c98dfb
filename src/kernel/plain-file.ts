import fs from 'node:fs'
import { Fault } from './fault.ts'

/** What tells a file from a folder and from what only seems one: of `stat`, or of a list of a folder. */
export type Standing = Pick<
  fs.Dirent,
  | 'isFile'
  | 'isSymbolicLink'
  | 'isDirectory'
  | 'isFIFO'
  | 'isSocket'
  | 'isBlockDevice'
  | 'isCharacterDevice'
>

/** Larger than anything that a person writes. */
const TEXT_BYTES_MAX = 64 * 1024

/**
 * Why what stands somewhere is not read as a file; undefined where it is one. A link leads out of the folder that was
 * given, to what nobody meant to give; a pipe, and some devices, never end.
 */
export function whyNoFile(found: Standing): string | undefined {
  if (found.isFile()) return undefined
  if (found.isSymbolicLink()) return 'this is a link'
  if (found.isDirectory()) return 'this is a folder'
  if (found.isFIFO()) return 'this is a pipe'
  if (found.isSocket()) return 'this is a socket'
  if (found.isBlockDevice() || found.isCharacterDevice()) return 'this is a device'
  return 'this is not a file'
}

/**
 * The text of a small file of the place's folder.
 * @throws Fault where it is none, is a link, or is larger than that
 */
export function readTextFile(path: string): string {
  const put = 'Put the file itself here, or take it out.'
  try {
    const found = fs.lstatSync(path)
    const why = whyNoFile(found)
    if (why !== undefined) throw new Fault(why, path, put)
    if (found.size > TEXT_BYTES_MAX) {
      throw new Fault('the file is larger than 64 kB', path, 'Take out what does not belong in it.')
    }
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Fault) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new Fault(`the file cannot be read (${code})`, path, put)
  }
}
