import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { Fault } from '../kernel/index.ts'

const CHUNK = 256 * 1024
const GZIP = [0x1f, 0x8b]
/** a byte order mark in UTF-8 */
export const MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** @throws Fault where there is no such file, or it is no file */
export async function fileSize(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (found.isFile()) return found.size
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException)
  }
  throw new Fault('this is not a file', path, 'Save what it gives into a file and load that.')
}

/**
 * The bytes of a file, unpacked where it is gzipped, without a byte order mark. Memory does not grow
 * with the file.
 * @param onRead told how many bytes of the file itself have been read so far
 * @param onBytes given every byte as it is unpacked, a byte order mark too
 * @throws Fault where it cannot be read or unpacked to its end
 */
export async function* openBytes(
  path: string,
  onRead: (bytes: number) => void = () => {},
  onBytes: (bytes: Buffer) => void = () => {},
): AsyncGenerator<Buffer> {
  let first = true
  for await (const chunk of unpacked(path, onRead)) {
    onBytes(chunk)
    const marked = first && chunk.subarray(0, 3).equals(MARK)
    first = false
    const rest = marked ? chunk.subarray(3) : chunk
    if (rest.length > 0) yield rest
  }
}

async function* unpacked(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  // A pipe would be waited for.
  await fileSize(path)
  const packed = await isPacked(path)
  const file = createReadStream(path, { highWaterMark: CHUNK })
  let read = 0
  file.on('data', (chunk) => {
    read += chunk.length
    onRead(read)
  })
  file.pause()
  try {
    if (!packed) {
      yield* file as AsyncIterable<Buffer>
      return
    }
    const unzip = createGunzip({ chunkSize: CHUNK })
    file.on('error', (error) => unzip.destroy(error))
    yield* file.pipe(unzip) as AsyncIterable<Buffer>
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException)
  } finally {
    file.destroy()
  }
}

/** Asked before the file is opened to be read: nobody would hear it fail while this is waited for. */
async function isPacked(path: string): Promise<boolean> {
  try {
    return await startsWith(path, GZIP)
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException)
  }
}

async function startsWith(path: string, bytes: readonly number[]): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, 0)
    return bytes.every((byte, at) => buffer[at] === byte)
  } finally {
    await file.close()
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException): Fault {
  if (error instanceof Fault) return error
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Fault('there is no such file', path, 'Look for it under another name.')
    case 'EACCES':
    case 'EPERM':
      return new Fault('the file may not be read', path, 'Give your user the right to read it.')
    case 'Z_BUF_ERROR':
      return new Fault('the gzip file is cut off', path, 'Ask for it again: its end is missing.')
    case 'Z_DATA_ERROR':
      return new Fault('the gzip file is damaged', path, 'Ask for it again.')
    default:
      return new Fault(
        `the file cannot be read: ${error.code ?? 'unknown'}`,
        path,
        'Ask for it again.',
      )
  }
}
