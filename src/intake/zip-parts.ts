import { createInflateRaw } from 'node:zlib'

/** A file in an archive, as it lies there. */
export type ZipPart = { readonly method: number; readonly packed: Buffer }

const END = Buffer.from('PK\u0005\u0006')
const LISTED = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const LISTED_BYTES = 46
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8
const STRETCH = 64 * 1_024

/** It is no archive, or damaged, or more than it may be. */
export class BadZip extends Error {}

/**
 * What an archive holds, by the list at its end (PKWARE APPNOTE 4.3); no size that it states is believed. One that is
 * written in several pieces, or locked, is damaged for whoever cannot read it.
 */
export function zipParts(bytes: Buffer): ReadonlyMap<string, ZipPart> {
  const end = bytes.lastIndexOf(END)
  if (end < 0 || end + END_BYTES > bytes.length) throw new BadZip('it has no list of what it holds')
  const parts = new Map<string, ZipPart>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + LISTED_BYTES > end || bytes.readUInt32LE(at) !== LISTED)
      throw new BadZip('its list is damaged')
    const [name, extra, comment] = [28, 30, 32].map((where) => bytes.readUInt16LE(at + where))
    const next = at + LISTED_BYTES + name! + extra! + comment!
    if (next > end) throw new BadZip('its list is damaged')
    const size = bytes.readUInt32LE(at + 20)
    const called = bytes.toString('utf8', at + LISTED_BYTES, at + LISTED_BYTES + name!)
    parts.set(called, partAt(bytes, bytes.readUInt32LE(at + 42), size, bytes.readUInt16LE(at + 10)))
    at = next
  }
  return parts
}

/** What a part holds, a stretch at a time. @param passed told of each stretch: throws where it has been enough */
export async function* unzipped(
  { method, packed }: ZipPart,
  passed: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  if (method === STORED) {
    for (let from = 0; from < packed.length; from += STRETCH) {
      const chunk = packed.subarray(from, from + STRETCH)
      passed(chunk.length)
      yield chunk
    }
    return
  }
  if (method !== DEFLATED) throw new BadZip('it is packed in a way that is not read')
  const inflate = createInflateRaw()
  inflate.end(packed)
  for await (const chunk of inflate as AsyncIterable<Buffer>) {
    passed(chunk.length)
    yield chunk
  }
}

function partAt(bytes: Buffer, at: number, size: number, method: number): ZipPart {
  if (at + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== LOCAL) {
    throw new BadZip('a part of it is not where its list says')
  }
  const from = at + LOCAL_BYTES + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  if (from + size > bytes.length) throw new BadZip('a part of it is cut off')
  return { method, packed: bytes.subarray(from, from + size) }
}
