import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type WrittenFile = {
  /** inside the output folder, with forward slashes */
  path: string
  /** messages, resources or rows; a header is not one */
  items: number
  bytes: number
}

/**
 * The files of a place while they are written: a buffer each, so that many can be open at once in
 * little memory.
 */
export type ExtractFiles = {
  /** adds one item; a file that is new begins with `header` */
  write(path: string, item: string, header?: string): void
  /** makes a file that is to be there even if nothing goes into it */
  begin(path: string, header: string): void
  close(): WrittenFile[]
}

type OpenFile = { descriptor: number; pending: string; items: number }

const BUFFER_CHARACTERS = 128 * 1024

/** `only`: what belongs to other folders is made and not kept. */
export function openExtractFiles(folder: string, only?: readonly string[]): ExtractFiles {
  const isWanted = (path: string) => only?.includes(path.split('/', 1)[0]!) ?? true
  const files = new Map<string, OpenFile>()
  const fileAt = (path: string, header: string): OpenFile => {
    const known = files.get(path)
    if (known !== undefined) return known
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const opened = { descriptor: openSync(join(folder, path), 'w'), pending: header, items: 0 }
    files.set(path, opened)
    return opened
  }
  return {
    begin: (path, header) => {
      if (isWanted(path)) fileAt(path, header)
    },
    write: (path, item, header = '') => {
      if (!isWanted(path)) return
      const file = fileAt(path, header)
      file.pending += item
      file.items += 1
      if (file.pending.length >= BUFFER_CHARACTERS) flush(file)
    },
    close: () => {
      const paths = [...files.keys()].sort()
      return paths.map((path) => {
        const file = files.get(path)!
        flush(file)
        closeSync(file.descriptor)
        return { path, items: file.items, bytes: statSync(join(folder, path)).size }
      })
    },
  }
}

/** All of it: one call may write less than it was given. */
function flush(file: OpenFile): void {
  const bytes = Buffer.from(file.pending, 'utf8')
  for (let done = 0; done < bytes.length; ) done += writeSync(file.descriptor, bytes, done)
  file.pending = ''
}
