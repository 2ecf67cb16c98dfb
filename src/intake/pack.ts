import { promisify } from 'node:util'
import { type ZstdOptions, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/**
 * What one command takes in, as it came: a line of JSON that says what is where, then the bytes of all items one after
 * another, packed together. Alike as they are, a thousand take a sixth of their room.
 */
export type PackItem = {
  /** where in the file, in words */
  place: string
  /** its place in the order in which its file tells, from 0 */
  sequence: number
  size: number
  /** absent where the item was too large to keep */
  bytes?: Buffer
}

/** `kept`: whether its bytes are here. */
type Line = readonly [place: string, sequence: number, size: number, kept: boolean]

const compress = promisify<Buffer, ZstdOptions, Buffer>(zstdCompress)
const LINE_FEED = 0x0a
/** What is smaller is compressed at once: to hand it to another thread costs more than that. */
const SMALL_BYTES = 64 * 1024

export async function pack(items: readonly PackItem[]): Promise<Buffer> {
  const lines = items.map(
    ({ place, sequence, size, bytes }): Line => [place, sequence, size, bytes !== undefined],
  )
  const kept = items.flatMap(({ bytes }) => bytes ?? [])
  const all = Buffer.concat([Buffer.from(`${JSON.stringify(lines)}\n`), ...kept])
  return all.length < SMALL_BYTES
    ? zstdCompressSync(all)
    : compress(all, { chunkSize: all.length >> 1 })
}

export function unpack(packed: Buffer): PackItem[] {
  const all = zstdDecompressSync(packed)
  const end = all.indexOf(LINE_FEED)
  let from = end + 1
  const lines = JSON.parse(all.toString('utf8', 0, end)) as Line[]
  return lines.map(([place, sequence, size, kept]) => {
    if (!kept) return { place, sequence, size }
    const bytes = all.subarray(from, from + size)
    from += size
    return { place, sequence, size, bytes }
  })
}
