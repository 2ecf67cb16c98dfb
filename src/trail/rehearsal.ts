import {
  type AuditedEntry,
  type AuditedLeaf,
  LogAudit,
  type Pin,
  type TrailFault,
} from './audit.ts'
import { canonical } from './canonical.ts'
import { signCheckpoint } from './checkpoint.ts'
import { append, type Edge, emptyEdge, rootOf } from './edge.ts'
import { entryData } from './entry.ts'
import { makeSigner } from './note.ts'
import { type Hash, leafHash, nodeHash } from './tree.ts'

/**
 * A small log of eight invented entries to try things out on: somebody changes it, and the very code of
 * `trail verify` says what was done. Nothing is kept, and nothing of the place is in it.
 */
export const CHANGES = ['text', 'remove', 'swap', 'cut'] as const
export type Change = (typeof CHANGES)[number]

export const SAYINGS = [
  'A ward coordinator looked at Mrs A',
  'The council’s file for March was loaded',
  'A social worker looked at Mrs A',
  'A colleague on another ward was refused Mrs A, clause 4.2',
  'Two records of Mr B were joined',
  'A GP looked at Mr B',
  'Mrs A looked at her own record',
  'A nurse looked at Mr B',
] as const

const CHANGED = 'Nobody looked at anything'
const HEIGHTS = [0, 1, 2, 3]

export type Rehearsal = {
  /** what stands there now; undefined where it was taken out */
  sayings: (string | undefined)[]
  faults: TrailFault[]
  root: Hash
  /** every node of the tree, leaves first: its hash now, and whether it is another than was signed */
  nodes: { height: number; index: number; hash: Hash | undefined; changed: boolean }[]
}

/** `place` is an entry's number, from 0. Without a change: the log as it was signed. */
export function rehearse(change?: Change, place = 0): Rehearsal {
  const rows = tamper(signedLog.rows, change, place)
  const audit = new LogAudit(signedLog.key, signedLog.pins)
  // Whoever cuts off the end takes the checkpoints after it away too: they would give it away at once.
  const batches = change === 'cut' ? signedLog.batches.slice(0, place) : signedLog.batches
  batches.forEach((batch, at) => {
    audit.batch(
      batch,
      rows.filter(({ index }) => index === at),
    )
  })
  audit.finish()
  const leaves = rows.map((row) => row.entry && leafHash(entryData(row.entry.salt, row.entry.text)))
  const now = nodesOver(SAYINGS.map((_, at) => leaves[rows.findIndex(({ index }) => index === at)]))
  const signed = nodesOver(signedLog.rows.map(({ leaf }) => leafHash(leaf)))
  return {
    sayings: SAYINGS.map((_, at) => rows.find(({ index }) => index === at)).map(sayingOf),
    faults: audit.faults,
    root: rootOf(signedLog.edge),
    nodes: now.map((node, at) => ({
      ...node,
      changed: node.hash?.equals(signed[at]!.hash!) !== true,
    })),
  }
}

const signedLog = signLog()

function signLog() {
  const signer = makeSigner('try-it.example/trail', 'log')
  const rows = SAYINGS.map(rowOf)
  const edge = emptyEdge()
  const batches = rows.map(({ leaf }, at) => {
    append(edge, leafHash(leaf))
    const head = { origin: signer.verifier.name, size: at + 1, root: rootOf(edge) }
    return { size: at + 1, note: signCheckpoint(head, signer), leaves: [leaf] }
  })
  return {
    key: signer.verifier,
    rows,
    edge,
    batches,
    pins: witnessesOf(signer.verifier.name, edge),
  }
}

function witnessesOf(origin: string, edge: Edge): Pin[] {
  const head = { origin, size: edge.size, root: rootOf(edge) }
  return ['the NHS’s witness', 'the council’s witness'].map((by) => ({ ...head, by }))
}

function rowOf(saying: string, index: number): AuditedLeaf {
  const entry = entryOf(saying, `entry ${index}`)
  return { index, entryId: `entry ${index}`, leaf: entryData(entry.salt, entry.text), entry }
}

function entryOf(saying: string, id: string): AuditedEntry {
  const [at, kind] = ['2026-03-03T10:12:00.000Z', 'look']
  // One fixed salt, so that the picture is the same each time; real entries have 16 random bytes each.
  return { at, kind, text: canonical({ at, id, kind, saying }), salt: Buffer.alloc(16, 7) }
}

function tamper(
  rows: readonly AuditedLeaf[],
  change: Change | undefined,
  place: number,
): AuditedLeaf[] {
  const other = place === rows.length - 1 ? place - 1 : place + 1
  switch (change) {
    case undefined:
      return [...rows]
    case 'text':
      return rows.map((row) =>
        row.index === place ? { ...row, entry: entryOf(CHANGED, row.entryId) } : row,
      )
    case 'remove':
      return rows.map(({ entry, ...row }) => (row.index === place ? row : { ...row, entry }))
    case 'swap':
      return rows.map((row) => ({
        ...row,
        index: row.index === place ? other : row.index === other ? place : row.index,
      }))
    case 'cut':
      return rows.filter(({ index }) => index < place)
  }
}

function nodesOver(leaves: readonly (Hash | undefined)[]) {
  const levels: (Hash | undefined)[][] = [[...leaves]]
  for (const height of HEIGHTS.slice(1)) {
    const below = levels[height - 1]!
    levels.push(
      Array.from({ length: below.length / 2 }, (_, index) => {
        const [left, right] = below.slice(index * 2, index * 2 + 2)
        return left && right && nodeHash(left, right)
      }),
    )
  }
  return levels.flatMap((hashes, height) => hashes.map((hash, index) => ({ height, index, hash })))
}

function sayingOf(row: AuditedLeaf | undefined): string | undefined {
  return row?.entry && (JSON.parse(row.entry.text) as { saying: string }).saying
}
