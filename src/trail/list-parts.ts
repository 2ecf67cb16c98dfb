import { type PersonId, toPersonId } from '../kernel/index.ts'
import { canonical } from './canonical.ts'
import { entryData, newSalt } from './entry.ts'
import { type Hash, inclusionProof, leafHash, type NodeReader, nodeHash, treeRoot } from './tree.ts'

/**
 * The people of a list that was shown. Its entry holds only the root of a tree (RFC 9162) over them, so that what
 * proves one to have stood on it names nobody else, and one can be erased while the others stay proved. Pure.
 */
export type ListPart = {
  person: PersonId
  number: number
  /** the data of the look before, at this person */
  previous: Hash | null
  /** a UUID: what proved that this person could be shown; absent: nothing had to be proved */
  because?: string
  salt: Buffer
}
/** Of one who was erased only the leaf of the tree is left. */
export type ErasedPart = { leaf: Hash }
export type KeptPart = ListPart | ErasedPart

/** person, number, previous or leaf, salt, because: so many bytes for each of the people */
export const PART_BYTES = 16 + 8 + 32 + 16 + 16
const NOBODY = Buffer.alloc(16)
const NONE = Buffer.alloc(32)
const NOTHING = Buffer.alloc(16)

/** What an entry's text says of the people of its list. */
export type ListRoot = { size: number; root: string }

export function newPart(look: Omit<ListPart, 'salt'>): ListPart {
  return { ...look, salt: newSalt() }
}

/** Canonical JSON, as a look at one person says it. */
export function partText({ person, number, previous, because }: Omit<ListPart, 'salt'>): string {
  return canonical({ person, number, previous: previous?.toString('base64') ?? null, because })
}

/**
 * SHA-256(salt || text), as an entry's data: what the next look at this person follows on. Without the salt
 * nobody can tell that it and the leaf in the tree come of one text.
 */
export function partData(part: ListPart): Hash {
  return entryData(part.salt, partText(part))
}

/** SHA-256(0x00 || salt || text) */
function partLeaf(part: KeptPart): Hash {
  if ('leaf' in part) return part.leaf
  return leafHash(Buffer.concat([part.salt, Buffer.from(partText(part))]))
}

export function listRoot(parts: readonly KeptPart[]): ListRoot {
  const leaves = parts.map(partLeaf)
  const root = treeRoot(leaves.length, readLeaves(leaves))
  return { size: leaves.length, root: root.toString('base64') }
}

/** From each place up to the root, for whoever asks. */
export function proveParts(parts: readonly KeptPart[]): (place: number) => Hash[] {
  const node = readLeaves(parts.map(partLeaf))
  return (place) => inclusionProof(place, parts.length, node)
}

/** What is left of a part when its person, number and salt are gone. */
export function erasePart(part: KeptPart): ErasedPart {
  return { leaf: partLeaf(part) }
}

export function packParts(parts: readonly KeptPart[]): Buffer {
  return Buffer.concat(parts.flatMap(packPart))
}

function packPart(part: KeptPart): Buffer[] {
  const number = Buffer.alloc(8)
  if ('leaf' in part) return [NOBODY, number, part.leaf, NOBODY, NOTHING]
  number.writeBigUInt64BE(BigInt(part.number))
  const because = part.because === undefined ? NOTHING : bytesOf(part.because)
  return [bytesOf(part.person), number, part.previous ?? NONE, part.salt, because]
}

/** Undefined where the bytes are not a whole number of parts. */
export function unpackParts(bytes: Buffer): KeptPart[] | undefined {
  if (bytes.length % PART_BYTES !== 0) return undefined
  return Array.from({ length: bytes.length / PART_BYTES }, (_, at) =>
    readPart(bytes.subarray(at * PART_BYTES, (at + 1) * PART_BYTES)),
  )
}

/** One of them; undefined where there is none. */
export function unpackPart(bytes: Buffer | null): KeptPart | undefined {
  return bytes?.length === PART_BYTES ? readPart(bytes) : undefined
}

function readPart(bytes: Buffer): KeptPart {
  const number = Number(bytes.readBigUInt64BE(16))
  const hash = bytes.subarray(24, 56)
  // Numbers begin with one: a part without one has been erased.
  if (number === 0) return { leaf: hash }
  const because = bytes.subarray(72, PART_BYTES)
  return {
    person: toPersonId(uuidOf(bytes.subarray(0, 16))),
    number,
    previous: hash.equals(NONE) ? null : hash,
    salt: bytes.subarray(56, 72),
    ...(because.equals(NOTHING) ? {} : { because: uuidOf(because) }),
  }
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...parts, hex.slice(20)].join('-')
}

function readLeaves(leaves: readonly Hash[]): NodeReader {
  const rows = [[...leaves]]
  for (let row = rows[0]!; row.length > 1; row = rows.at(-1)!) {
    const above = Array.from({ length: Math.floor(row.length / 2) }, (_, at) =>
      nodeHash(row[2 * at]!, row[2 * at + 1]!),
    )
    rows.push(above)
  }
  return (height, index) => rows[height]![index]!
}
