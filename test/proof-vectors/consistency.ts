import {
  type Bytes,
  flipped,
  LEAVES,
  NOTHING,
  proofOf,
  rightProof,
  rootOf,
  SHORT,
  type Vector,
} from './vector.ts'

/** That a tree, or a subtree, stands in a larger tree: right proofs and every way in which they were altered. */
const GROWN = [
  [0, 1, 1],
  [0, 1, 8],
  [0, 6, 8],
  [0, 2, 5],
  [0, 6, 7],
] as const
const WITHIN = [
  ...GROWN,
  [7, 8, 8],
  [4, 8, 8],
  [6, 8, 8],
  [4, 7, 7],
  [4, 5, 8],
  [2, 4, 8],
  [4, 7, 8],
] as const
const [ONE, TWO] = [Buffer.from("don't care 1"), Buffer.from("don't care 2")]
const WRONG = Buffer.from('WrongRoot')

type Span = { start: bigint; end: bigint; size: bigint }
type Grown = Span & { root1: Bytes; root2: Bytes; proof: readonly Bytes[] | null }
type Row = [
  span: readonly [bigint, bigint, bigint],
  roots: readonly [Bytes, Bytes],
  proof: Bytes[],
  says: string,
]

export function consistencyVectors(): Vector[] {
  return [...GROWN.flatMap((path, at) => altered(String(at), path, TREES)), ...noTrees()]
}

export function subtreeConsistencyVectors(): Vector[] {
  return [...WITHIN.flatMap((path, at) => altered(String(at), path, SUBTREES)), ...noSubtrees()]
}

/** How a proof is written down, and in which ways its numbers are wrong. */
type Form = {
  values(grown: Grown): Vector['values']
  wrongSpans(span: Span): [says: string, other: Partial<Span>][]
}

const TREES: Form = {
  values: ({ end, size, root1, root2, proof }) => ({
    size1: end,
    size2: size,
    root1,
    root2,
    proof,
  }),
  wrongSpans: ({ end, size }) => [
    ['size1 sub @1', { end: end - 1n }],
    ['size1 plus @1', { end: end + 1n }],
    ['size1 XOR @2', { end: end ^ 2n }],
    ['size2 mul @2', { size: size * 2n }],
    ['size2 div @2', { size: size / 2n }],
  ],
}

const SUBTREES: Form = {
  values: ({ start, end, size, root1, root2, proof }) => ({
    start,
    end,
    size,
    root1,
    root2,
    proof,
  }),
  wrongSpans: ({ start, end, size }) => [
    ['start sub @1', { start: BigInt.asUintN(64, start - 1n) }],
    ['start plus @1', { start: start + 1n }],
    ['start XOR @2', { start: start ^ 2n }],
    ['end sub @1', { end: end - 1n }],
    ['end plus @1', { end: end + 1n }],
    ['end XOR @2', { end: end ^ 2n }],
    ['size mul @2', { size: size * 2n }],
    ['size div @2', { size: size / 2n }],
  ],
}

function altered(
  folder: string,
  [start, end, size]: readonly [number, number, number],
  form: Form,
): Vector[] {
  const [root1, root2] = [rootOf(start, end), rootOf(0, size)]
  const proof = proofOf(start, end, LEAVES.slice(0, size))
  const span = { start: BigInt(start), end: BigInt(end), size: BigInt(size) }
  const right = { ...span, root1, root2, proof: rightProof(proof) }
  const happy = { folder, says: 'happy path', values: form.values(right), wantErr: false }
  if (proof.length === 0) return [happy]
  const ways: [says: string, other: Partial<Grown>][] = [
    ...form.wrongSpans(span),
    ['wrong root1', { root1: WRONG }],
    ['wrong root2', { root2: WRONG }],
    ['swapped roots', { root1: root2, root2: root1 }],
    ['empty proof', { proof: [] }],
    ['trailing garbage', { proof: [...proof, SHORT] }],
    ['trailing root1', { proof: [...proof, root1] }],
    ['trailing root2', { proof: [...proof, root2] }],
    ['preceding garbage', { proof: [SHORT, ...proof] }],
    ['preceding root1', { proof: [root1, ...proof] }],
    ['preceding root2', { proof: [root2, ...proof] }],
    ['preceding proof @0', { proof: [proof[0]!, ...proof] }],
    ['truncated proof', { proof: proof.slice(0, -1) }],
  ]
  for (const at of proof.keys()) {
    ways.push([`modified proof@${at} bit @4`, { proof: flipped(proof, at, 16) }])
  }
  const wrong = ways.map(([says, other]) => {
    return { folder, says, values: form.values({ ...right, ...other }), wantErr: true }
  })
  return [happy, ...wrong]
}

function listed(rows: readonly Row[], form: Form, right: readonly string[]): Vector[] {
  return rows.map(([[start, end, size], [root1, root2], proof, says]) => ({
    folder: 'additional',
    says,
    values: form.values({ start, end, size, root1, root2, proof }),
    wantErr: !right.includes(says),
  }))
}

/** Of trees that have no entries or one, and that stand the wrong way round. Nothing is proved from nothing. */
function noTrees(): Vector[] {
  const rows: Row[] = [
    [[0n, 0n, 0n], [ONE, TWO], [], 'sizes are equal (zero) but roots are not'],
    [[0n, 1n, 1n], [ONE, TWO], [], 'sizes are equal (one) but roots are not'],
    [[0n, 0n, 0n], [ONE, ONE], [], 'sizes are equal (zero) and proof is empty'],
    [[0n, 0n, 1n], [ONE, TWO], [], 'size1 is zero and does not equal size2'],
    [[0n, 1n, 1n], [TWO, TWO], [], 'sizes are equal (one) and proof is empty'],
    [[0n, 1n, 0n], [ONE, TWO], [], 'size1 is greater than size2'],
    [[0n, 2n, 1n], [ONE, TWO], [], 'size1 is greater than size2 again'],
    [[0n, 1n, 2n], [ONE, TWO], [], 'sizes do not watch and proof is empty'],
    [[0n, 0n, 0n], [NOTHING, TWO], [], 'roots do not match and sizes are zero'],
    [[0n, 1n, 1n], [NOTHING, TWO], [], 'roots do not not match and sizes are one'],
    [
      [0n, 0n, 0n],
      [NOTHING, NOTHING],
      [NOTHING],
      'sizes match but proof is not empty and sizes are zero',
    ],
    [
      [0n, 1n, 1n],
      [NOTHING, NOTHING],
      [NOTHING],
      'sizes match but proof is not empty and sizes are one',
    ],
    [[0n, 0n, 1n], [NOTHING, TWO], [], 'size1 is zero and size2 is not zero'],
    [
      [0n, 0n, 1n],
      [NOTHING, NOTHING],
      [NOTHING],
      'consistency check on empty tree (size1 is zero) is useless',
    ],
  ]
  return listed(rows, TREES, ['sizes are equal (one) and proof is empty'])
}

/** An empty subtree stands anywhere, and its hash is that of nothing; what the tree is then does not matter. */
function noSubtrees(): Vector[] {
  const empty = (span: readonly [bigint, bigint, bigint], where: string, tree: Bytes): Row[] => [
    [span, [NOTHING, NOTHING], [], `subtree is empty${where} subtree root valid proof is empty`],
    [
      span,
      [NOTHING, tree],
      [],
      `subtree is empty${where} subtree root valid tree root random proof is empty`,
    ],
    [
      span,
      [NOTHING, NOTHING],
      [NOTHING],
      `subtree is empty${where} roots valid but proof is not empty`,
    ],
    [span, [ONE, ONE], [], `subtree is empty${where} roots match but not valid`],
  ]
  const empties = [
    ...empty([0n, 0n, 0n], ' sizes are equal (zero)', ONE),
    ...empty([1n, 1n, 1n], ' sizes are equal (one)', ONE),
    ...empty([1n, 1n, 2n], '', NOTHING),
  ]
  const rows: Row[] = [
    [[0n, 0n, 0n], [ONE, TWO], [], 'sizes are equal (zero) but roots are not'],
    [[0n, 1n, 1n], [ONE, TWO], [], 'sizes are equal (one) but roots are not'],
    [[0n, 0n, 1n], [ONE, TWO], [], 'end is zero and does not equal size'],
    [[0n, 1n, 1n], [TWO, TWO], [], 'sizes are equal (one) and proof is empty'],
    ...empties,
    [[1n, 15n, 15n], [ONE, TWO], [], 'invalid subtree start 1 end 15 size 15'],
    [[1n, 3n, 8n], [ONE, TWO], [], 'invalid subtree start 1 end 3 size 8'],
    [[2n, 5n, 8n], [ONE, TWO], [], 'invalid subtree start 2 end 5 size 8'],
    [[2n, 6n, 8n], [ONE, TWO], [], 'invalid subtree start 2 end 6 size 8'],
    [[0n, 1n, 0n], [ONE, TWO], [], 'end is greater than size'],
    [[0n, 2n, 1n], [ONE, TWO], [], 'end is greater than size again'],
    [[0n, 1n, 2n], [ONE, TWO], [], 'sizes do not match and proof is empty'],
    [[0n, 1n, 1n], [NOTHING, TWO], [], 'roots do not match and sizes are one'],
    [
      [0n, 0n, 0n],
      [NOTHING, NOTHING],
      [NOTHING],
      'sizes match but proof is not empty and sizes are zero',
    ],
    [
      [0n, 1n, 1n],
      [NOTHING, NOTHING],
      [NOTHING],
      'sizes match but proof is not empty and sizes are one',
    ],
  ]
  const right = empties
    .map(([, , , says]) => says)
    .filter((says) => says.endsWith('proof is empty'))
  return listed(rows, SUBTREES, ['sizes are equal (one) and proof is empty', ...right])
}
