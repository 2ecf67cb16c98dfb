import { hashLeaf } from '../independent-verifier.ts'
import {
  type Bytes,
  flipped,
  LEAVES,
  NOTHING,
  proofOf,
  rightProof,
  rootOf,
  SHORT,
  U64,
  type Vector,
  widthOf,
} from './vector.ts'

/** That a leaf is in a tree, or in a subtree: right proofs and every way in which they were altered. */
const RIGHT = [
  [0, 1],
  [0, 8],
  [5, 8],
  [2, 3],
  [1, 5],
] as const
const OUTSIDE = [
  [0n, 0n],
  [0n, 1n],
  [1n, 0n],
  [2n, 1n],
] as const
const SOME = Buffer.from('abacaba000000000000000000000000000000000000000000060061e00123456', 'hex')

type Included = Vector & {
  values: {
    leafIdx: bigint
    treeSize: bigint
    root: Bytes
    leafHash: Bytes
    proof: readonly Bytes[] | null
  }
}

export function inclusionVectors(): Included[] {
  return [
    ...RIGHT.flatMap(([index, size], folder) => altered(String(folder), index, size)),
    ...OUTSIDE.flatMap(([leafIdx, treeSize], at) => {
      const rest = { leafIdx, treeSize, proof: [] }
      return [
        wrong(`additional/${at}`, 'random leaf', { ...rest, root: SHORT, leafHash: SOME }),
        wrong(`additional/${at}`, 'empty root', { ...rest, root: NOTHING, leafHash: SHORT }),
        wrong(`additional/${at}`, 'empty root and random leaf', {
          ...rest,
          root: NOTHING,
          leafHash: SOME,
        }),
      ]
    }),
    ...singleEntry(),
  ]
}

/** The same in a subtree that begins the log, and in the next one of its width; and some that are no subtrees. */
export function subtreeInclusionVectors(): Vector[] {
  return [...inclusionVectors().flatMap(inSubtrees), ...noSubtrees()]
}

function wrong(folder: string, says: string, values: Included['values']): Included {
  return { folder, says, values: inOrder(values), wantErr: true }
}

function inOrder({ leafIdx, treeSize, root, leafHash, proof }: Included['values']) {
  return { leafIdx, treeSize, root, leafHash, proof }
}

function altered(folder: string, index: number, size: number): Included[] {
  const [leafIdx, treeSize, root] = [BigInt(index), BigInt(size), rootOf(0, size)]
  const proof = proofOf(index, index + 1, LEAVES.slice(0, size))
  const right = { leafIdx, treeSize, root, leafHash: LEAVES[index]!, proof: rightProof(proof) }
  const ways: [says: string, other: Partial<Included['values']>][] = [
    ['leafIdx sub @1', { leafIdx: BigInt.asUintN(64, leafIdx - 1n) }],
    ['leafIdx plus @1', { leafIdx: leafIdx + 1n }],
    ['leafIdx XOR @2', { leafIdx: leafIdx ^ 2n }],
    ['treeSize mul @2', { treeSize: treeSize * 2n }],
    ['treeSize div @2', { treeSize: treeSize / 2n }],
    ['wrong leaf', { leafHash: Buffer.from('WrongLeaf') }],
    ['empty root', { root: NOTHING }],
    ['random root', { root: SOME }],
    ['trailing garbage', { proof: [...proof, SHORT] }],
    ['trailing root', { proof: [...proof, root] }],
    ['preceding garbage', { proof: [SHORT, ...proof] }],
    ['preceding root', { proof: [root, ...proof] }],
  ]
  for (const at of proof.keys()) {
    ways.push([`modified proof[${at}] bit @3`, { proof: flipped(proof, at, 8) }])
  }
  if (proof.length > 0) ways.push(['removed component', { proof: proof.slice(0, -1) }])
  if (proof.length > 1) {
    ways.push(['inserted component', { proof: [proof[0]!, SOME, ...proof.slice(1)] }])
  }
  return [
    { folder, says: 'happy path', values: inOrder(right), wantErr: false },
    ...ways.map(([says, other]) => wrong(folder, says, { ...right, ...other })),
  ]
}

/** In a tree of one entry, root and leaf are the same. */
function singleEntry(): Included[] {
  const only = hashLeaf(Buffer.from('data'))
  const rows = [
    ['matching root and leaf', only, only, false],
    ['empty leaf', only, SHORT, true],
    ['empty root', SHORT, only, true],
    ['empty root and leaf', SHORT, SHORT, true],
  ] as const
  return rows.map(([says, root, leafHash, wantErr]) => {
    const values = { leafIdx: 0n, treeSize: 1n, root, leafHash, proof: [] }
    return { folder: 'single-entry', says, values, wantErr }
  })
}

function inSubtrees({ folder, says, wantErr, values }: Included): Vector[] {
  const { leafIdx, treeSize: end, ...rest } = values
  const width = widthOf(end)
  const moved = leafIdx + width < U64 ? leafIdx + width : leafIdx
  const next = { leafIdx: moved, start: width, end: end + width, ...rest }
  return [
    { folder, says, wantErr, values: { leafIdx, start: 0n, end, ...rest } },
    { folder, says: `${says} - subtree`, wantErr, values: next },
  ]
}

function noSubtrees(): Vector[] {
  const rows: [says: string, leafIdx: bigint, start: bigint, end: bigint][] = [
    ['everything zero', 0n, 0n, 0n],
    ['start equals end', 0n, 1n, 1n],
    ['invalid subtree', 3n, 3n, 5n],
    ['invalid large subtree', 1n, 1n, 2n ** 63n + 2n],
    ['oob left', 0n, 1n, 2n],
    ['oob right', 3n, 0n, 2n],
    ['oob right 2', 3n, 0n, 3n],
    ['start larger than end', 0n, 2n, 1n],
  ]
  const rest = { root: NOTHING, leafHash: LEAVES[0]!, proof: null }
  return rows.map(([says, leafIdx, start, end]) => {
    return { folder: 'errors', says, values: { leafIdx, start, end, ...rest }, wantErr: true }
  })
}
