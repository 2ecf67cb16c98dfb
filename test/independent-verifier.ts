import { createHash, createPublicKey, verify } from 'node:crypto'

/**
 * A verifier of published logs that shares no line with ours: written from RFC 9162 (section 2.1), C2SP
 * tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature and tlog-policy. It reads what any stranger can
 * fetch. Numbers are big integers throughout, trees are worked out from all their leaves.
 */
type Bytes = Uint8Array

const sha = (...parts: Bytes[]): Bytes => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
const same = (a: Bytes, b: Bytes) => Buffer.compare(a, b) === 0
const ZERO = Uint8Array.of(0)
const ONE = Uint8Array.of(1)

export const hashLeaf = (data: Bytes): Bytes => sha(ZERO, data)
const hashNode = (left: Bytes, right: Bytes): Bytes => sha(ONE, left, right)

/** MTH of RFC 9162, 2.1.1, by its recursive definition. */
export function treeHash(leaves: readonly Bytes[]): Bytes {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return leaves[0]!
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return hashNode(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

/** RFC 9162, 2.1.3.2, step by step. */
export function checkInclusion(
  leaf: Bytes,
  index: bigint,
  size: bigint,
  proof: readonly Bytes[],
  root: Bytes,
): boolean {
  if (index >= size || index < 0n || leaf.length !== 32) return false
  let [fn, sn, r] = [index, size - 1n, leaf]
  for (const p of proof) {
    if (sn === 0n) return false
    if ((fn & 1n) === 1n || fn === sn) {
      r = hashNode(p, r)
      if ((fn & 1n) === 0n) while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n]
    } else {
      r = hashNode(r, p)
    }
    ;[fn, sn] = [fn >> 1n, sn >> 1n]
  }
  return sn === 0n && same(r, root)
}

/** RFC 9162, 2.1.4.2, step by step; equal sizes are equal trees, and nothing is proved from nothing. */
export function checkConsistency(
  first: bigint,
  second: bigint,
  proof: readonly Bytes[],
  firstHash: Bytes,
  secondHash: Bytes,
): boolean {
  if (first > second || first <= 0n) return false
  if (first === second) return proof.length === 0 && same(firstHash, secondHash)
  return checkSubtree({ start: 0n, end: first, hash: firstHash }, second, proof, secondHash)
}

/** That the leaves [start, end) stand in a tree: draft-ietf-plants-merkle-tree-certs, 4.4.3, step by step. */
export function checkSubtree(
  { start, end, hash }: { start: bigint; end: bigint; hash: Bytes },
  size: bigint,
  proof: readonly Bytes[],
  root: Bytes,
): boolean {
  if (start < 0n || start > end || end > size) return false
  if (start === end) return proof.length === 0 && same(hash, sha())
  let width = 1n
  while (width < end - start) width *= 2n
  if (start % width !== 0n) return false
  let [fn, sn, tn] = [start, end - 1n, size - 1n]
  const up = () => ([fn, sn, tn] = [fn >> 1n, sn >> 1n, tn >> 1n])
  if (sn === tn) while (fn !== sn) up()
  else while (fn !== sn && (sn & 1n) === 1n) up()
  const path = fn === sn ? [hash, ...proof] : [...proof]
  if (path.length === 0) return false
  let [fr, sr] = [path[0]!, path[0]!]
  for (const c of path.slice(1)) {
    if (tn === 0n) return false
    if ((sn & 1n) === 1n || sn === tn) {
      if (fn < sn) fr = hashNode(c, fr)
      sr = hashNode(c, sr)
      while ((sn & 1n) === 0n) up()
    } else {
      sr = hashNode(sr, c)
    }
    up()
  }
  return tn === 0n && same(fr, hash) && same(sr, root)
}

export type Head = { origin: string; size: bigint; root: Bytes; signers: Set<string> }

/** A signed checkpoint and which of the given keys (vkeys) have signed it. Throws where it is none. */
export function readHead(note: string, vkeys: readonly string[]): Head {
  const [text, lines] = cutNote(note)
  const [origin, size, root, ...rest] = text.split('\n')
  if (!/^(0|[1-9][0-9]*)$/.test(size!) || rest.at(-1) !== '') throw new Error('no checkpoint')
  const signers = new Set<string>()
  for (const line of lines) {
    const [, name, base64] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? []
    if (name === undefined) throw new Error('no signature line')
    const bytes = Buffer.from(base64!, 'base64')
    for (const vkey of vkeys) {
      const [keyName, id, ...key] = vkey.split('+')
      if (keyName !== name || bytes.subarray(0, 4).toString('hex') !== id) continue
      if (!signed(Buffer.from(key.join('+'), 'base64'), text, bytes.subarray(4)))
        throw new Error(`false signature of ${name}`)
      signers.add(vkey)
    }
  }
  return { origin: origin!, size: BigInt(size!), root: Buffer.from(root!, 'base64'), signers }
}

function cutNote(note: string): [text: string, lines: string[]] {
  const at = note.lastIndexOf('\n\n')
  if (at < 0 || !note.endsWith('\n')) throw new Error('no note')
  return [note.slice(0, at + 1), note.slice(at + 2, -1).split('\n')]
}

function signed(typed: Buffer, text: string, signature: Buffer): boolean {
  const der = Buffer.concat([Buffer.from('MCowBQYDK2VwAyEA', 'base64'), typed.subarray(1)])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  if (typed[0] === 1) return verify(null, Buffer.from(text), key, signature)
  if (typed[0] !== 4) throw new Error('a key of another kind')
  const time = signature.readBigUInt64BE(0)
  return verify(
    null,
    Buffer.from(`cosignature/v1\ntime ${time}\n${text}`),
    key,
    signature.subarray(8),
  )
}

/** The witnesses of a policy whose quorum is one level of groups of witnesses, and whether it is met. */
export function meetsPolicy(policy: string, signers: ReadonlySet<string>): boolean {
  const met = new Map<string, boolean>()
  for (const line of policy.split('\n')) {
    const [word, name, ...rest] = line.trim().split(/[ \t]+/)
    if (word === 'witness') met.set(name!, signers.has(rest[0]!))
    if (word === 'group') {
      const [needed, ...members] = rest
      const there = members.filter((member) => met.get(member)).length
      const least = needed === 'all' ? members.length : needed === 'any' ? 1 : Number(needed)
      met.set(name!, there >= least)
    }
    if (word === 'quorum') return name === 'none' || met.get(name!) === true
  }
  throw new Error('no quorum line')
}

/** Fetches everything that is published and works the tree out anew. Throws where anything does not fit. */
export async function readWholeLog(
  fetchBytes: (path: string) => Promise<Bytes>,
  vkeys: readonly string[],
): Promise<Head & { leaves: Bytes[] }> {
  const head = readHead(Buffer.from(await fetchBytes('checkpoint')).toString(), vkeys)
  const size = Number(head.size)
  const leaves: Bytes[] = []
  for (let n = 0; n * 256 < size; n++) {
    const width = Math.min(256, size - n * 256)
    const bundle = Buffer.from(await fetchBytes(`tile/entries/${pathOf(n, width)}`))
    for (let at = 0, seen = 0; seen < width; seen++) {
      const length = bundle.readUInt16BE(at)
      leaves.push(hashLeaf(bundle.subarray(at + 2, at + 2 + length)))
      at += 2 + length
    }
  }
  if (!same(treeHash(leaves), head.root)) throw new Error('the entries do not make the signed root')
  await checkTiles(fetchBytes, leaves)
  return { ...head, leaves }
}

async function checkTiles(
  fetchBytes: (path: string) => Promise<Bytes>,
  leaves: readonly Bytes[],
): Promise<void> {
  let row = leaves
  for (let level = 0; row.length > 0; level++) {
    for (let n = 0; n * 256 < row.length; n++) {
      const expected = row.slice(n * 256, (n + 1) * 256)
      const tile = await fetchBytes(`tile/${level}/${pathOf(n, expected.length)}`)
      if (!same(tile, Buffer.concat(expected))) throw new Error(`tile ${level}/${n} is another`)
    }
    const full = Math.floor(row.length / 256)
    row = Array.from({ length: full }, (_, n) => treeHash(row.slice(n * 256, (n + 1) * 256)))
  }
}

function pathOf(n: number, width: number): string {
  const digits = String(n).padStart(3 * Math.ceil(String(n).length / 3), '0')
  const groups = digits.match(/.../g)!
  const last = groups.pop()!
  const path = [...groups.map((group) => `x${group}`), last].join('/')
  return width === 256 ? path : `${path}.p/${width}`
}
