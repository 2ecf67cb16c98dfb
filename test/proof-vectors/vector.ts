import { hashLeaf, treeHash } from '../independent-verifier.ts'

/**
 * What the proof vectors of the transparency projects have in common (README.md): the well-known test tree of eight
 * leaves, its proofs by the definitions of RFC 9162, and how a vector is written down.
 */
export type Bytes = Uint8Array

/** The members in their order; numbers are unsigned, of 64 bits. */
export type Values = { readonly [name: string]: bigint | Bytes | readonly Bytes[] | null }

export type Vector = {
  /** below its kind: a number, or a name */
  readonly folder: string
  /** how the right proof was altered */
  readonly says: string
  readonly values: Values
  readonly wantErr: boolean
}

export const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => hashLeaf(Buffer.from(hex, 'hex')))
export const U64 = 2n ** 64n
export const NOTHING = treeHash([])
export const SHORT: Bytes = new Uint8Array()

export const rootOf = (start: number, end: number) => treeHash(LEAVES.slice(start, end))

/**
 * The proof that the leaves from `start` to `end` stand in the tree of all of these: SUBTREE_PROOF of
 * draft-ietf-plants-merkle-tree-certs. From 0 on it is PROOF of RFC 9162, for one leaf PATH.
 */
export function proofOf(
  start: number,
  end: number,
  leaves: readonly Bytes[],
  known = true,
): Bytes[] {
  if (start === 0 && end === leaves.length) return known ? [] : [treeHash(leaves)]
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  if (end <= k) return [...proofOf(start, end, left, known), treeHash(right)]
  if (start >= k) return [...proofOf(start - k, end - k, right, known), treeHash(left)]
  return [...proofOf(0, end - k, right, false), treeHash(left)]
}

/** A right proof that has no part is published as null, not as an empty list. */
export function rightProof(proof: readonly Bytes[]): readonly Bytes[] | null {
  return proof.length === 0 ? null : proof
}

/** With one bit of the first byte of one of its hashes turned over. */
export function flipped(proof: readonly Bytes[], at: number, bit: number): Bytes[] {
  return proof.map((hash, place) =>
    place === at ? Uint8Array.from(hash, (byte, n) => (n === 0 ? byte ^ bit : byte)) : hash,
  )
}

/** The smallest power of two that is not smaller. */
export function widthOf(count: bigint): bigint {
  let width = 1n
  while (width < count) width *= 2n
  return width
}

export function pathOf(kind: string, { folder, says }: Vector): string {
  const name = says.replaceAll(' - ', '-').replace(/[()]/g, '').replaceAll(' ', '-')
  return `${kind}/${folder}/${name}.json`
}

/** The text of the published file without the spaces and line ends between its parts. */
export function vectorText({ values, says, wantErr }: Vector): string {
  const members = Object.entries(values).map(([name, value]) => `"${name}":${valueText(value)}`)
  return `{${members.join(',')},"desc":"${says}","wantErr":${wantErr}}`
}

function valueText(value: Values[string]): string {
  if (value === null) return 'null'
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  return `[${(value as readonly Bytes[]).map(valueText).join(',')}]`
}
