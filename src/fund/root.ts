import { append, emptyEdge, leafHash, rootOf } from '../trail/index.ts'
import { saidOf } from './keep-transfers.ts'
import type { Transfer } from './transfer.ts'

/** The root of the transfers of a month: a tree of all that stands in each, in the order of their numbers. */
export function periodRoot(transfers: readonly Transfer[]): string {
  const edge = emptyEdge()
  for (const one of transfers) append(edge, leafHash(Buffer.from(asText(saidOf(one)))))
  return rootOf(edge).toString('hex')
}

/** The same text for the same thing, whatever the order of its names. */
export function asText(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}
