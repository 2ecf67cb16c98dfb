import { createHash } from 'node:crypto'
import { Fault } from '../kernel/index.ts'
import { type FileKind, type Inspection, recognise } from './kind.ts'
import { fileSize, openBytes } from './open-bytes.ts'
import { ownKinds } from './own-kinds.ts'
import { type FileContext, NO_FILE } from './reading.ts'

const HEAD = 64 * 1024

/**
 * The first reading of a whole file. What is cut off, damaged or of no known kind is refused here, before anything of
 * it is taken: so nothing of such a file is ever half loaded.
 *
 * @param feed what is known of the feed before the file
 * @throws Fault where the file as a whole cannot be taken, with a sentence for the sender
 */
export async function inspectFile(
  path: string,
  onRead?: (bytes: number) => void,
  feed: FileContext = NO_FILE,
  kinds: readonly FileKind[] = ownKinds,
): Promise<Inspection> {
  const size = await fileSize(path)
  const digest = createHash('sha256')
  const stream = openBytes(path, onRead, (bytes) => digest.update(bytes))
  const head = await readHead(stream)
  const recognised = recognise(head.bytes, head.whole, kinds)
  if (!recognised.ok) {
    throw new Fault(recognised.fault.what, path, recognised.fault.remedy)
  }
  const { kind } = recognised
  const bytes = chain(head.bytes, stream)
  const found = await kind.inspect({ bytes, head: head.bytes, path, feed })
  const nothing = { context: feed, submissions: [], declared: [], warnings: [] }
  return { kind: kind.id, ...nothing, size, digest: digest.digest(), ...found }
}

/** The first bytes of a file, unpacked. */
export async function readHead(
  stream: AsyncGenerator<Buffer>,
): Promise<{ bytes: Buffer; whole: boolean }> {
  const parts: Buffer[] = []
  let size = 0
  while (size < HEAD) {
    const { done, value } = await stream.next()
    if (done) return { bytes: Buffer.concat(parts), whole: true }
    parts.push(value)
    size += value.length
  }
  return { bytes: Buffer.concat(parts), whole: false }
}

async function* chain(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}
