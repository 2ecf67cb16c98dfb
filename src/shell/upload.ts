import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { newId } from '../kernel/index.ts'
import { CutOff, chunksOf, readMultipart, type Upload } from './multipart.ts'

/** A file that somebody's machine died over is thrown away by the next. */
const LEFT_BEHIND_MS = 24 * 3_600_000

declare module 'fastify' {
  interface FastifyContextConfig {
    /** whether a form of this route may carry a file, as `upload` of its body; others are refused by it unread */
    upload?: boolean
  }
}

/** What came of a file that was sent: kept until `drop` is called, or why not. */
export type KeptUpload =
  | {
      readonly kept: true
      /** in a folder of its own, under the name that its sender gave it */
      readonly path: string
      readonly name: string
      readonly bytes: number
      /** SHA-256 in hexadecimal */
      readonly hash: string
      drop(): Promise<void>
    }
  | { readonly kept: false; readonly why: 'empty' | 'too-large' | 'cut-off' }

/** Forms that carry a file: the fields before it are the body, so that their token is checked before a byte is kept. */
export function acceptUploads(app: FastifyInstance): void {
  app.addContentTypeParser(
    'multipart/form-data',
    async (request: FastifyRequest, payload: Readable) => {
      const boundary = /boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(
        request.headers['content-type'] ?? '',
      )
      const mark = boundary?.[1] ?? boundary?.[2]
      if (request.routeOptions.config.upload !== true || mark === undefined) {
        throw Object.assign(new Error('this page takes no file'), { statusCode: 415 })
      }
      const chunks = chunksOf(payload)
      unread.set(request.raw, () => void chunks.return())
      const { fields, file } = await readMultipart(chunks, mark)
      return { ...fields, upload: file }
    },
  )
  // A browser reads the answer only when it has sent all of the file, wanted or not.
  app.addHook('onResponse', async ({ raw }) => {
    const leave = raw.complete ? undefined : unread.get(raw)
    if (leave === undefined) return
    leave()
    // A server that closes meanwhile has passed this connection over as busy.
    raw.on('end', () => !app.server.listening && raw.socket.destroy())
  })
}

const unread = new WeakMap<object, () => void>()

/** The file of a form; undefined where none was chosen. */
export function uploadIn(body: unknown): Upload | undefined {
  return (body as { upload?: Upload } | null | undefined)?.upload
}

/** Keeps a file below a folder as it comes, and no more of it than is allowed. */
export async function keepUpload(
  upload: Upload,
  folder: string,
  bytesMax: number,
): Promise<KeptUpload> {
  await dropLeftBehind(folder)
  const own = join(folder, newId())
  await mkdir(own, { recursive: true, mode: 0o700 })
  const drop = () => rm(own, { recursive: true, force: true })
  const path = join(own, upload.name)
  try {
    const written = await write(upload, path, bytesMax)
    if (typeof written === 'object') {
      return { kept: true, path, name: upload.name, ...written, drop }
    }
    await drop()
    return { kept: false, why: written }
  } catch (error) {
    await drop()
    if (error instanceof CutOff) return { kept: false, why: 'cut-off' }
    throw error
  }
}

async function write(
  upload: Upload,
  path: string,
  bytesMax: number,
): Promise<{ bytes: number; hash: string } | 'empty' | 'too-large'> {
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of upload.bytes()) {
      bytes += chunk.length
      if (bytes > bytesMax) return 'too-large'
      hash.update(chunk)
      await file.appendFile(chunk)
    }
  } finally {
    await file.close()
  }
  return bytes === 0 ? 'empty' : { bytes, hash: hash.digest('hex') }
}

async function dropLeftBehind(folder: string): Promise<void> {
  const before = Date.now() - LEFT_BEHIND_MS
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && found.mtimeMs < before)
      await rm(path, { recursive: true, force: true })
  }
}
