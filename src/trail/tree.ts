import { hash as digest } from 'node:crypto'

/**
 * The Merkle tree of RFC 9162, section 2.1 (the same as RFC 6962): what it hashes, its root, proofs that
 * an entry is in it and that it only grew, and how both are checked. Sizes and indexes of our own log are
 * whole numbers up to 2^53; those that are checked may be larger. Bit operators stop at 2^32.
 */

/** SHA-256, 32 bytes. */
export type Hash = Buffer

/** The hash of the perfect subtree of 2^height leaves that starts at leaf index * 2^height. */
export type NodeReader = (height: number, index: number) => Hash

const HASH_BYTES = 32

export const EMPTY_ROOT: Hash = sha256(Buffer.alloc(0))

export function sha256(bytes: Buffer): Hash {
  return digest('sha256', bytes, 'buffer')
}

/** SHA-256(0x00 || data) */
export function leafHash(data: Buffer): Hash {
  const bytes = Buffer.allocUnsafe(data.length + 1)
  bytes[0] = 0
  data.copy(bytes, 1)
  return sha256(bytes)
}

/** SHA-256(0x01 || left || right) */
export function nodeHash(left: Hash, right: Hash): Hash {
  const bytes = Buffer.allocUnsafe(65)
  bytes[0] = 1
  left.copy(bytes, 1)
  right.copy(bytes, 33)
  return sha256(bytes)
}

export function treeRoot(size: number, node: NodeReader): Hash {
  return size === 0 ? EMPTY_ROOT : subtree(0, size, node)
}

/** Siblings from the leaf up (RFC 9162, 2.1.3.1). Throws RangeError if the tree has no such leaf. */
export function inclusionProof(index: number, size: number, node: NodeReader): Hash[] {
  if (!isIndex(index) || !isIndex(size) || index >= size) {
    throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  }
  const proof: Hash[] = []
  let [low, high] = [0, size]
  while (high - low > 1) {
    const middle = low + split(high - low)
    const left = index < middle
    proof.push(left ? subtree(middle, high, node) : subtree(low, middle, node))
    if (left) high = middle
    else low = middle
  }
  return proof.reverse()
}

/** That the tree of `to` leaves begins with the tree of `from` leaves (RFC 9162, 2.1.4.1). */
export function consistencyProof(from: number, to: number, node: NodeReader): Hash[] {
  if (!isIndex(from) || !isIndex(to) || from > to) {
    throw new RangeError(`a tree of ${to} does not hold one of ${from}`)
  }
  if (from === 0 || from === to) return []
  const proof: Hash[] = []
  let [low, high] = [0, to]
  while (high !== from) {
    const middle = low + split(high - low)
    const left = from <= middle
    proof.push(left ? subtree(middle, high, node) : subtree(low, middle, node))
    if (left) high = middle
    else low = middle
  }
  // The verifier knows the old root; where the old tree is not itself a subtree it needs this last part.
  if (low > 0) proof.push(subtree(low, high, node))
  return proof.reverse()
}

/** RFC 9162, 2.1.3.2. Sizes beyond 2^53 are given as big integers. What is not 32 bytes long is no hash. */
export function verifyInclusion(
  { index, size, leaf }: { index: number | bigint; size: number | bigint; leaf: Hash },
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  if (![leaf, ...proof].every(isHash)) return false
  const walk = new Walk(BigInt(index), BigInt(size) - 1n)
  let hash = leaf
  for (const sibling of proof) {
    if (walk.atTop) return false
    hash = walk.step() === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
  }
  return walk.atTop && hash.equals(root)
}

type Head = { size: number | bigint; root: Hash }

/**
 * RFC 9162, 2.1.4.2. Two trees of one size are the same tree or the answer is no. Nothing is proved from a tree
 * without entries: whoever knows no more than that has nothing to ask.
 */
export function verifyConsistency(old: Head, now: Head, proof: readonly Hash[]): boolean {
  if (!isCount(old.size) || !isCount(now.size) || old.size > now.size) return false
  const [from, to] = [BigInt(old.size), BigInt(now.size)]
  if (from === 0n) return false
  if (from === to) return proof.length === 0 && old.root.equals(now.root)
  if (![old.root, ...proof].every(isHash)) return false
  const walk = new Walk(from - 1n, to - 1n)
  walk.skipRightEdges()
  const steps = [...proof]
  // Where the old tree is a perfect subtree of the new one, its root is where the proof begins.
  const first = walk.atStart ? old.root : steps.shift()
  if (first === undefined) return false
  let [oldRoot, newRoot] = [first, first]
  for (const sibling of steps) {
    if (walk.atTop) return false
    if (walk.step() === 'left') {
      oldRoot = nodeHash(sibling, oldRoot)
      newRoot = nodeHash(sibling, newRoot)
    } else {
      newRoot = nodeHash(newRoot, sibling)
    }
  }
  return walk.atTop && oldRoot.equals(old.root) && newRoot.equals(now.root)
}

/** A leaf's and the last leaf's way up: `fn` and `sn` of RFC 9162. */
class Walk {
  #leaf: bigint
  #last: bigint

  constructor(leaf: bigint, last: bigint) {
    this.#leaf = leaf
    this.#last = last
  }

  get atTop(): boolean {
    return this.#last === 0n
  }

  get atStart(): boolean {
    return this.#leaf === 0n
  }

  skipRightEdges(): void {
    while (this.#leaf % 2n === 1n) this.#up()
  }

  /** On which side the next sibling stands; goes up past heights where the right edge has none. */
  step(): 'left' | 'right' {
    const right = this.#leaf % 2n === 0n && this.#leaf !== this.#last
    while (!right && this.#leaf % 2n === 0n && this.#leaf !== 0n) this.#up()
    this.#up()
    return right ? 'right' : 'left'
  }

  #up(): void {
    this.#leaf >>= 1n
    this.#last >>= 1n
  }
}

/** The hash over the leaves `low` to `high`, where `low` begins a subtree of at least that many. */
function subtree(low: number, high: number, node: NodeReader): Hash {
  const count = high - low
  if (count === 1) return node(0, low)
  const half = split(count)
  if (half * 2 === count) return node(heightOf(count), low / count)
  const middle = low + half
  return nodeHash(subtree(low, middle, node), subtree(middle, high, node))
}

/** The largest power of two smaller than `count`. */
function split(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

function heightOf(power: number): number {
  let height = 0
  for (let rest = power; rest > 1; rest /= 2) height++
  return height
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isHash({ length }: Hash): boolean {
  return length === HASH_BYTES
}

function isCount(value: number | bigint): boolean {
  return typeof value === 'bigint' ? value >= 0n : isIndex(value)
}
