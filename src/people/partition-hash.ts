import { createHash } from 'node:crypto'
import type { Queryable } from '../kernel/index.ts'
import { identitiesFrom } from './queries-links.ts'
import { versionInEffect } from './queries-match.ts'

const AT_ONCE = 10_000
const FIRST = '00000000-0000-0000-0000-000000000000'

export type PartitionHash = {
  readonly identities: number
  readonly persons: number
  /** the version by which everybody is judged; null where none is in effect */
  readonly model: string | null
  /** of a line for each identity: its ids in order, between spaces; the lines in order, each with its end */
  readonly sha256: string
}

/**
 * Who is who, as one hash that is equal for equal facts: whoever has the same records, the same version of matching and
 * the same decisions has the same. It says nothing of anybody.
 */
export async function partitionHash(db: Queryable): Promise<PartitionHash> {
  const hash = createHash('sha256')
  let [identities, persons] = [0, 0]
  for (let after = FIRST; ; ) {
    const rows = await identitiesFrom(db, after, AT_ONCE)
    for (const { members } of rows) {
      hash.update(`${[...members].sort().join(' ')}\n`)
      persons += members.length
    }
    identities += rows.length
    if (rows.length < AT_ONCE) break
    after = rows.at(-1)!.person_id
  }
  const model = (await versionInEffect(db))?.version ?? null
  return { identities, persons, model, sha256: hash.digest('hex') }
}
